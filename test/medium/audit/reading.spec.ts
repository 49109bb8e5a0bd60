import { type Actor, newId, type RequestContext, systemClock } from '../../../src/kernel';
import {
  AuditLog,
  entriesFor,
  type EntryQuery,
  EntryNotFound,
  type EntryView,
  parseQuery,
  QueryPlaces,
  Verifications,
} from '../../../src/trust/audit';
import { actor, opening, silent, type TestLog, testLog } from '../../support/audit-log';
import { eventually } from '../../support/eventually';
import { asSuperuser } from '../../support/vault-database';

describe('reading the log', () => {
  let log: TestLog;
  let reader: AuditLog;
  const officer = actor({ roles: ['compliance_officer'] });
  const media = newId();
  const owner = newId();
  const subject = newId();

  const contextOf = (who: Actor): RequestContext => ({
    actor: who,
    origin: { ip: '198.51.100.7', userAgent: 'console' },
    traceId: 'test',
  });
  const page = (who: Actor, q = '', query: Partial<EntryQuery> = {}) =>
    reader.entries(contextOf(who), entriesFor(who), { terms: parseQuery(q), limit: 50, ...query });

  beforeAll(async () => {
    log = await testLog();
    log.sequencer.start();
    const places = new QueryPlaces(log.audit, log.parts, systemClock);
    const names = { namesOf: () => Promise.resolve(new Map([[officer.id, 'Olga Officer']])) };
    reader = new AuditLog(log.databases.vault, log.audit, log.parts, places, names);
    await log.audit.recordAlone(opening({ subject, object: { media, class: 'passport' } }));
    await log.audit.recordAlone(
      opening({ object: { media }, decision: 'deny', type: 'media.read.denied', reason: 'grant_required' }),
    );
    await log.audit.recordAlone(opening({ ticket: { system: 'own', id: 'T-7' }, purpose: 'fraud_check' }));
    await log.audit.recordAlone({
      type: 'account.created',
      actor: actor({ roles: ['administrator'] }),
      role: 'administrator',
      decision: 'allow',
      private: { owner, payload: { name: 'Jane Roe' } },
    });
    await log.audit.recordSealed({ type: 'keys.created', actor: officer, role: null, decision: 'allow' });
  });
  afterAll(() => log.close());

  const types = ({ items }: { items: EntryView[] }) => items.map(({ type }) => type);

  it('a page is itself an entry', async () => {
    const first = await page(officer, `media:${media}`);
    expect(types(first)).toEqual(['media.read.denied', 'media.read.open']);
    const [about] = (await page(officer, 'type:audit.read')).items;
    expect(about).toMatchObject({
      type: 'audit.read',
      actor: { id: officer.id, role: 'compliance_officer', displayName: 'Olga Officer' },
      object: { media },
      range: '0-1',
      personal: { actor: { state: 'present', payload: { ip: '198.51.100.7', filter: `media:${media}` } } },
    });
  });

  it('nothing is shown while the log is closed', async () => {
    const shown = log.whileNothingIsSealed(() => page(officer));
    await expect(shown).rejects.toMatchObject({ code: 'audit_unavailable' });
  });

  it.each([
    ['subject', `subject:${subject}`, ['media.read.open']],
    ['ticket', 'ticket:own/T-7', ['media.read.open']],
    ['decision', 'decision:deny', ['media.read.denied']],
    ['purpose', 'purpose:fraud_check', ['media.read.open']],
    ['operation', 'operation:refusal', ['media.read.denied']],
    ['class', `class:passport media:${media}`, ['media.read.open']],
    ['two terms', `media:${media} type:media.read.open`, ['media.read.open']],
    ['what is left out', `media:${media} -operation:read`, ['media.read.denied']],
    ['a time before', 'at:<2000-01-01', []],
    ['a time after', 'at:>now', []],
  ])('narrows by %s', async (_term, q, expected) => {
    expect(types(await page(officer, q))).toEqual(expected);
  });

  it('pages meet without gap or overlap', async () => {
    const whole = (await page(officer, `at:<${new Date().toISOString()}`)).items.map(({ n }) => n);
    const paged: number[] = [];
    let after: number | undefined = whole[0] === undefined ? undefined : whole[0] + 0;
    paged.push(...whole.slice(0, 1));
    while (after !== undefined) {
      const { items, next } = await page(officer, '', { after, limit: 2 });
      paged.push(...items.map(({ n }) => n));
      after = next ?? undefined;
    }
    expect(paged).toEqual(whole);
    expect(paged.length).toBeGreaterThan(5);
  });

  it('an administrator sees acts on people alone', async () => {
    expect(types(await page(actor({ roles: ['administrator'] })))).toEqual(['account.created']);
  });

  it('a key administrator sees acts on keys alone', async () => {
    expect(types(await page(actor({ roles: ['key_administrator'] })))).toEqual(['keys.created']);
  });

  it('an agent, legal and an auditor see nothing', async () => {
    for (const roles of [['kyc_agent'], ['legal'], ['auditor'], ['records_manager']] as const) {
      expect(types(await page(actor({ roles })))).toEqual([]);
    }
  });

  it('an entry out of reach does not exist', async () => {
    const agent = actor();
    await expect(reader.entry(contextOf(agent), entriesFor(agent), 0)).rejects.toThrow(EntryNotFound);
    await expect(reader.entry(contextOf(officer), entriesFor(officer), 999_999)).rejects.toThrow(EntryNotFound);
    await expect(reader.entry(contextOf(officer), entriesFor(officer), 0)).resolves.toMatchObject({ n: 0 });
  });

  it('a personal part stays closed to others', async () => {
    const [entry] = (await page(actor({ roles: ['administrator'] }), 'type:account.created')).items;
    expect(entry?.personal).toEqual({ actor: null, subject: { state: 'not_checked' } });
  });

  it('a part whose key ended is said to be missing', async () => {
    const before = (await page(officer, 'type:account.created')).items[0];
    expect(before?.personal.subject).toEqual({ state: 'present', payload: { name: 'Jane Roe' } });
    log.parts.forget(owner);
    const after = (await page(officer, 'type:account.created')).items[0];
    expect(after?.personal.subject).toEqual({ state: 'missing' });
  });

  it('a part that an entry erased names it', async () => {
    await log.databases.audit.transaction({ actor: officer }, (tx) =>
      tx.query(
        "UPDATE audit.private SET sealed = NULL, address_tag = NULL, network_tag = NULL, erased_by = 4 WHERE n = 0 AND part = 'actor'",
      ),
    );
    const entry = await reader.entry(contextOf(officer), entriesFor(officer), 0);
    expect(entry.personal.actor).toEqual({ state: 'erased', erasedBy: 4 });
  });

  it('the newest checkpoint can be taken away', async () => {
    const checkpoint = await reader.checkpoint(contextOf(officer));
    expect(checkpoint?.note).toContain(`${log.options.origin}\n${checkpoint?.size ?? ''}\n`);
  });

  it('a verification is kept and is an entry', async () => {
    const { vault, audit } = log.databases;
    const verifications = new Verifications(vault, audit, log.audit, log.parts, log.options, systemClock, silent);
    const result = await verifications.verify(contextOf(officer));
    expect(result.findings.map(({ kind }) => kind)).toEqual(['personal_missing']);
    expect((await verifications.state(contextOf(officer))).latest).toEqual(result);
    const { days } = await verifications.days(contextOf(officer));
    expect(days).toHaveLength(90);
    expect(days.at(-1)).toEqual({ day: result.finishedAt.slice(0, 10), runs: 1, failed: 1, witnesses: [] });
    expect(days[0]).toMatchObject({ runs: 0, failed: 0 });
    await eventually(async () =>
      expect((await page(officer, 'type:audit.verified')).items).toMatchObject([{ reason: 'findings' }]),
    );
  });

  it('a changed entry closes its page', async () => {
    await asSuperuser(log.databases.url('superuser'), (db) =>
      db.query("SET session_replication_role = 'replica'; UPDATE audit.leaf SET body = body || '\\x20' WHERE n = 1"),
    );
    await expect(page(officer, `media:${media}`)).rejects.toMatchObject({ code: 'integrity_failed' });
  });
});
