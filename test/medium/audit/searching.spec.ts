import fc from 'fast-check';
import { type Actor, newId, type RequestContext, systemClock } from '../../../src/kernel';
import { AuditLog, entriesFor, type EntryView, matches, parseQuery, QueryPlaces } from '../../../src/trust/audit';
import { findPage } from '../../../src/trust/audit/reading/page.repository';
import { actor, opening, type TestLog, testLog } from '../../support/audit-log';

const classes = ['passport', 'visa', 'selfie'];
const purposes = ['kyc_review', 'support', undefined];
const tickets = ['own/T-1', 'own/T-2', 'zendesk/T-1'];

describe('searching the log', () => {
  let log: TestLog;
  let reader: AuditLog;
  let all: EntryView[];
  const officer = actor({ roles: ['compliance_officer'] });
  const actors = [actor(), actor(), actor()];
  const subjects = [newId(), newId()];
  const started = new Date();

  const contextOf = (who: Actor): RequestContext => ({
    actor: who,
    origin: { ip: null, userAgent: null },
    traceId: 't',
  });
  const find = async (q: string, who = officer, limit = 200) =>
    (await reader.entries(contextOf(who), entriesFor(who), { terms: parseQuery(q), limit })).items;

  /** With no entries so few that they are looked up: two frequent values always meet. */
  const meet = (q: string) =>
    log.databases.vault.read({ actor: officer }, async (tx) => {
      const place = { now: new Date(), tagsOf: () => [] };
      const found = await findPage(tx, entriesFor(officer), { terms: parseQuery(q), limit: 200 }, place, -1);
      return found.map(Number);
    });

  beforeAll(async () => {
    log = await testLog();
    log.sequencer.start();
    reader = new AuditLog(
      log.databases.vault,
      log.audit,
      log.parts,
      new QueryPlaces(log.audit, log.parts, systemClock),
    );
    for (let i = 0; i < 60; i += 1) {
      const [system = '', id = ''] = (tickets[i % 3] ?? '').split('/');
      await log.audit.recordAlone(
        opening({
          actor: actors[i % 3],
          origin: i % 4 === 0 ? undefined : { ip: `203.0.113.${i % 5}`, userAgent: null },
          subject: i % 7 === 0 ? undefined : subjects[i % 2],
          object: { media: newId(), class: classes[(i >> 1) % 3], part: i % 5 === 0 ? 'preview' : 'original' },
          ticket: { system, id },
          purpose: purposes[(i >> 2) % 3],
          ...(i % 6 === 0 ? { type: 'media.read.denied', decision: 'deny' } : {}),
        }),
      );
    }
    await log.audit.recordSealed({ type: 'keys.created', actor: officer, role: null, decision: 'allow' });
    all = await find(`at:>=${started.toISOString()}`);
  });
  afterAll(() => log.close());

  it('the database and the leaves answer alike', async () => {
    const words: Record<string, string[]> = {
      actor: actors.map(({ id }) => id),
      subject: subjects,
      class: [...classes, 'unheard_of'],
      purpose: ['kyc_review', 'support'],
      ticket: tickets,
      part: ['preview', 'original'],
      type: ['media.read.open', 'media.read.denied', 'keys.created'],
      operation: ['read', 'refusal', 'system'],
      decision: ['allow', 'deny'],
      role: ['kyc_agent'],
      at: [`>=${started.toISOString()}`, `<${new Date(started.getTime() + 150).toISOString()}`, 'now-1h..now'],
    };
    const term = fc.constantFrom(...Object.keys(words)).chain((name) =>
      fc
        .record({
          not: fc.boolean(),
          values: fc.uniqueArray(fc.constantFrom(...(words[name] ?? [])), {
            minLength: 1,
            maxLength: name === 'at' ? 1 : 3,
          }),
        })
        .map(({ not, values }) => `${not ? '-' : ''}${name}:${values.join(',')}`),
    );
    const query = fc.array(term, { minLength: 1, maxLength: 4 }).map((terms) => terms.join(' '));
    await fc.assert(
      fc.asyncProperty(query, async (q) => {
        const now = new Date();
        const expected = all.filter((entry) => matches(parseQuery(q), columnsOf(entry), now)).map(({ n }) => n);
        const asked = `${q} -type:audit.read`;
        expect((await find(asked)).map(({ n }) => n)).toEqual(expected);
        expect(await meet(asked)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['an address', 'ip:203.0.113.1', 9],
    ['an address and a class', 'ip:203.0.113.1 class:passport', 3],
    ['a network', 'ip:203.0.113.0/24', 45],
    ['an address and its network', 'ip:203.0.113.1,203.0.113.0/24', 45],
    ['another network', 'ip:198.51.100.0/24', 0],
    ['everything but a network', '-ip:203.0.113.0/24 -type:audit.read at:<now', 16],
    ['an address before there was a key', 'ip:203.0.113.1 at:<2020-01-01', 0],
  ])('finds %s', async (_what, q, count) => {
    expect(await find(q)).toHaveLength(count);
  });

  it('an address is for those who may see it', async () => {
    const administrator = actor({ roles: ['administrator'] });
    await expect(find('ip:203.0.113.1', administrator)).rejects.toMatchObject({ code: 'forbidden' });
    await find('');
    const [denied] = await find(`type:audit.denied actor:${administrator.id}`);
    expect(denied).toMatchObject({ decision: 'deny', reason: 'address', actor: { role: 'administrator' } });
  });

  it('an address ends with its key', async () => {
    log.parts.forget(started.toISOString().slice(0, 7));
    expect(await find('ip:203.0.113.1')).toEqual([]);
  });

  it('the search is sealed with what now meant', async () => {
    const reading = actor({ roles: ['dpo'] });
    await reader.entries(
      { ...contextOf(reading), origin: { ip: '198.51.100.7', userAgent: null } },
      entriesFor(reading),
      { terms: parseQuery(`at:>=now-1h subject:${subjects[0] ?? ''}`), limit: 1 },
    );
    const [entry] = await find(`type:audit.read actor:${reading.id}`);
    expect(entry?.subject).toBe(subjects[0]);
    expect(entry?.personal.actor?.payload?.['filter']).toMatch(/^at:>=\d{4}-\d{2}-\d{2}T[\d:.]+Z subject:/);
  });

  it('an entry is shown among its neighbours', async () => {
    const middle = all[20];
    const shown = await reader.around(contextOf(officer), entriesFor(officer), middle?.n ?? 0, 5);
    expect(shown.map(({ n }) => n)).toEqual(all.slice(15, 26).map(({ n }) => n));
  });

  it('neighbours out of reach are not shown', async () => {
    const keeper = actor({ roles: ['key_administrator'] });
    const [made] = await find('type:keys.created');
    const shown = await reader.around(contextOf(keeper), entriesFor(keeper), made?.n ?? 0, 20);
    expect(shown.map(({ type }) => type)).toEqual(['keys.created']);
    await expect(reader.around(contextOf(keeper), entriesFor(keeper), 0, 20)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

function columnsOf(entry: EntryView) {
  return {
    ...{ id: entry.id, sealedAt: entry.sealedAt, at: entry.at, type: entry.type, decision: entry.decision },
    operation: entry.type === 'media.read.denied' ? 'refusal' : entry.type === 'keys.created' ? 'system' : 'read',
    ...{ actorKind: entry.actor.kind, actor: entry.actor.id, role: entry.actor.role, subject: entry.subject },
    media: entry.object?.media ?? null,
    class: entry.object?.class ?? null,
    part: entry.object?.part ?? null,
    ticketSystem: entry.ticket?.system ?? null,
    ticket: entry.ticket?.id ?? null,
    purpose: entry.purpose,
    grant: entry.grant,
  };
}
