import { newId, type Role } from '../../../src/kernel';
import { asks, person, program } from '../../support/actors';
import { eventually } from '../../support/eventually';
import { openingOf } from '../access/access-at-work';
import { reference, type TicketsAtWork, ticketsAtWork, word } from './tickets-at-work';
import { etagOfTicket } from '../../../src/records/tickets/ticket.service';

describe('tickets', () => {
  let work: TicketsAtWork;
  beforeAll(async () => (work = await ticketsAtWork()));
  afterAll(() => work.close());

  const helpdesk = program(['tickets:write']);
  const put = (...[ref, facts, ifMatch]: [ReturnType<typeof reference>, ReturnType<typeof word>, string?]) =>
    work.service.put(asks(helpdesk), ref, facts, ifMatch);
  const lastEntry = async () => (await work.entries()).at(-1);

  it('the first word makes a ticket', async () => {
    const { ticket, created } = await put(reference('zendesk'), word());
    expect(created).toBe(true);
    expect(ticket).toMatchObject({ system: 'zendesk', status: 'open', open: true, version: 1 });
    expect(await lastEntry()).toMatchObject({ type: 'ticket.created', role: 'tickets:write', decision: 'allow' });
  });

  it('the same word again changes nothing', async () => {
    const ref = reference();
    const first = await put(ref, word());
    expect(await put(ref, word())).toEqual({ ticket: first.ticket, created: false });
    expect(await lastEntry()).toMatchObject({ type: 'ticket.shown' });
  });

  it('a change needs the state that was read', async () => {
    const ref = reference();
    const { ticket } = await put(ref, word());
    await expect(put(ref, word({ purpose: 'complaint' }))).rejects.toMatchObject({ code: 'precondition_required' });
    const etag = etagOfTicket(ticket);
    const { ticket: changed } = await put(ref, word({ purpose: 'complaint' }), etag);
    expect(changed).toMatchObject({ purpose: 'complaint', version: 2 });
    expect(await lastEntry()).toMatchObject({ type: 'ticket.changed', reason: 'purpose' });
    await expect(put(ref, word(), etag)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(put(reference(), word(), etag)).rejects.toMatchObject({ code: 'precondition_failed' });
  });

  it('one of two first words makes the ticket', async () => {
    const ref = reference();
    const tried = await Promise.all(Array.from({ length: 8 }, () => put(ref, word())));
    expect(tried.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(tried.map(({ ticket }) => ticket.id)).size).toBe(1);
  });

  it.each(['jo@example.org', '+49 170 1234567', '0170-1234-567', '00491701234567'])(
    '%s is no ticket id',
    async (id) => {
      await expect(put({ system: 'own', id }, word())).rejects.toMatchObject({ code: 'ticket_id_personal' });
      const asked = work.service.get(asks(person(['dpo'])), { system: 'own', id });
      await expect(asked).rejects.toMatchObject({ code: 'ticket_id_personal' });
    },
  );

  it('an unknown purpose makes no ticket', async () => {
    await expect(put(reference(), word({ purpose: 'curiosity' }))).rejects.toMatchObject({ code: 'unknown_purpose' });
  });

  it('an unknown subject makes no ticket', async () => {
    await expect(put(reference(), word({ subjectId: newId() }))).rejects.toMatchObject({ code: 'invalid_facts' });
  });

  describe('are seen', () => {
    const agent = person(['support_agent']);
    const own = reference();
    const closed = reference();
    const foreign = reference();
    beforeAll(async () => {
      await put(own, word({ assigneeId: agent.id }));
      await put(closed, word({ assigneeId: agent.id, status: 'closed' }));
      await put(foreign, word({ assigneeId: newId() }));
    });

    it('by their assignee while open', async () => {
      await expect(work.service.get(asks(agent), own)).resolves.toMatchObject({ externalId: own.id });
      expect(await lastEntry()).toMatchObject({ type: 'ticket.shown', role: 'support_agent' });
      const { items } = await work.service.list(asks(agent), { limit: 50 });
      expect(items.map(({ externalId }) => externalId)).toEqual([own.id]);
    });

    it('as absent by everybody else', async () => {
      const answers = [];
      for (const ref of [reference(), foreign, closed]) {
        const refusal: unknown = await work.service.get(asks(agent), ref).catch((error: unknown) => error);
        answers.push({ ...(refusal as object), reason: (await lastEntry())?.reason });
      }
      expect(answers.map(({ reason }) => reason)).toEqual(['absent', 'out_of_reach', 'out_of_reach']);
      expect(new Set(answers.map((answer) => JSON.stringify({ ...answer, reason: '' }))).size).toBe(1);
    });

    it.each<Role>(['compliance_officer', 'dpo', 'records_manager'])('all by a %s', async (role) => {
      await expect(work.service.get(asks(person([role])), foreign)).resolves.toBeDefined();
    });

    it.each<Role>(['administrator', 'key_administrator', 'auditor', 'legal', 'kyc_agent'])(
      'never by a foreign %s',
      async (role) => {
        await expect(work.service.get(asks(person([role])), foreign)).rejects.toMatchObject({ code: 'not_found' });
        expect((await work.service.list(asks(person([role])), { limit: 50 })).items).toEqual([]);
      },
    );
  });

  it('a list comes in pages, newest first', async () => {
    const assigneeId = newId();
    const refs = [reference(), reference(), reference(), reference(), reference()];
    for (const ref of refs) await put(ref, word({ assigneeId }));
    const officer = asks(person(['compliance_officer']));
    const first = await work.service.list(officer, { assigneeId, limit: 2 });
    const second = await work.service.list(officer, { assigneeId, limit: 2, cursor: first.next ?? '' });
    const third = await work.service.list(officer, { assigneeId, limit: 2, cursor: second.next ?? '' });
    const listed = [...first.items, ...second.items, ...third.items].map(({ externalId }) => externalId);
    expect(listed).toEqual(refs.map(({ id }) => id).reverse());
    expect(third.next).toBeNull();
    const crossed = work.service.list(officer, { limit: 2, cursor: first.next ?? '' });
    await expect(crossed).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  it.each(["' OR '1'='1", "x'; DROP TABLE records.ticket; --", '$1', '\\', "'||pg_sleep(9)||'", '%', '"'])(
    'the words %s are only words',
    async (attack) => {
      const officer = asks(person(['compliance_officer']));
      const { items } = await work.service.list(officer, { system: attack, purpose: attack, limit: 5 });
      expect(items).toEqual([]);
      const { ticket } = await put({ system: 'own', id: `${attack}${newId().slice(0, 4)}` }, word());
      const found = await work.service.get(officer, { system: 'own', id: ticket.externalId });
      expect(found.id).toBe(ticket.id);
    },
  );

  describe('and access', () => {
    async function opened() {
      const agent = person(['support_agent']);
      const ref = reference();
      const { ticket } = await put(ref, word({ assigneeId: agent.id }));
      const request = openingOf(ticket);
      const grant = await work.access.authorizeOpening(asks(agent), request);
      return { agent, ref, ticket, request, grant, running: work.access.watchGrant(grant.grantId) };
    }

    it('a closed ticket opens nothing and cuts what runs', async () => {
      const { agent, ref, ticket, request, running, grant } = await opened();
      await put(ref, word({ assigneeId: agent.id, status: 'closed' }), etagOfTicket(ticket));
      await isCut(running);
      const stale = work.access.authorizeOpening(asks(agent), request);
      await expect(stale).rejects.toMatchObject({ code: 'ticket_closed' });
      const closed = await work.log.databases.vault.read(asks(agent), (tx) => work.service.systemFind(tx, ref));
      await put(ref, word({ assigneeId: agent.id }), etagOfTicket(closed ?? ticket));
      await expect(work.access.authorizeOpening(asks(agent), request)).resolves.toMatchObject({
        grantId: grant.grantId,
      });
    });

    it('a new assignee ends the former one’s access', async () => {
      const { agent, ref, ticket, request, running } = await opened();
      await put(ref, word({ assigneeId: newId() }), etagOfTicket(ticket));
      await isCut(running);
      const late = work.access.authorizeOpening(asks(agent), request);
      await expect(late).rejects.toMatchObject({ code: 'grant_required' });
    });

    it('another purpose ends what was opened for the first', async () => {
      const { agent, ref, ticket, request, running } = await opened();
      await put(ref, word({ assigneeId: agent.id, purpose: 'complaint' }), etagOfTicket(ticket));
      await isCut(running);
      const late = work.access.authorizeOpening(asks(agent), request);
      await expect(late).rejects.toMatchObject({ code: 'grant_required' });
    });

    it('closing and opening at once never leave one running', async () => {
      for (let round = 0; round < 15; round += 1) {
        const agent = person(['support_agent']);
        const ref = reference();
        const { ticket } = await put(ref, word({ assigneeId: agent.id }));
        const [opening] = await Promise.allSettled([
          work.access.authorizeOpening(asks(agent), openingOf(ticket)),
          put(ref, word({ assigneeId: agent.id, status: 'closed' }), etagOfTicket(ticket)),
        ]);
        if (opening.status === 'fulfilled') await isCut(work.access.watchGrant(opening.value.grantId));
        else expect(opening.reason).toMatchObject({ code: 'ticket_closed' });
      }
    });

    it('closing is published to whoever listens', async () => {
      const { agent, ref, ticket } = await opened();
      await put(ref, word({ assigneeId: agent.id, status: 'closed' }), etagOfTicket(ticket));
      const events = await work.log.databases.vault.read(asks(agent), (tx) =>
        tx.query(`SELECT body FROM jobs.outbox WHERE name = 'event.ticket.closed' AND body->>'ticket' = $1`, [
          ticket.id,
        ]),
      );
      expect(events).toEqual([{ body: { ticket: ticket.id } }]);
    });
  });

  it('their entries are read by whoever may read the log', async () => {
    const ref = reference();
    await put(ref, word());
    // Waits until what was recorded is sealed.
    await work.entries();
    const officer = asks(person(['compliance_officer']));
    const { items } = await work.entriesOf.list(officer, ref, { limit: 10 });
    expect(items.map(({ type }) => type)).toContain('ticket.created');
    expect(await lastEntry()).toMatchObject({ type: 'audit.read' });
  });

  it('a transaction that names nobody sees none', async () => {
    const rows: unknown[] = await work.log.databases.vault.dataSource.query('SELECT 1 FROM records.ticket');
    expect(rows).toEqual([]);
    const written = work.log.databases.vault.dataSource.query(
      `INSERT INTO records.ticket (id, system, external_id, status, purpose) VALUES ($1, 'own', 'X', 'open', 'support')`,
      [newId()],
    );
    await expect(written).rejects.toThrow('row-level security');
  });
});

function isCut(signal: AbortSignal): Promise<void> {
  return eventually(() => expect(signal.aborted).toBe(true));
}
