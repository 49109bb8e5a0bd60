import { type Clock, CLOCK, type Id, systemContext } from '../../../src/kernel';
import type { Transaction } from '../../../src/platform/database';
import { JobRegistry } from '../../../src/platform/jobs';
import {
  DestructionGate,
  type DestructionGround,
  DispositionRuns,
  NotDestructible,
} from '../../../src/lifecycle/retention';
import { eventually } from '../../support/eventually';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, told, VaultAtWork } from '../media/vault-at-work';

interface Why {
  readonly state: string;
  readonly deletableAt: string | null;
  readonly mustDeleteAt: string | null;
  readonly restrictAt: string | null;
  readonly holds: number;
  readonly claims: { row: string; waiting: string | null; endsAt: string | null; words: string }[];
  readonly words: string[];
}
interface Item {
  readonly id: Id;
  readonly subject: Id;
}

const system = systemContext('test');
let vault: VaultAtWork;
let kyc: Caller;
let support: Caller;
let legal: Caller;
let records: Caller;
let compliance: Caller;

beforeAll(async () => {
  vault = await VaultAtWork.start();
  kyc = await vault.person('kyc_agent');
  support = await vault.person('support_agent');
  legal = await vault.person('legal');
  records = await vault.person('records_manager');
  compliance = await vault.person('compliance_officer');
});
afterAll(() => vault.close());

async function passport(change: Record<string, string> = {}): Promise<Item> {
  const ticket = await vault.ticket({ assignee: kyc.id });
  return takeIn(kyc, ticket, change);
}
async function screenshot(change: Record<string, string> = {}, status: 'open' | 'closed' = 'open'): Promise<Item> {
  const ticket = await vault.ticket({ assignee: support.id, purpose: 'support' });
  const item = await takeIn(support, ticket, { 'Vault-Class': 'support_screenshot', ...change });
  if (status === 'closed')
    await vault.sql(`UPDATE records.ticket SET status = 'closed' WHERE external_id = $1`, [ticket]);
  return item;
}
async function takeIn(caller: Caller, ticket: string, change: Record<string, string>): Promise<Item> {
  const answer = await vault.http(caller, 'post', '/v1/media').set(factsFor(ticket, change)).send(jpeg());
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as Item;
}
const why = async (id: Id): Promise<Why> => {
  const answer = await vault.http(records, 'get', `/v1/media/${id}/why`);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body as Why;
};
const rowsOf = ({ claims }: Why): string[] => claims.map(({ row }) => row);
const gate = async (ids: Id[], ground: DestructionGround): Promise<unknown> =>
  vault.databases.vault.transaction(system, (tx: Transaction) =>
    vault.app.get(DestructionGate).assertDestructible(tx, ids, ground),
  );
const kept = async (ids: Id[], ground: DestructionGround): Promise<string[]> =>
  gate(ids, ground).then(
    () => [],
    (error: unknown) => {
      if (!(error instanceof NotDestructible)) throw error;
      return error.kept.map(({ reason }) => reason);
    },
  );

describe('claims of an item', () => {
  it('wait while the relationship is open', async () => {
    const explained = await why((await passport()).id);
    expect(rowsOf(explained)).toEqual(['P02']);
    expect(explained).toMatchObject({ state: 'active', deletableAt: null, mustDeleteAt: null });
    expect(explained.claims[0]?.words).toContain('GwG § 8(4)');
  });

  it('follow what somebody states about the person', async () => {
    const { id, subject } = await passport();
    const stated = await vault
      .http(compliance, 'post', `/v1/subjects/${subject}/facts`)
      .send({ events: [{ type: 'RELATIONSHIP_ENDED', at: '2026-03-10T12:00:00Z' }] });
    expect(stated.status).toBe(204);
    expect((await why(id)).mustDeleteAt).toBe('2031-12-31T23:00:00.000Z');
    expect((await vault.events(subject)).map(({ type, reason }) => [type, reason])).toContainEqual([
      'retention.noted',
      'relationship_ended',
    ]);
  });

  it('change their row with a fact', async () => {
    const { id } = await passport();
    await vault.http(compliance, 'post', `/v1/media/${id}/facts`).send({
      facts: [{ code: 'due_diligence', value: 'no' }],
      events: [{ type: 'VERIFICATION_DONE', at: '2026-01-10T12:00:00Z' }],
    });
    const explained = await why(id);
    expect(rowsOf(explained)).toEqual(['P08']);
    expect(explained.state).toBe('disposition_due');
  });

  it('come into being with the item', async () => {
    const { id } = await screenshot();
    for (const handler of vault.app.get(JobRegistry).handlersOf('event.media.released'))
      await handler.run({ body: { media: id }, context: system, attempt: 1, signal: new AbortController().signal });
    const rows = await vault.sql('SELECT row_id FROM retention.claim WHERE media_id = $1', [id]);
    expect(rows).toEqual([{ row_id: 'P24' }]);
  });

  it('in India stand on the floor', async () => {
    const explained = await why((await screenshot({ 'Vault-Jurisdiction': 'IN' }, 'closed')).id);
    expect(rowsOf(explained)).toEqual(['F01', 'P24']);
    expect(new Date(explained.mustDeleteAt ?? 0) > new Date(explained.restrictAt ?? 0)).toBe(true);
  });

  it('stand alone beside their explanation', async () => {
    const { id } = await passport();
    const answer = await vault.http(records, 'get', `/v1/media/${id}/claims`);
    expect(answer.body).toMatchObject({ media: id, claims: (await why(id)).claims });
  });

  it('without a minimum are deletable from intake', async () => {
    const { id } = await screenshot({}, 'closed');
    const [{ at } = { at: null }] = await vault.sql<{ at: Date }>(
      'SELECT received_at AS at FROM records.media WHERE id = $1',
      [id],
    );
    expect((await why(id)).deletableAt).toBe(at?.toISOString());
  });

  it('take no event that nobody may state', async () => {
    const { id } = await passport();
    const answer = await vault
      .http(compliance, 'post', `/v1/media/${id}/facts`)
      .send({ events: [{ type: 'TICKET_CLOSED', at: '2020-01-01T00:00:00Z' }] });
    expect(told(answer)).toBe('422 invalid_facts');
  });

  it('are closed to agents out of reach', async () => {
    const { id } = await passport();
    expect(told(await vault.http(support, 'get', `/v1/media/${id}/why`))).toBe('404 not_found');
    const refusals = (await vault.events(id)).filter(({ decision }) => decision === 'deny');
    expect(refusals.map(({ actor, reason }) => [actor.id, reason])).toContainEqual([support.id, 'out_of_reach']);
    expect(told(await vault.http(support, 'post', `/v1/media/${id}/facts`).send({}))).toBe('403 forbidden');
  });
});

describe('the gate before destruction', () => {
  it('lets go what a request may end', async () => {
    const { id } = await screenshot({}, 'closed');
    expect(await kept([id], 'request')).toEqual([]);
    expect(await kept([id], 'disposition')).toEqual(['not_due']);
  });

  it('keeps what a minimum protects', async () => {
    const [open, indian] = [await passport(), await screenshot({ 'Vault-Jurisdiction': 'IN' }, 'closed')];
    expect(await kept([open.id, indian.id], 'request')).toEqual(['minimum_runs', 'minimum_runs']);
  });

  it('keeps what is held, whatever the ground', async () => {
    const { id } = await screenshot({}, 'closed');
    await place({ media: [id] });
    expect(await kept([id], 'request')).toEqual(['held']);
    expect(await kept([id], 'forbidden')).toEqual(['held']);
  });

  it('makes a hold wait, then answers with the certificate', async () => {
    const { id } = await screenshot({}, 'closed');
    const certificate = '5b7c1f0e-7f5e-4c59-9d0c-0f4f0f0f0f0f';
    const placed: Promise<string>[] = [];
    await vault.databases.vault.transaction(system, async (tx) => {
      const door = vault.app.get(DestructionGate);
      await door.assertDestructible(tx, [id], 'request');
      placed.push(place({ media: [id] }).then(told));
      await eventually(async () =>
        expect(
          await vault.sql(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%retention.item%'",
          ),
        ).not.toEqual([]),
      );
      await door.noteKeysDestroyed(tx, [id], certificate);
    });
    expect(await Promise.all(placed)).toEqual(['409 conflict']);
    expect((await place({ media: [id] })).body).toMatchObject({
      errors: [{ pointer: `/v1/certificates/${certificate}`, code: 'destroyed' }],
    });
    expect(await kept([id], 'request')).toEqual(['gone']);
    const denied = (await vault.events(legal.id)).filter(({ type }) => type === 'hold.denied');
    expect(denied.at(-1)).toMatchObject({ decision: 'deny', reason: 'destroyed' });
  });
});

const place = (scope: Record<string, unknown>, caller = legal) =>
  vault.http(caller, 'post', '/v1/holds').send({ matter: 'M-2026/7', reason: 'litigation', scope });

describe('a legal hold', () => {
  it('covers what fits later', async () => {
    const ticket = await vault.ticket({ assignee: support.id, purpose: 'support' });
    const hold = await place({ tickets: [{ system: 'own', id: ticket }] });
    expect(hold.body).toMatchObject({ items: 0, releasedAt: null });
    const { id } = await takeIn(support, ticket, { 'Vault-Class': 'support_screenshot' });
    expect((await why(id)).holds).toBe(1);
    expect(await kept([id], 'request')).toEqual(['held']);
    expect((await vault.events(id)).map(({ type }) => type)).toContain('hold.joined');
  });

  it('is confirmed again after ninety days', async () => {
    const hold = (await place({ classes: ['medical'] })).body as { id: Id };
    await vault.sql("UPDATE retention.hold SET confirmed_at = now() - interval '91 days' WHERE id = $1", [hold.id]);
    const late = (await vault.http(records, 'get', `/v1/holds/${hold.id}`)).body as { confirmBy: string };
    expect(new Date(late.confirmBy) < new Date()).toBe(true);
    const confirmed = await vault.http(legal, 'post', `/v1/holds/${hold.id}/confirmation`).send();
    expect(new Date((confirmed.body as { confirmBy: string }).confirmBy) > new Date()).toBe(true);
    expect((await vault.events(hold.id)).map(({ type }) => type)).toContain('hold.confirmed');
    expect(told(await vault.http(records, 'post', `/v1/holds/${hold.id}/confirmation`).send())).toBe('403 forbidden');
  });

  it('is counted before it is placed', async () => {
    const { id, subject } = await screenshot({}, 'closed');
    const count = (scope: object, caller = legal) => vault.http(caller, 'post', '/v1/holds/coverage').send({ scope });
    expect((await count({ subjects: [subject] })).body).toEqual({ items: 1, held: 0, gone: 0 });
    await place({ media: [id] });
    expect((await count({ subjects: [subject] })).body).toEqual({ items: 1, held: 1, gone: 0 });
    expect(told(await count({}))).toBe('422 invalid_facts');
    expect(told(await count({ subjects: [subject] }, records))).toBe('403 forbidden');
  });

  it('needs a scope and the role', async () => {
    expect(told(await place({}))).toBe('422 invalid_facts');
    expect(told(await place({ classes: ['passport'] }, records))).toBe('403 forbidden');
    expect((await vault.events(records.id)).at(-1)).toMatchObject({ type: 'access.denied', decision: 'deny' });
  });

  it('is released by two, after a cool-down', async () => {
    const { id } = await screenshot({}, 'closed');
    const hold = (await place({ media: [id] })).body as { id: Id };
    const asked = await vault.http(legal, 'post', `/v1/holds/${hold.id}/release`).send();
    const { id: approval, hash } = asked.body as { id: Id; hash: string };
    expect(told(await give(legal, approval, hash))).toMatch(/^403/);
    expect((await give(compliance, approval, hash)).status).toBeLessThan(300);
    expect((await vault.http(legal, 'post', `/v1/approvals/${approval}/execution`).send()).status).toBeLessThan(300);
    expect((await vault.http(legal, 'get', `/v1/holds/${hold.id}`)).body).toMatchObject({
      releasedAt: expect.any(String) as string,
    });
    expect(await kept([id], 'request')).toEqual(['held']);
    await vault.sql("UPDATE retention.hold_item SET free_from = now() - interval '1 second' WHERE hold_id = $1", [
      hold.id,
    ]);
    expect(await kept([id], 'request')).toEqual([]);
    expect((await vault.events(hold.id)).map(({ type }) => type)).toContain('hold.released');
  });

  it('releases nothing that joined after the approval', async () => {
    const ticket = await vault.ticket({ assignee: support.id, purpose: 'support' });
    const hold = (await place({ tickets: [{ system: 'own', id: ticket }] })).body as { id: Id };
    const asked = await vault.http(legal, 'post', `/v1/holds/${hold.id}/release`).send();
    const { id: approval, hash } = asked.body as { id: Id; hash: string };
    expect((await give(compliance, approval, hash)).status).toBeLessThan(300);
    const { id } = await takeIn(support, ticket, { 'Vault-Class': 'support_screenshot' });
    expect((await why(id)).holds).toBe(1);
    const executed = await vault.http(legal, 'post', `/v1/approvals/${approval}/execution`).send();
    expect(told(executed)).toBe('409 request_changed');
    expect(await kept([id], 'request')).toEqual(['held']);
    expect((await vault.events(hold.id)).map(({ type }) => type)).not.toContain('hold.released');
  });
});

const give = (caller: Caller, approval: Id, hash: string) =>
  vault.http(caller, 'post', `/v1/approvals/${approval}/approval`).send({ hash });

describe('disposition', () => {
  it('lists what is due, and forecasts', async () => {
    const { id } = await screenshot({}, 'closed');
    await vault.app.get(DispositionRuns).run(new AbortController().signal);
    const due = await vault.http(records, 'get', '/v1/dispositions?days=400&limit=200');
    expect(
      (due.body as { items: { media: Id; rows: string[] }[] }).items.find(({ media }) => media === id)?.rows,
    ).toEqual(['P24']);
    const forecast = (await vault.http(records, 'get', '/v1/retention/forecast')).body as {
      months: { items: number }[];
      runIsLate: boolean;
    };
    expect(forecast.runIsLate).toBe(false);
    expect(forecast.months.reduce((sum, { items }) => sum + items, 0)).toBeGreaterThan(0);
    expect((await vault.events(records.id)).at(-1)).toMatchObject({ type: 'disposition.listed' });
  });

  it('lists its runs, newest first', async () => {
    await vault.app.get(DispositionRuns).run(new AbortController().signal);
    await vault.app.get(DispositionRuns).run(new AbortController().signal);
    const runs = async (query: string) =>
      (await vault.http(records, 'get', `/v1/dispositions/runs?${query}`)).body as {
        items: { id: Id; finishedAt: string; due: number }[];
        next: string | null;
      };
    const { items } = await runs('limit=200');
    const times = items.map(({ finishedAt }) => finishedAt);
    expect(times).toEqual([...times].sort().reverse());
    const { items: first, next } = await runs('limit=1');
    const { items: second } = await runs(`limit=1&cursor=${next}`);
    expect([...first, ...second]).toEqual(items.slice(0, 2));
    expect((await vault.events(records.id)).at(-1)).toMatchObject({ type: 'disposition.listed' });
  });

  it('rehearses the days to come', async () => {
    await screenshot({}, 'closed');
    await place({ media: [(await screenshot({}, 'closed')).id] });
    await vault.app.get(DispositionRuns).run(new AbortController().signal);
    const counted = async (days: number) => {
      const answer = await vault.http(records, 'get', `/v1/dispositions/rehearsal?days=${days}`);
      const { classes } = answer.body as { classes: { class: string; held: number; destroy: number }[] };
      return classes.find((one) => one.class === 'support_screenshot');
    };
    expect(await counted(1)).toBeUndefined();
    const before = await counted(366);
    expect(before?.held).toBeGreaterThan(0);
    expect(before?.destroy).toBeGreaterThan(0);
  });

  it('lists a month as the forecast counts it', async () => {
    const { id } = await screenshot({}, 'closed');
    const { mustDeleteAt } = await why(id);
    const month = mustDeleteAt?.slice(0, 7) ?? '';
    const { items } = (await vault.http(records, 'get', `/v1/dispositions?month=${month}&limit=200`)).body as {
      items: { media: Id }[];
    };
    const forecast = (await vault.http(records, 'get', '/v1/retention/forecast')).body as {
      months: { month: string; items: number; keptByLaw: number }[];
    };
    expect(items.map(({ media }) => media)).toContain(id);
    expect(forecast.months.find((one) => one.month === month)).toMatchObject({ items: items.length, keptByLaw: 0 });
  });

  it('does not run on clocks that disagree', async () => {
    const clock = jest.spyOn(vault.app.get<Clock>(CLOCK), 'now').mockReturnValue(new Date(Date.now() + 60_000));
    const run = vault.app.get(DispositionRuns).run(new AbortController().signal);
    await expect(run).rejects.toMatchObject({ code: 'not_ready' });
    clock.mockRestore();
  });

  it('shows records managers its entries', async () => {
    const { items } = (await vault.http(records, 'get', '/v1/audit/entries')).body as { items: { type: string }[] };
    expect(items.map(({ type }) => type)).toContain('disposition.run');
    expect(items.every(({ type }) => /^(retention|hold|disposition)\./.test(type))).toBe(true);
  });

  it('is closed to agents', async () => {
    expect(told(await vault.http(kyc, 'get', '/v1/dispositions'))).toBe('403 forbidden');
    expect((await vault.events(kyc.id)).at(-1)).toMatchObject({ type: 'access.denied' });
  });

  it('says which classes have no schedule', async () => {
    const { unscheduled } = (await vault.http(records, 'get', '/v1/retention/schedules')).body as {
      unscheduled: string[];
    };
    expect(unscheduled).toContain('contract/US');
    expect(unscheduled).not.toContain('passport/DE');
  });
});
