import fc from 'fast-check';
import { newId, systemActor } from '../../../src/kernel';
import { EpochRepository } from '../../../src/trust/keys/epochs/epoch.repository';
import { asSuperuser, testDatabases, type TestDatabases } from '../../support/vault-database';
import { keysAtWork, type KeysAtWork, removeInstallation } from './keys-at-work';

interface Item {
  readonly mediaId: string;
  readonly objectId: string;
  readonly dataKeyId: string;
  readonly bytes: string;
}

/** What is done to a subject with two items while all keys are re-wrapped, and how many of them open afterwards. */
const acts = { keep: 2, end: 0, endSome: 1, endSomeInTwo: 1, merge: 2, add: 2 } as const;
type Act = keyof typeof acts;

/** Two processes on one keystore, each with a pool of connections. */
describe('re-wrapping against erasure', () => {
  let databases: TestDatabases;
  let one: KeysAtWork;
  let other: KeysAtWork;
  let beforeEntry: () => Promise<void>;

  beforeAll(async () => {
    databases = await testDatabases();
    one = await keysAtWork(databases, {
      log: ({ type }) => (type.startsWith('keys.subject') ? beforeEntry() : undefined),
    });
    other = await keysAtWork(databases, { installation: one.installation });
  });
  beforeEach(() => {
    beforeEntry = () => Promise.resolve();
  });
  afterAll(async () => {
    await one.close();
    await other.close();
    await databases.close();
    removeInstallation(one.installation);
  });

  const keystore = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> => {
    let rows: Row[] = [];
    await asSuperuser(databases.url('superuser', 'keystore'), async (client) => {
      rows = (await client.query<Row>(sql, values)).rows;
    });
    return rows;
  };

  const anItem = async (subjectId: string): Promise<Item> => {
    const [mediaId, objectId] = [newId(), newId()];
    const { dataKeyId, key } = await one.keys.createDataKey({ subjectId, objectId, mediaId });
    await one.keys.createPayloadKey({ subjectId, ownerId: mediaId });
    return { mediaId, objectId, dataKeyId, bytes: key.export().toString('hex') };
  };

  const aSubject = async (): Promise<{ subjectId: string; items: [Item, Item] }> => {
    const subjectId = newId();
    await one.keys.createSubjectKey(subjectId);
    return { subjectId, items: [await anItem(subjectId), await anItem(subjectId)] };
  };

  /** In both processes, so that nothing that one of them kept in memory counts. */
  const opens = async ({ dataKeyId, objectId, bytes }: Item): Promise<boolean> => {
    const found = await Promise.all(
      [one, other].map(({ keys }) =>
        keys.openDataKey(dataKeyId, { objectId }).then(
          (key) => key.export().toString('hex') === bytes,
          () => false,
        ),
      ),
    );
    expect(found[0]).toBe(found[1]);
    return found[0] === true;
  };

  const ending = ({ dataKeyId, mediaId }: Item) => ({ dataKeys: [dataKeyId], payloadOwners: [mediaId] });

  const perform = async (act: Act, subjectId: string, [first]: readonly [Item, Item]): Promise<void> => {
    const { keys } = one;
    if (act === 'end') await keys.endSubject(systemActor, subjectId);
    if (act === 'endSome') await keys.rekeySubject(systemActor, subjectId, ending(first));
    if (act === 'add') await other.keys.createPayloadKey({ subjectId, ownerId: newId() });
    if (act === 'endSomeInTwo') {
      await keys.removeKeys(systemActor, ending(first));
      await keys.rekeySubject(systemActor, subjectId, { dataKeys: [], payloadOwners: [] });
    }
    if (act === 'merge') {
      const target = await aSubject();
      await keys.moveKeys(systemActor, subjectId, target.subjectId);
    }
  };

  /** All keys are under the newest epoch, and none that ended has a row. */
  const assertWhole = async (): Promise<void> => {
    const newest = (await one.epochs.finish()).epoch;
    expect(await keystore('SELECT DISTINCT epoch FROM keystore.subject_key')).toEqual([{ epoch: newest }]);
    const back = await keystore(
      `SELECT e.id FROM keystore.ended_key e WHERE EXISTS (SELECT FROM keystore.subject_key s WHERE s.id = e.id)
          OR EXISTS (SELECT FROM keystore.data_key d WHERE d.id = e.id)
          OR EXISTS (SELECT FROM keystore.payload_key p WHERE p.id = e.id)`,
    );
    expect(back).toEqual([]);
  };

  it('brings nothing back and loses nothing, in any order', async () => {
    const act = fc.constantFrom(...(Object.keys(acts) as Act[]));
    const round = fc.record({
      subjects: fc.array(act, { minLength: 4, maxLength: 8 }),
      order: fc.constantFrom('together', 'roll first', 'erasures first'),
    });
    await fc.assert(
      fc.asyncProperty(round, async ({ subjects, order }) => {
        const made = await Promise.all(subjects.map(async (one) => ({ act: one, ...(await aSubject()) })));
        const current = await one.epochs.newest();
        const rolls = () => [one.epochs.roll(current), other.epochs.roll(current)];
        const erasures = () => made.map(({ act: what, subjectId, items }) => perform(what, subjectId, items));
        const [first, second] = order === 'erasures first' ? [erasures, rolls] : [rolls, erasures];
        const begun = first();
        // A turn of the event loop or none: what was asked for first has begun, and is not done.
        if (order !== 'together') await new Promise(setImmediate);
        await Promise.all([...begun, ...second()]);
        await assertWhole();
        for (const { act: what, items } of made) {
          const open = await Promise.all(items.map(opens));
          expect([what, open.filter(Boolean).length]).toEqual([what, acts[what]]);
        }
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it.each(['end', 'endSome', 'endSomeInTwo', 'merge'] as const)('waits for %s that began first', async (act) => {
    const { subjectId, items } = await aSubject();
    const current = await one.epochs.newest();
    // The erasure holds its subject, has written everything, and commits only once the re-wrapping has gone past it.
    let rolling: Promise<unknown> = Promise.resolve();
    beforeEntry = async () => {
      beforeEntry = () => Promise.resolve();
      rolling = other.epochs.roll(current);
      await untilOlderIsHeld();
    };
    await perform(act, subjectId, items);
    await rolling;
    await assertWhole();
    expect((await Promise.all(items.map(opens))).filter(Boolean)).toHaveLength(acts[act]);
  });

  it.each(['end', 'endSome', 'endSomeInTwo', 'merge'] as const)('is waited for by %s that comes later', async (act) => {
    const { subjectId, items } = await aSubject();
    const epochs = other.get(EpochRepository);
    const write = epochs.rewrapSubjects.bind(epochs);
    let erasing: Promise<void> = Promise.resolve();
    // The page is read and held, and written only once an erasure waits for it.
    const held = jest.spyOn(epochs, 'rewrapSubjects').mockImplementation(async (tx, rows) => {
      if (rows.some((row) => row.subjectId === subjectId)) {
        erasing = perform(act, subjectId, items);
        await untilSomebodyWaits();
      }
      return write(tx, rows);
    });
    await other.epochs.roll(await other.epochs.newest());
    await erasing;
    held.mockRestore();
    await assertWhole();
    expect((await Promise.all(items.map(opens))).filter(Boolean)).toHaveLength(acts[act]);
  });

  /** The new epoch is there, and all keys but the one that is held are under it. */
  const untilOlderIsHeld = (): Promise<void> =>
    until(`SELECT 1 FROM keystore.subject_key GROUP BY () HAVING count(*) FILTER (WHERE epoch < (SELECT max(epoch) FROM keystore.epoch_key))
             BETWEEN 1 AND 2 AND count(*) > 2`);

  const untilSomebodyWaits = (): Promise<void> =>
    until(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);

  const until = async (sql: string): Promise<void> => {
    while ((await keystore(sql)).length === 0) await new Promise((next) => setTimeout(next, 20));
  };
});
