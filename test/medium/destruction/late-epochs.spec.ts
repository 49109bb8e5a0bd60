import type { Id } from '../../../src/kernel';
import { WeeklyEpochs } from '../../../src/edge/key-administration/weekly-epochs.job';
import { Addenda } from '../../../src/lifecycle/destruction/certificates/addenda';
import { KEY_PROVIDER, type KeyProvider, KeysUnavailable } from '../../../src/trust/keys';
import { asSuperuser } from '../../support/vault-database';
import { DestructionAtWork } from './destruction-at-work';

interface CertificateAnswer {
  readonly certificate: string;
  readonly addendum: string | null;
}

const silent = 'b1b1b1b1-0000-4000-8000-00000000abcd';

describe('an addendum, where epochs are late', () => {
  let work: DestructionAtWork;
  let provider: KeyProvider;

  beforeAll(async () => {
    work = await DestructionAtWork.start();
    provider = work.vault.app.get<KeyProvider>(KEY_PROVIDER);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => work.vault.close());

  const keystore = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> => {
    let rows: Row[] = [];
    await asSuperuser(work.vault.databases.url('superuser', 'keystore'), async (client) => {
      rows = (await client.query<Row>(sql, values)).rows;
    });
    return rows;
  };

  /** So many weeks go by for the keystore, and the weekly job looks once. */
  const weeksLater = async (weeks: number): Promise<void> => {
    await keystore('UPDATE keystore.epoch_key SET created_at = created_at - make_interval(weeks => $1)', [weeks]);
    await work.vault.app.get(WeeklyEpochs, { strict: false }).run();
  };

  const planned = async (): Promise<Id> => {
    const subject = await work.subject();
    await work.item(subject);
    return (await work.started({ subject })).plan;
  };

  const destroyed = async (): Promise<Id> => {
    const plan = await planned();
    await work.saga.carryOut(plan);
    return plan;
  };

  const certificateOf = async (plan: Id): Promise<CertificateAnswer> => {
    const found = await work.vault.http(work.records, 'get', `/v1/destruction-plans/${plan}`);
    const { certificate } = found.body as { certificate: Id };
    return (await work.vault.http(work.officer, 'get', `/v1/certificates/${certificate}`)).body as CertificateAnswer;
  };

  /** What the daily job says of it: a time, or nothing yet. */
  const irreversibleAt = async (plan: Id): Promise<string | null> => {
    await work.vault.app.get(Addenda, { strict: false }).add(new AbortController().signal);
    const { addendum } = await certificateOf(plan);
    return addendum === null ? null : (JSON.parse(addendum) as { irreversibleAt: string }).irreversibleAt;
  };

  const rootGoneAt = async (): Promise<string | undefined> => {
    const [row] = await keystore<{ at: Date }>('SELECT max(root_gone_at) AS at FROM keystore.ended_epoch');
    return row?.at.toISOString();
  };

  it('waits for rolls that were weeks late', async () => {
    const plan = await destroyed();
    await weeksLater(10);
    for (let week = 0; week < 2; week += 1) await weeksLater(1);
    expect(await irreversibleAt(plan)).toBeNull();
    await weeksLater(1);
    const at = await irreversibleAt(plan);
    expect(at).toBe(await rootGoneAt());
  });

  it('waits for the provider’s word', async () => {
    const plan = await destroyed();
    for (let week = 0; week < 3; week += 1) await weeksLater(1);
    const away = jest.spyOn(provider, 'destroy').mockRejectedValue(new KeysUnavailable('provider'));
    await expect(weeksLater(1)).rejects.toThrow(KeysUnavailable);
    expect(await irreversibleAt(plan)).toBeNull();
    away.mockRestore();
    await weeksLater(0);
    expect(await irreversibleAt(plan)).toBe(await rootGoneAt());
  });

  it('waits for the day that the provider named', async () => {
    const plan = await destroyed();
    const scheduledFor = new Date(Date.now() + 30 * 86_400_000);
    for (let week = 0; week < 3; week += 1) await weeksLater(1);
    jest.spyOn(provider, 'destroy').mockResolvedValue({ scheduledFor });
    await weeksLater(1);
    expect(await rootGoneAt()).toBe(scheduledFor.toISOString());
    expect(await irreversibleAt(plan)).toBeNull();
    await keystore('UPDATE keystore.ended_epoch SET root_gone_at = now() WHERE root_gone_at > now()');
    expect(await irreversibleAt(plan)).toBe(await rootGoneAt());
  });

  it('is never before the last process forgot', async () => {
    const plan = await planned();
    await keystore('INSERT INTO keystore.node (id) VALUES ($1)', [silent]);
    const confirmGone = work.nodes.confirmGone.bind(work.nodes);
    jest.spyOn(work.nodes, 'confirmGone').mockImplementation((ids) => confirmGone(ids, 200));
    await expect(work.saga.carryOut(plan)).rejects.toThrow('keys are not gone from every node');
    for (let week = 0; week < 4; week += 1) await weeksLater(1);
    const roots = await rootGoneAt();
    await keystore('DELETE FROM keystore.node WHERE id = $1', [silent]);
    await work.saga.carryOut(plan);
    const { logicalAt } = JSON.parse((await certificateOf(plan)).certificate) as { logicalAt: string };
    expect(logicalAt > String(roots)).toBe(true);
    expect(await irreversibleAt(plan)).toBe(logicalAt);
  });
});
