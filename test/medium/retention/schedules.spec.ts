import { type Id, systemContext } from '../../../src/kernel';
import { JobRegistry } from '../../../src/platform/jobs';
import { PolicySchedule } from '../../../src/lifecycle/retention';
import { POLICY_DATA } from '../../../src/platform/settings';
import { ScheduleRepository } from '../../../src/lifecycle/retention/schedules/schedule.repository';
import { ScheduleInForce } from '../../../src/lifecycle/retention/schedules/schedule-in-force';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, told, VaultAtWork } from '../media/vault-at-work';

interface Version {
  readonly id: Id;
  readonly state: string;
  readonly hash: string;
  readonly changes: unknown[];
  readonly moves: { class: string; jurisdiction: string; kind: string; items: number }[] | null;
}
type Row = Record<string, unknown> & { id: string; effectiveFrom: string | null };

let vault: VaultAtWork;
let support: Caller;
let records: Caller;
let compliance: Caller;
let legal: Caller;

beforeAll(async () => {
  vault = await VaultAtWork.start();
  support = await vault.person('support_agent');
  records = await vault.person('records_manager');
  compliance = await vault.person('compliance_officer');
  legal = await vault.person('legal');
});
afterAll(() => vault.close());

const inForce = async () =>
  (await vault.http(records, 'get', '/v1/retention/schedules')).body as {
    hash: string;
    version: Id | null;
    rows: { definition: Row }[];
    shippedChanged: boolean;
  };
const rowOf = async (id: string, change: Record<string, unknown> = {}): Promise<Row> => {
  const found = (await inForce()).rows.find(({ definition }) => definition.id === id);
  if (found === undefined) throw new Error(id);
  return { ...found.definition, ...change };
};
const propose = (put: unknown[], remove: unknown[] = [], caller = records) =>
  vault.http(caller, 'post', '/v1/retention/schedules/versions').send({ put, remove });
const show = async (id: Id): Promise<Version> =>
  (await vault.http(records, 'get', `/v1/retention/schedules/versions/${id}`)).body as Version;

/** Runs every operation of a kind that waits, as the worker would. */
async function work(kind: string): Promise<void> {
  const waiting = await vault.sql<{ id: Id }>(`SELECT id FROM jobs.operation WHERE kind = $1 AND state = 'queued'`, [
    kind,
  ]);
  for (const handler of vault.app.get(JobRegistry).handlersOf(`operation.${kind}`))
    for (const { id } of waiting)
      await handler.run({
        body: { operation: id },
        context: systemContext('test'),
        attempt: 1,
        signal: new AbortController().signal,
      });
}
/** Proposed and rehearsed. */
async function version(put: unknown[], remove: unknown[] = []): Promise<Version> {
  const begun = await propose(put, remove);
  if (begun.status !== 202) throw new Error(begun.text);
  await work('retention.rehearse');
  const operation = (await vault.http(records, 'get', `/v1/operations/${(begun.body as { id: Id }).id}`)).body as {
    result: string;
  };
  return show(operation.result.split('/').at(-1) ?? '');
}
const ask = (id: Id, caller = records) =>
  vault.http(caller, 'post', `/v1/retention/schedules/versions/${id}/introduction`).send();
async function introduce(id: Id): Promise<void> {
  const { id: approval, hash } = (await ask(id)).body as { id: Id; hash: string };
  await vault.http(compliance, 'post', `/v1/approvals/${approval}/approval`).send({ hash });
  const done = await vault.http(records, 'post', `/v1/approvals/${approval}/execution`).send();
  if (done.status >= 300) throw new Error(done.text);
  await work('retention.recompute');
}
async function closedScreenshot(): Promise<Id> {
  const ticket = await vault.ticket({ assignee: support.id, purpose: 'support' });
  const answer = await vault
    .http(support, 'post', '/v1/media')
    .set(factsFor(ticket, { 'Vault-Class': 'support_screenshot' }))
    .send(jpeg());
  const { id } = answer.body as { id: Id };
  await vault.sql(`UPDATE records.ticket SET status = 'closed' WHERE external_id = $1`, [ticket]);
  await vault.http(records, 'get', `/v1/media/${id}/why`);
  return id;
}
const stored = async (id: Id) =>
  (
    await vault.sql<{ policy: string; at: Date }>(
      'SELECT policy, must_delete_at AS at FROM retention.item WHERE media_id = $1',
      [id],
    )
  )[0];

describe('a change of the schedule', () => {
  it('is a dry run that moves nothing', async () => {
    const id = await closedScreenshot();
    const before = await stored(id);
    const made = await version([await rowOf('P24', { max: 'P2M' })]);
    expect(made).toMatchObject({
      state: 'rehearsed',
      changes: [{ id: 'P24', effectiveFrom: null, change: 'changed' }],
    });
    expect(made.moves?.find((move) => move.kind === 'earlier')).toMatchObject({ class: 'support_screenshot' });
    expect(await stored(id)).toEqual(before);
    expect((await inForce()).version).toBeNull();
  });

  it('names the items that it moves', async () => {
    const id = await closedScreenshot();
    const made = await version([await rowOf('P24', { max: 'P0D' })]);
    const page = await vault.http(records, 'get', `/v1/retention/schedules/versions/${made.id}/moves?kind=now_due`);
    const { items } = page.body as { items: { media: Id }[] };
    expect(items.map(({ media }) => media)).toContain(id);
    expect((await vault.events(made.id)).map(({ type }) => type)).toEqual([
      'retention.schedule.proposed',
      'retention.schedule.shown',
    ]);
  });

  it.each([
    ['keeps without a law', { min: 'P1Y', minRef: null }, 'minRef', 'law_missing'],
    ['ends without a reason', { maxReason: null }, 'maxReason', 'reason_missing'],
    ['is no choice and names none', { choice: false, maxReason: 'habit' }, 'choice', 'law_missing'],
    ['names an unknown class', { classes: ['horoscope'] }, 'classes', 'unknown'],
  ])('with a row that %s is refused', async (_title, change, member, code) => {
    const answer = await propose([await rowOf('P24', change)]);
    expect(told(answer)).toBe('422 invalid_facts');
    expect(answer.body).toMatchObject({ errors: [{ pointer: `/put/0/${member}`, code }] });
    expect((await vault.events(records.id)).at(-1)).toMatchObject({
      type: 'retention.schedule.denied',
      decision: 'deny',
    });
  });

  it('with a row of another shape is refused', async () => {
    for (const change of [{ max: 'six months' }, { colour: 'red' }, { id: 'nothing' }])
      expect(told(await propose([await rowOf('P24', change)]))).toBe('400 invalid_request');
  });

  it('that changes nothing is refused', async () => {
    expect(told(await propose([await rowOf('P24')]))).toBe('422 invalid_facts');
    expect(told(await propose([], [{ id: 'P99', effectiveFrom: null }]))).toBe('422 invalid_facts');
  });

  it('is for records managers alone', async () => {
    for (const caller of [legal, compliance, support])
      expect(told(await propose([await rowOf('P24', { max: 'P1M' })], [], caller))).toBe('403 forbidden');
    expect((await vault.events(legal.id)).at(-1)).toMatchObject({ type: 'access.denied' });
  });
});

describe('a version', () => {
  it('waits for its dry run and for another person', async () => {
    const begun = (await propose([await rowOf('P24', { max: 'P3M' })])).body as { id: Id };
    const [{ id } = { id: '' }] = await vault.sql<{ id: Id }>(
      'SELECT id FROM retention.schedule_version ORDER BY id DESC LIMIT 1',
    );
    expect(begun.id).not.toBe(id);
    expect(told(await ask(id))).toBe('409 conflict');
    await work('retention.rehearse');
    expect(told(await ask(id, legal))).toBe('403 forbidden');
    const { id: approval, hash } = (await ask(id)).body as { id: Id; hash: string };
    expect(told(await vault.http(records, 'post', `/v1/approvals/${approval}/approval`).send({ hash }))).toBe(
      '403 forbidden',
    );
    expect(told(await vault.http(records, 'post', `/v1/approvals/${approval}/execution`).send())).toBe('409 conflict');
    expect((await inForce()).version).toBeNull();
  });

  it('comes into force, and claims follow', async () => {
    const id = await closedScreenshot();
    const before = await stored(id);
    const made = await version([await rowOf('P24', { max: 'P4M' })]);
    await introduce(made.id);
    const after = await stored(id);
    expect(after?.at.getTime()).toBeLessThan(before?.at.getTime() ?? 0);
    expect(after?.policy).not.toBe(before?.policy);
    expect(await show(made.id)).toMatchObject({ state: 'in_force', changes: [] });
    expect(await inForce()).toMatchObject({ version: made.id, hash: made.hash, shippedChanged: false });
    const rest = await vault.sql('SELECT 1 FROM retention.item WHERE policy <> $1 AND policy <> $2', [
      after?.policy,
      '',
    ]);
    expect(rest).toEqual([]);
    const types = (await vault.events()).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['retention.schedule.introduced', 'retention.claims.recomputed']));
  });

  it('stays in force through a restart', async () => {
    const made = await version([await rowOf('P24', { max: 'P5M' })]);
    await introduce(made.id);
    const fresh = new ScheduleInForce(
      vault.databases.vault,
      vault.app.get(ScheduleRepository),
      vault.app.get(PolicySchedule),
      vault.app.get(POLICY_DATA),
    );
    await fresh.onModuleInit();
    const read = await vault.databases.vault.transaction(systemContext('test'), (tx) => fresh.read(tx));
    expect(read.hash).toBe(made.hash);
  });

  it('is outdated once another came into force', async () => {
    const [one, other] = [
      await version([await rowOf('P24', { max: 'P7M' })]),
      await version([await rowOf('P24', { max: 'P8M' })]),
    ];
    await introduce(other.id);
    expect((await show(one.id)).state).toBe('outdated');
    expect(told(await ask(one.id))).toBe('409 conflict');
  });

  it('never changes after it came into force', async () => {
    const made = await version([await rowOf('P24', { max: 'P9M' })]);
    await introduce(made.id);
    const change = (statement: string) =>
      vault.databases.vault.transaction(systemContext('test'), (tx) => tx.query(statement, [made.id]));
    await expect(change(`UPDATE retention.schedule_version SET rows = '[]' WHERE id = $1`)).rejects.toThrow(/denied/);
    await expect(change('UPDATE retention.schedule_version SET moves = NULL WHERE id = $1')).rejects.toThrow(
      /does not change/,
    );
    await expect(change('DELETE FROM retention.schedule_version WHERE id = $1')).rejects.toThrow(/denied/);
  });

  it('adds and removes rows', async () => {
    const added = await version(
      [await rowOf('P24', { id: 'P24-New', max: 'P1M' })],
      [{ id: 'P22', effectiveFrom: null }],
    );
    expect(added.changes).toEqual([
      { id: 'P22', effectiveFrom: null, change: 'removed' },
      { id: 'P24-New', effectiveFrom: null, change: 'added' },
    ]);
  });
});

describe('working claims out again', () => {
  it('writes nothing where nothing changed', async () => {
    const id = await closedScreenshot();
    const at = async () =>
      (await vault.sql<{ xmin: string }>('SELECT xmin::text FROM retention.claim WHERE media_id = $1', [id]))[0]?.xmin;
    const before = await at();
    await vault.http(records, 'get', `/v1/media/${id}/why`);
    expect(await at()).toBe(before);
  });
});
