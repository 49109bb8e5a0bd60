import { type Actor, newId, type RequestContext, type Role, systemClock } from '../../../src/kernel';
import { Cursors } from '../../../src/platform/http';
import { JobRegistry } from '../../../src/platform/jobs';
import { Notifications } from '../../../src/platform/notifications';
import { AuditLog, entriesFor, parseQuery, QueryPlaces, SavedSearches, WatchSearches } from '../../../src/trust/audit';
import { etagOfSearch } from '../../../src/trust/audit/saved-searches/saved-searches.service';
import { actor, opening, type TestLog, testLog } from '../../support/audit-log';

describe('saved searches', () => {
  let log: TestLog;
  let searches: SavedSearches;
  let notifications: Notifications;
  let watch: WatchSearches;
  let reader: AuditLog;
  const roles = new Map<string, readonly Role[]>();

  const contextOf = (who: Actor): RequestContext => ({
    actor: who,
    origin: { ip: '198.51.100.7', userAgent: null },
    traceId: 't',
  });
  const officer = () => {
    const who = actor({ roles: ['compliance_officer'] });
    roles.set(who.id, who.roles);
    return contextOf(who);
  };
  const newsOf = (context: RequestContext) => notifications.list(context, { limit: 50 });
  const denial = () =>
    log.audit.recordSealed(opening({ type: 'media.read.denied', decision: 'deny', reason: 'grant_required' }));
  const entries = async (q: string) => {
    const context = officer();
    return (await reader.entries(context, entriesFor(context.actor), { terms: parseQuery(q), limit: 50 })).items;
  };

  beforeAll(async () => {
    log = await testLog();
    log.sequencer.start();
    const { vault } = log.databases;
    const cursors = new Cursors(vault);
    await cursors.onModuleInit();
    const jobs = new JobRegistry();
    searches = new SavedSearches(vault, log.audit);
    notifications = new Notifications(vault, cursors, jobs, systemClock);
    watch = new WatchSearches(vault, log.audit, notifications, jobs, systemClock, {
      rolesOf: () => Promise.resolve(roles),
    });
    reader = new AuditLog(vault, log.audit, log.parts, new QueryPlaces(log.audit, log.parts, systemClock));
    await denial();
  });
  afterAll(() => log.close());

  it('tell of new entries, once, by number', async () => {
    const who = officer();
    const { id } = await searches.save(who, { name: 'denials', q: 'decision:deny', notify: true });
    const first = await denial();
    const last = await denial();
    await watch.run();
    await watch.run();
    const { items, unread } = await newsOf(who);
    expect(items.map(({ kind, body }) => ({ kind, ...body }))).toEqual([
      { kind: 'search.matched', search: id, count: 2, from: first.n, to: last.n },
    ]);
    expect(unread).toBe(1);
    await notifications.markRead(who, [items[0]?.id ?? '']);
    expect(await newsOf(who)).toMatchObject({ unread: 0, items: [{ readAt: expect.any(Date) as Date }] });
  });

  it('being told is an entry, which tells of nothing', async () => {
    const who = officer();
    const { id } = await searches.save(who, {
      name: 'everything',
      q: '-type:audit.read,audit.search.saved',
      notify: true,
    });
    const { n } = await denial();
    await watch.run();
    await denial();
    await watch.run();
    const told = (await newsOf(who)).items.filter(({ body }) => body['search'] === id);
    expect(told.map(({ body }) => body['count'])).toEqual([1, 1]);
    const about = (await entries('type:audit.search.matched')).filter(({ object }) => object?.object === id);
    expect(about.at(-1)).toMatchObject({ actor: { kind: 'system' }, range: `${n}-${n}` });
  });

  it('tell only what their person may read now', async () => {
    const [left, administrator] = [officer(), contextOf(actor({ roles: ['administrator'] }))];
    roles.set(administrator.actor.id, ['administrator']);
    for (const who of [left, administrator])
      await searches.save(who, { name: 'denials', q: 'decision:deny', notify: true });
    roles.delete(left.actor.id);
    await denial();
    await watch.run();
    expect((await newsOf(left)).items).toEqual([]);
    expect((await newsOf(administrator)).items).toEqual([]);
  });

  it('are silent unless news is wanted', async () => {
    const who = officer();
    await searches.save(who, { name: 'denials', q: 'decision:deny', notify: false });
    await denial();
    await watch.run();
    expect((await newsOf(who)).items).toEqual([]);
  });

  it("are one person's own", async () => {
    const [who, other] = [officer(), officer()];
    const { id } = await searches.save(who, { name: 'mine', q: 'class:passport', notify: false });
    expect(await searches.list(other)).toEqual([]);
    await expect(searches.remove(other, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(searches.change(other, id, { name: 'theirs' }, '*')).rejects.toMatchObject({ code: 'not_found' });
    const all = await log.databases.vault.read({ actor: other.actor }, (tx) => tx.query('SELECT FROM searches.search'));
    expect(all).toEqual([]);
  });

  it('can be renamed by who has seen them', async () => {
    const who = officer();
    const saved = await searches.save(who, { name: 'old', q: 'class:passport', notify: false });
    await expect(searches.change(who, saved.id, { name: 'new' }, undefined)).rejects.toMatchObject({
      code: 'precondition_required',
    });
    const changed = await searches.change(who, saved.id, { name: 'new' }, etagOfSearch(saved));
    expect(changed).toMatchObject({ name: 'new', q: 'class:passport' });
    await expect(searches.change(who, saved.id, { name: 'x' }, etagOfSearch(saved))).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await searches.remove(who, saved.id);
    expect(await searches.list(who)).toEqual([]);
    await denial();
    const acts = await entries(`actor:${who.actor.id}`);
    expect(acts.map(({ type }) => type)).toEqual([
      'audit.search.removed',
      'audit.search.changed',
      'audit.search.saved',
    ]);
    expect(acts[0]).toMatchObject({
      object: { object: saved.id },
      personal: { actor: { payload: { filter: 'class:passport' } } },
    });
  });

  it.each([
    ['an address', { q: 'ip:203.0.113.9' }, 'invalid_query'],
    ['what cannot be read', { q: 'colour:red' }, 'invalid_query'],
    ['a name twice', { name: 'twice' }, 'conflict'],
  ])('do not keep %s', async (_what, wish, code) => {
    const who = officer();
    await searches.save(who, { name: 'twice', q: 'class:passport', notify: false });
    await expect(searches.save(who, { name: 'once', q: '', notify: false, ...wish })).rejects.toMatchObject({ code });
  });

  it('news is for its person alone', async () => {
    const [who, other] = [officer(), officer()];
    await log.databases.vault.transaction({ actor: other.actor }, (tx) =>
      notifications.add(tx, { person: who.actor.id, kind: 'search.matched', body: { count: 1 } }),
    );
    const [news] = (await newsOf(who)).items;
    await notifications.markRead(other, [news?.id ?? newId()]);
    expect((await newsOf(who)).unread).toBe(1);
    const seen = await log.databases.vault.read({ actor: other.actor }, (tx) =>
      tx.query('SELECT FROM notifications.notification'),
    );
    expect(seen).toEqual([]);
  });
});
