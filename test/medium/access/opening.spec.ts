import { type Actor, newId } from '../../../src/kernel';
import { type OpeningRequest, ReadGrant, type TicketFacts } from '../../../src/trust/access';
import { asks, person, program } from '../../support/actors';
import { eventually } from '../../support/eventually';
import { type AccessAtWork, accessAtWork, inHours, openingOf, termsFor, ticketFor } from './access-at-work';

describe('opening', () => {
  let work: AccessAtWork;
  beforeAll(async () => (work = await accessAtWork()));
  afterAll(() => work.close());

  const open = (actor: Actor, request: OpeningRequest): Promise<ReadGrant> => {
    work.tickets.set(`${request.ticket.system}/${request.ticket.externalId}`, request.ticket);
    return work.access.authorizeOpening(asks(actor), request);
  };
  const lastEntry = async () => (await work.entries()).at(-1);
  const officer = person(['compliance_officer']);

  async function granted(actor: Actor, ticket: TicketFacts, change: Parameters<typeof termsFor>[1] = {}) {
    work.tickets.set(`${ticket.system}/${ticket.externalId}`, ticket);
    return work.grants.post(asks(officer), actor.id, termsFor(ticket, change));
  }

  it('an assigned ticket opens for eight hours', async () => {
    const agent = person(['support_agent']);
    const grant = await open(agent, openingOf(ticketFor(agent)));
    expect(ReadGrant.isGenuine(grant)).toBe(true);
    expect(grant.expiresAt.getTime() - Date.now()).toBeGreaterThan(7.9 * 3_600_000);
    expect(await lastEntry()).toMatchObject({ type: 'media.read.open', decision: 'allow', grant: grant.grantId });
  });

  it('an entry is sealed before the answer', async () => {
    const agent = person(['support_agent']);
    const grant = await open(agent, openingOf(ticketFor(agent)));
    const rows: { id: string }[] = await work.log.databases.audit.dataSource.query(
      'SELECT id FROM audit.leaf WHERE n = $1',
      [grant.entry],
    );
    expect(rows).toEqual([{ id: grant.entryId }]);
  });

  it('many openings share one assignment grant', async () => {
    const agent = person(['support_agent']);
    const ticket = ticketFor(agent);
    const grants = await Promise.all(Array.from({ length: 12 }, () => open(agent, openingOf(ticket))));
    expect(new Set(grants.map(({ grantId }) => grantId)).size).toBe(1);
    const { items } = await work.grants.list(asks(agent), { limit: 10 });
    expect(items).toMatchObject([{ id: grants[0]?.grantId, auto: true, viewsUsed: 12, state: 'active' }]);
  });

  it('every opening has a listed grant', async () => {
    const rows: { n: string }[] = await work.log.databases.audit.dataSource.query(
      `SELECT count(*) AS n FROM audit.leaf WHERE type = 'media.read.open'`,
    );
    const uses = await work.log.databases.vault.read({ actor: officer }, (tx) =>
      tx.query<{ n: string }>('SELECT count(*) AS n FROM access.grant_use JOIN access.grants g ON g.id = grant_id'),
    );
    expect(uses[0]?.n).toBe(rows[0]?.n);
  });

  describe.each<[string, () => { actor: Actor; request: OpeningRequest }, string, string]>([
    ['of a closed ticket', () => ofOwn(person(['support_agent']), { open: false }), 'ticket_closed', 'ticket_closed'],
    ["of somebody else's ticket", () => ofTicket(person(['support_agent']), null), 'grant_required', 'grant_required'],
    ['of a KYC class by support', () => ofClass(person(['support_agent']), true), 'grant_required', 'grant_required'],
    ['of another class by KYC', () => ofClass(person(['kyc_agent']), false), 'grant_required', 'grant_required'],
    [
      'of an item that is not on the ticket',
      () => unlinked(person(['support_agent'])),
      'grant_required',
      'grant_required',
    ],
    [
      'for an unknown purpose',
      () => purposed(person(['support_agent']), 'curiosity'),
      'unknown_purpose',
      'unknown_purpose',
    ],
    [
      'for another purpose than the ticket’s',
      () => purposed(person(['support_agent']), 'complaint'),
      'grant_required',
      'grant_required',
    ],
    ['by an administrator', () => ofOwn(person(['administrator'])), 'forbidden', 'role'],
    ['by a records manager', () => ofOwn(person(['records_manager'])), 'forbidden', 'role'],
    ['by an auditor', () => ofOwn(person(['auditor'])), 'forbidden', 'role'],
    ['by a key administrator', () => ofOwn(person(['key_administrator'])), 'forbidden', 'role'],
    [
      'by a compliance officer on an own ticket',
      () => ofOwn(person(['compliance_officer'])),
      'grant_required',
      'grant_required',
    ],
    ['by a program without the scope', () => ofTicket(program(['media:list']), null), 'forbidden', 'role'],
    [
      'by a program for a purpose of people',
      () => ofOwn(program(['media:read']), { purpose: 'fraud_check' }),
      'grant_required',
      'grant_required',
    ],
  ])('%s', (_title, make, code, reason) => {
    it('is refused and recorded', async () => {
      const { actor, request } = make();
      await expect(open(actor, request)).rejects.toMatchObject({ code });
      expect(await lastEntry()).toMatchObject({ type: 'media.read.denied', decision: 'deny', reason, grant: null });
    });
  });

  it('what is out of sight looks absent', async () => {
    const { actor, request } = ofTicket(person(['support_agent']), null);
    const hidden = { ...request, media: { ...request.media, visible: false } };
    await expect(open(actor, hidden)).rejects.toMatchObject({ code: 'not_found' });
    expect(await lastEntry()).toMatchObject({ decision: 'deny', reason: 'grant_required' });
  });

  it('an unknown purpose stays out of the log', async () => {
    const { actor, request } = purposed(person(['support_agent']), 'jo_at_example');
    await expect(open(actor, request)).rejects.toMatchObject({ code: 'unknown_purpose' });
    expect(await lastEntry()).toMatchObject({ purpose: null });
  });

  it('a program opens for a named ticket', async () => {
    const grant = await open(program(['media:read']), openingOf(ticketFor(null)));
    expect(grant.part).toBe('original');
    expect(await lastEntry()).toMatchObject({ type: 'media.read.open', role: 'media:read' });
  });

  it('a given grant opens an audit ticket’s item', async () => {
    const other = person(['compliance_officer']);
    const ticket = ticketFor(null, { purpose: 'access_audit' });
    const request = openingOf(ticket);
    const far = { ...request, media: { ...request.media, ticketIds: [], kyc: true } };
    await granted(other, ticket, { mediaId: far.media.id });
    await expect(open(other, far)).resolves.toBeDefined();
    await expect(open(other, { ...far, media: { ...far.media, id: newId() } })).rejects.toMatchObject({
      code: 'grant_required',
    });
  });

  it('a given grant never opens KYC to support', async () => {
    const agent = person(['support_agent']);
    const ticket = ticketFor(null);
    const request = openingOf(ticket);
    await granted(agent, ticket);
    const passport = { ...request, media: { ...request.media, kyc: true } };
    await expect(open(agent, passport)).rejects.toMatchObject({ code: 'grant_required' });
    await expect(open(agent, request)).resolves.toBeDefined();
  });

  it('a counted grant opens exactly so often', async () => {
    const agent = person(['support_agent']);
    const ticket = ticketFor(null);
    await granted(agent, ticket, { maxViews: 3 });
    const tried = await Promise.allSettled(Array.from({ length: 10 }, () => open(agent, openingOf(ticket))));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await expect(open(agent, openingOf(ticket))).rejects.toMatchObject({ code: 'grant_exhausted' });
  });

  it('an expired grant opens nothing', async () => {
    const agent = person(['support_agent']);
    const ticket = ticketFor(null);
    await granted(agent, ticket, { expiresAt: new Date(Date.now() + 3_000) });
    await eventually(() => expect(open(agent, openingOf(ticket))).rejects.toMatchObject({ code: 'grant_expired' }));
  });

  it('a foreign grant opens nothing', async () => {
    const ticket = ticketFor(null);
    await granted(person(['support_agent']), ticket);
    await expect(open(person(['support_agent']), openingOf(ticket))).rejects.toMatchObject({ code: 'grant_required' });
  });

  it('a revoked assignment is not made anew', async () => {
    const agent = person(['support_agent']);
    const ticket = ticketFor(agent);
    const grant = await open(agent, openingOf(ticket));
    await work.grants.revoke(asks(officer), grant.grantId);
    await expect(open(agent, openingOf(ticket))).rejects.toMatchObject({ code: 'grant_revoked' });
  });

  it('a ticket that closed meanwhile opens nothing', async () => {
    const agent = person(['support_agent']);
    const request = openingOf(ticketFor(agent));
    work.tickets.set(`own/${request.ticket.externalId}`, { ...request.ticket, open: false });
    const late = work.access.authorizeOpening(asks(agent), request);
    await expect(late).rejects.toMatchObject({ code: 'ticket_closed' });
  });

  it('a view is recorded as a view', async () => {
    const agent = person(['support_agent']);
    await open(agent, openingOf(ticketFor(agent), { as: 'view' }));
    expect(await lastEntry()).toMatchObject({ type: 'view.opened', decision: 'allow', role: 'support_agent' });
  });

  it('without the log nothing opens', async () => {
    const agent = person(['support_agent']);
    const opened = work.log.whileNothingIsSealed(() => open(agent, openingOf(ticketFor(agent))));
    await expect(opened).rejects.toMatchObject({ code: 'audit_unavailable' });
  });

  it('a grant out of time by the database’s clock ends', async () => {
    const agent = person(['support_agent']);
    const ticket = ticketFor(null);
    const late = granted(agent, ticket, { expiresAt: inHours(73) });
    await expect(late).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

function ofOwn(actor: Actor, change: Partial<TicketFacts> = {}) {
  return { actor, request: openingOf(ticketFor(actor, change)) };
}

function ofTicket(actor: Actor, assignee: Actor | null) {
  return { actor, request: openingOf(ticketFor(assignee)) };
}

function ofClass(actor: Actor, kyc: boolean) {
  const { request } = ofOwn(actor);
  return { actor, request: { ...request, media: { ...request.media, kyc } } };
}

function unlinked(actor: Actor) {
  const { request } = ofOwn(actor);
  return { actor, request: { ...request, media: { ...request.media, ticketIds: [newId()] } } };
}

function purposed(actor: Actor, purpose: string) {
  return { actor, request: { ...ofOwn(actor).request, purpose } };
}
