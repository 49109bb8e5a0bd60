import { type Actor, newId, type RequestContext, systemClock } from '../../../src/kernel';
import { JobRegistry } from '../../../src/platform/jobs';
import { readPolicy } from '../../../src/composition/program-folder';
import { AuditLog, entriesFor, parseQuery, QueryPlaces } from '../../../src/trust/audit';
import { SearchSuggestions } from '../../../src/trust/audit/suggestions/suggestions.service';
import { VolumeRollup } from '../../../src/trust/audit/volume/volume-rollup';
import { Volume, type VolumeWish } from '../../../src/trust/audit/volume/volume.service';
import { actor, opening, silent, type TestLog, testLog } from '../../support/audit-log';
import { asSuperuser } from '../../support/vault-database';

const hourMs = 3_600_000;

describe('the volume of the log', () => {
  let log: TestLog;
  let volume: Volume;
  let rollup: VolumeRollup;
  let reader: AuditLog;
  const officer = actor({ roles: ['compliance_officer'] });
  const agent = actor();

  const contextOf = (who: Actor): RequestContext => ({
    actor: who,
    origin: { ip: null, userAgent: null },
    traceId: 't',
  });
  const period = () => ({ start: Date.now() - 90 * 60_000, end: Date.now() + hourMs });
  const count = async (q: string, who = officer, change: Partial<VolumeWish> = {}) => {
    const wish = { query: parseQuery(q), period: period(), bucket: 'day', zone: 'Asia/Kolkata', ...change } as const;
    const found = await volume.count(contextOf(who), wish);
    return found.reduce((sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b, 0), 0);
  };
  const fill = async (entries: number) => {
    for (let i = 0; i < entries; i += 1)
      await log.audit.recordAlone(
        opening({
          actor: agent,
          object: { media: newId(), class: i % 3 === 0 ? 'passport' : 'visa' },
          purpose: i % 2 === 0 ? 'kyc_review' : undefined,
          ...(i % 5 === 0 ? { type: 'media.read.denied', decision: 'deny' } : {}),
        }),
      );
    await log.audit.recordSealed({ type: 'keys.created', actor: officer, role: null, decision: 'allow' });
  };

  beforeAll(async () => {
    log = await testLog();
    log.sequencer.start();
    const places = new QueryPlaces(log.audit, log.parts, systemClock);
    volume = new Volume(log.databases.vault, places, log.audit);
    rollup = new VolumeRollup(log.databases.audit, log.audit, new JobRegistry(), silent);
    reader = new AuditLog(log.databases.vault, log.audit, log.parts, places);
    await fill(30);
    await rollup.catchUp();
    // Behind what is counted: the answer has these all the same.
    await fill(12);
  });
  afterAll(() => log.close());

  it.each([
    ['', 44],
    ['class:passport', 14],
    ['class:passport,visa', 42],
    ['-class:passport', 30],
    ['-purpose:kyc_review', 23],
    ['decision:deny', 9],
    ['operation:read', 33],
    ['type:keys.created', 2],
    ['class:passport purpose:kyc_review', 7],
    ['role:kyc_agent', 42],
    ['at:<2020-01-01', 0],
  ])('counts %s', async (q, entries) => {
    expect(await count(`${q} -type:audit.read`)).toBe(entries);
  });

  it.each(['hour', 'day', 'weekday_hour'] as const)('comes by %s in a time zone', async (bucket) => {
    for (const zone of ['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/New_York'])
      expect(await count('-type:audit.read', officer, { bucket, zone })).toBe(44);
  });

  it('a day begins where the reader is', async () => {
    const wish = { query: parseQuery(''), period: period(), bucket: 'day', zone: 'Asia/Kolkata' } as const;
    const [day] = await volume.count(contextOf(officer), wish);
    expect(day?.at?.toISOString()).toMatch(/T18:30:00\.000Z$/);
  });

  it('is cut to what the reader may see', async () => {
    expect(await count('', actor({ roles: ['key_administrator'] }))).toBe(2);
    expect(await count('class:passport', actor({ roles: ['key_administrator'] }))).toBe(0);
    expect(await count('', actor({ roles: ['kyc_agent'] }))).toBe(0);
  });

  it('counting for one person is an entry', async () => {
    expect(await count(`actor:${agent.id}`)).toBe(42);
    const { items } = await reader.entries(contextOf(officer), entriesFor(officer), {
      terms: parseQuery(`type:audit.read actor:${officer.id}`),
      limit: 1,
    });
    expect(items[0]?.personal.actor?.payload).toEqual({ filter: `actor:${agent.id}` });
  });

  it.each([
    ['no time zone', { zone: 'Mars/Olympus' }, '/timeZone'],
    ['a period that ends first', { period: { start: 2, end: 1 } }, '/to'],
    ['hours of years', { period: { start: 0, end: 400 * 24 * hourMs }, bucket: 'hour' }, '/to'],
  ] as const)('refuses %s', async (_what, change, pointer) => {
    await expect(count('', officer, change)).rejects.toMatchObject({
      code: 'invalid_query',
      options: { errors: [{ pointer }] },
    });
  });

  it('counts that were changed are made anew', async () => {
    await rollup.catchUp();
    await rollup.check();
    await asSuperuser(log.databases.url('superuser'), (db) =>
      db.query("UPDATE audit.volume SET entries = entries + 5 WHERE type = 'media.read.denied'"),
    );
    expect(await count('decision:deny')).toBeGreaterThan(9);
    await rollup.check();
    expect(await count('decision:deny')).toBe(9);
    await log.audit.recordSealed({ type: 'keys.created', actor: officer, role: null, decision: 'allow' });
    expect(await count('type:audit.volume.rebuilt')).toBe(1);
  });
});

describe('suggestions', () => {
  let log: TestLog;
  let suggestions: SearchSuggestions;
  const agent = actor();
  const administrator = actor({ roles: ['administrator'] });
  const officer = actor({ roles: ['compliance_officer'] });
  const texts = async (q: string, who = officer) => {
    const context = { actor: who, origin: { ip: null, userAgent: null }, traceId: 't' };
    return (await suggestions.suggest(context, q, q.length)).items.map(({ text }) => text);
  };

  beforeAll(async () => {
    log = await testLog();
    log.sequencer.start();
    const names = { namesOf: () => Promise.resolve(new Map([[agent.id, 'Asha Agent']])) };
    suggestions = new SearchSuggestions(log.databases.vault, readPolicy(), names);
    await log.audit.recordAlone({ type: 'account.created', actor: administrator, role: null, decision: 'allow' });
    await log.audit.recordSealed(opening({ actor: agent, ticket: { system: 'own', id: 'a "b", c' } }));
  });
  afterAll(() => log.close());

  it.each([
    ['cl', ['class:']],
    ['class:passp', ['passport']],
    ['purpose:kyc', ['kyc_review']],
    ['decision:', ['allow', 'deny', 'error']],
    ['at:', ['>=now-1h', '>=now-24h', '>=now-7d', '>=now-30d']],
    ['ip:', []],
    ['ticket:own', ['"own/a \\"b\\", c"']],
  ])('complete %s', async (q, expected) => {
    expect(await texts(q)).toEqual(expected);
  });

  it('find people by name and by id', async () => {
    expect(await texts('actor:asha')).toEqual([agent.id]);
    expect(await texts(`actor:${agent.id.slice(0, 6)}`)).toEqual([agent.id]);
  });

  it('come from entries in reach alone', async () => {
    expect(await texts('actor:', administrator)).toEqual([administrator.id]);
    expect(await texts('ticket:', administrator)).toEqual([]);
    expect(await texts('type:media', administrator)).toEqual([]);
    expect(await texts('actor:', actor({ roles: ['kyc_agent'] }))).toEqual([]);
  });
});
