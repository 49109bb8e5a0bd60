import { setTimeout as delay } from 'node:timers/promises';
import { newId, type Role } from '../../../src/kernel';
import type { Grant, TicketFacts } from '../../../src/trust/access';
import { asks, person, program } from '../../support/actors';
import { eventually } from '../../support/eventually';
import { asSuperuser } from '../../support/vault-database';
import { type AccessAtWork, accessAtWork, inHours, openingOf, termsFor, ticketFor } from './access-at-work';

describe('grants', () => {
  let work: AccessAtWork;
  beforeAll(async () => (work = await accessAtWork()));
  afterAll(() => work.close());

  const officer = person(['compliance_officer']);
  const dpo = person(['dpo']);
  const lastEntry = async () => (await work.entries()).at(-1);

  function ticket(change: Partial<TicketFacts> = {}): TicketFacts {
    const facts = ticketFor(null, change);
    work.tickets.set(`${facts.system}/${facts.externalId}`, facts);
    return facts;
  }

  async function request(facts = ticket()): Promise<{ agent: ReturnType<typeof person>; grant: Grant }> {
    const agent = person(['support_agent']);
    return { agent, grant: await work.grants.post(asks(agent), null, termsFor(facts)) };
  }

  it('a request opens nothing until it is given', async () => {
    const facts = ticket();
    const { agent, grant } = await request(facts);
    expect(grant).toMatchObject({ state: 'requested', givenBy: null, auto: false });
    expect(await lastEntry()).toMatchObject({ type: 'grant.requested', grant: grant.id, role: 'support_agent' });
    await expect(work.access.authorizeOpening(asks(agent), openingOf(facts))).rejects.toMatchObject({
      code: 'grant_required',
    });
    const given = await work.grants.approve(asks(officer), grant.id);
    expect(given).toMatchObject({ state: 'active', givenBy: officer.id });
    expect(await lastEntry()).toMatchObject({ type: 'grant.approved', grant: grant.id, role: 'compliance_officer' });
    await expect(work.access.authorizeOpening(asks(agent), openingOf(facts))).resolves.toBeDefined();
  });

  it('a refused request stays refused', async () => {
    const { grant } = await request();
    expect(await work.grants.refuse(asks(officer), grant.id)).toMatchObject({ state: 'refused' });
    expect(await lastEntry()).toMatchObject({ type: 'grant.denied', reason: 'refused', role: 'compliance_officer' });
    await expect(work.grants.approve(asks(officer), grant.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('nobody gives to themselves', async () => {
    const own = work.grants.post(asks(officer), officer.id, termsFor(ticket()));
    await expect(own).rejects.toMatchObject({ code: 'self_grant' });
    expect(await lastEntry()).toMatchObject({ type: 'grant.denied', reason: 'self_grant', decision: 'deny' });
  });

  it('nobody approves their own request', async () => {
    const both = person(['support_agent', 'compliance_officer']);
    const grant = await work.grants.post(asks(both), null, termsFor(ticket()));
    await expect(work.grants.approve(asks(both), grant.id)).rejects.toMatchObject({ code: 'self_grant' });
  });

  it('even the database refuses a grant to oneself', async () => {
    const { grant } = await request();
    const self = work.log.databases.vault.transaction({ actor: officer }, (tx) =>
      tx.query(`UPDATE access.grants SET given_by = actor_id, state = 'active' WHERE id = $1`, [grant.id]),
    );
    await expect(self).rejects.toThrow('grants_never_to_self');
  });

  it('nobody changes the terms of a grant', async () => {
    const { grant } = await request();
    for (const change of [
      "purpose = 'fraud_check'",
      "expires_at = now() + interval '71 hours'",
      'max_views = NULL',
      'actor_id = gen_random_uuid()',
    ]) {
      const changed = work.log.databases.vault.transaction({ actor: officer }, (tx) =>
        tx.query(`UPDATE access.grants SET ${change} WHERE id = $1`, [grant.id]),
      );
      await expect(changed).rejects.toThrow('permission denied');
    }
  });

  it('two officers cannot give the same request twice', async () => {
    const { grant } = await request();
    const tried = await Promise.allSettled([
      work.grants.approve(asks(officer), grant.id),
      work.grants.approve(asks(person(['compliance_officer'])), grant.id),
    ]);
    expect(tried.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('a DPO gives disclosures and nothing else', async () => {
    const disclosure = ticket({ purpose: 'subject_request' });
    const given = await work.grants.post(asks(dpo), person(['dpo']).id, termsFor(disclosure));
    expect(given.state).toBe('active');
    const other = work.grants.post(asks(dpo), newId(), termsFor(ticket()));
    await expect(other).rejects.toMatchObject({ code: 'forbidden' });
    const crossed = work.grants.post(asks(dpo), newId(), termsFor(ticket(), { purpose: 'subject_request' }));
    await expect(crossed).rejects.toMatchObject({ code: 'unknown_ticket' });
  });

  it.each<Role>([
    'support_agent',
    'kyc_agent',
    'legal',
    'records_manager',
    'auditor',
    'administrator',
    'key_administrator',
  ])('a %s gives nothing', async (role) => {
    const given = work.grants.post(asks(person([role])), newId(), termsFor(ticket()));
    await expect(given).rejects.toMatchObject({ code: 'forbidden' });
    expect(await lastEntry()).toMatchObject({ type: 'grant.denied', decision: 'deny', reason: 'role' });
  });

  it.each<Role>([
    'legal',
    'records_manager',
    'auditor',
    'administrator',
    'key_administrator',
    'compliance_officer',
    'dpo',
  ])('a %s asks for nothing', async (role) => {
    const asked = work.grants.post(asks(person([role])), null, termsFor(ticket()));
    await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('a program asks for nothing', async () => {
    const asked = work.grants.post(asks(program(['media:read'])), null, termsFor(ticket()));
    await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('asking does not say whether a ticket exists', async () => {
    const agent = person(['support_agent']);
    const known = await work.grants.post(asks(agent), null, termsFor(ticket()));
    const unknown = await work.grants.post(asks(agent), null, termsFor(ticketFor(null)));
    expect(Object.keys(unknown)).toEqual(Object.keys(known));
    await expect(work.grants.approve(asks(officer), unknown.id)).rejects.toMatchObject({ code: 'unknown_ticket' });
    expect(await lastEntry()).toMatchObject({ type: 'grant.denied', reason: 'no_ticket', grant: unknown.id });
  });

  it.each([
    ['an unknown purpose', { purpose: 'curiosity' }, 'unknown_purpose'],
    ['an end in the past', { expiresAt: inHours(-1) }, 'invalid_request'],
    ['an end after 72 hours', { expiresAt: inHours(73) }, 'invalid_request'],
    ['a person in the reason', { reason: 'asked by jo@example.org' }, 'invalid_request'],
    ['a person as the ticket', { ticket: { system: 'own', id: '+49 170 1234567' } }, 'unknown_ticket'],
  ])('%s is not granted', async (_title, change, code) => {
    const asked = work.grants.post(asks(person(['support_agent'])), null, termsFor(ticket(), change));
    await expect(asked).rejects.toMatchObject({ code });
  });

  it('absent and foreign grants are one answer', async () => {
    const { grant } = await request();
    const answers = [];
    for (const id of [newId(), grant.id]) {
      const refusal: unknown = await work.grants.revoke(asks(dpo), id).catch((error: unknown) => error);
      answers.push({ ...(refusal as object), reason: (await lastEntry())?.reason });
    }
    expect(answers.map(({ reason }) => reason)).toEqual(['absent', 'out_of_reach']);
    expect({ ...answers[0], reason: '' }).toEqual({ ...answers[1], reason: '' });
  });

  it('each sees the list they may see', async () => {
    const { agent, grant } = await request();
    const ids = async (actor: Parameters<typeof asks>[0]) =>
      (await work.grants.list(asks(actor), { limit: 200 })).items.map(({ id }) => id);
    expect(await ids(agent)).toEqual([grant.id]);
    expect(await ids(officer)).toContain(grant.id);
    expect(await ids(dpo)).toContain(grant.id);
    expect(await ids(person(['support_agent']))).toEqual([]);
    expect(await ids(person(['administrator']))).toEqual([]);
    expect(await lastEntry()).toMatchObject({ type: 'grant.listed', decision: 'allow' });
  });

  it('a list comes in pages and filters', async () => {
    const facts = ticket();
    const reference = { system: facts.system, id: facts.externalId };
    for (let i = 0; i < 5; i += 1) await request(facts);
    const first = await work.grants.list(asks(officer), { ticket: reference, state: 'requested', limit: 3 });
    const cursor = first.next ?? '';
    const second = await work.grants.list(asks(officer), { ticket: reference, state: 'requested', cursor, limit: 3 });
    expect([first.items.length, second.items.length, second.next]).toEqual([3, 2, null]);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(5);
    const foreign = work.grants.list(asks(officer), { state: 'requested', cursor, limit: 3 });
    await expect(foreign).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  it.each(["' OR 1=1 --", "own'; DROP TABLE access.grants; --", '$1', '\\', 'x UNION SELECT 1', "'||pg_sleep(9)||'"])(
    'the filter %s finds nothing',
    async (attack) => {
      const page = await work.grants.list(asks(officer), { ticket: { system: attack, id: attack }, limit: 10 });
      expect(page.items).toEqual([]);
    },
  );

  describe('that end', () => {
    async function opened() {
      const agent = person(['support_agent']);
      const facts = ticket({ assigneeId: agent.id });
      const { grantId } = await work.access.authorizeOpening(asks(agent), openingOf(facts));
      return { agent, facts, grantId, reference: { system: facts.system, id: facts.externalId } };
    }

    const isCut = (signal: AbortSignal): Promise<void> => eventually(() => expect(signal.aborted).toBe(true));

    it('by revocation cut what runs', async () => {
      const { grantId } = await opened();
      const signal = work.access.watchGrant(grantId);
      await delay(200);
      expect(signal.aborted).toBe(false);
      await work.grants.revoke(asks(officer), grantId);
      await isCut(signal);
      expect(await lastEntry()).toMatchObject({ type: 'grant.revoked', grant: grantId });
    });

    it('by their time cut what runs', async () => {
      const facts = ticket();
      const terms = termsFor(facts, { expiresAt: new Date(Date.now() + 3_000) });
      const grant = await work.grants.post(asks(officer), newId(), terms);
      await isCut(work.access.watchGrant(grant.id));
    });

    it('before they are watched count at once', async () => {
      const { grantId } = await opened();
      await work.grants.revoke(asks(officer), grantId);
      await isCut(work.access.watchGrant(grantId));
    });

    it('with their ticket rest and come back', async () => {
      const { agent, facts, grantId, reference } = await opened();
      const { vault } = work.log.databases;
      const signal = work.access.watchGrant(grantId);
      await vault.transaction({ actor: officer }, (tx) => work.grants.suspend(tx, reference));
      await isCut(signal);
      const open = () => work.access.authorizeOpening(asks(agent), openingOf(facts));
      await expect(open()).rejects.toMatchObject({ code: 'ticket_closed' });
      expect((await work.grants.list(asks(agent), { limit: 5 })).items[0]?.suspendedAt).not.toBeNull();
      await vault.transaction({ actor: officer }, (tx) => work.grants.resume(tx, reference));
      await expect(open()).resolves.toMatchObject({ grantId });
    });

    it('with the assignment end for the former assignee', async () => {
      const { grantId, reference } = await opened();
      const signal = work.access.watchGrant(grantId);
      await work.log.databases.vault.transaction({ actor: officer }, (tx) =>
        work.grants.endAssignments(tx, asks(officer), reference, { assigneeId: newId(), purpose: 'support' }),
      );
      await isCut(signal);
      expect(await lastEntry()).toMatchObject({ type: 'grant.revoked', reason: 'reassigned' });
    });

    it('while nobody could hear are heard of afterwards', async () => {
      const { grantId } = await opened();
      const signal = work.access.watchGrant(grantId);
      await delay(300);
      expect(signal.aborted).toBe(false);
      await asSuperuser(work.log.databases.url('superuser'), async (db) => {
        await db.query(`UPDATE access.grants SET state = 'revoked', end_reason = 'revoked' WHERE id = $1`, [grantId]);
        await db.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%listen grant_ended' AND datname = current_database()`,
        );
      });
      await isCut(signal);
    });
  });

  it('a transaction that names nobody sees no grants', async () => {
    const rows: unknown[] = await work.log.databases.vault.dataSource.query('SELECT 1 FROM access.grants');
    expect(rows).toEqual([]);
  });
});
