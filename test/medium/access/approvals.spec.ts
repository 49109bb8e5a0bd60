import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type Actor, newId } from '../../../src/kernel';
import type { Approval } from '../../../src/trust/access';
import { asks, person } from '../../support/actors';
import { asSuperuser } from '../../support/vault-database';
import { account, type ApprovalsAtWork, approvalsAtWork, type Wipe, wiping } from './approvals-at-work';

describe('approvals', () => {
  let work: ApprovalsAtWork;
  beforeAll(async () => (work = await approvalsAtWork()));
  afterAll(() => work.close());

  const manager = person(['records_manager']);
  const officer = person(['compliance_officer']);
  const dpo = person(['dpo']);
  const lastEntry = async () => (await work.entries()).at(-1);
  const one = wiping('test.one');
  const two = wiping('test.two', { approvals: 2 });
  const other = wiping('test.other', { differentRole: true });
  const own = wiping('test.own', { mayRequest: ['legal'], mayApprove: ['legal'] });
  beforeAll(() => [one, two, other, own].forEach((action) => work.approvables.add(action)));

  const ask = (action = one, who: Actor = manager, below = 256): Promise<Approval> =>
    work.approvals.request(asks(who), action, () => ({ below }));
  const give = (who: Actor, { id, hash }: Approval): Promise<Approval> => work.approvals.give(asks(who), id, hash);
  const sql = (text: string, parameters: unknown[] = []): Promise<unknown> =>
    asSuperuser(work.log.databases.url('superuser'), (db) => db.query(text, parameters));

  it('bind the hash of the canonical request', async () => {
    const asked = await ask();
    const hash = createHash('sha256').update('{"action":"test.one","request":{"below":256}}').digest('hex');
    expect(asked).toMatchObject({ state: 'requested', hash, version: 1 });
    expect(await lastEntry()).toEqual({
      type: 'approval.requested',
      decision: 'allow',
      reason: null,
      role: 'records_manager',
      object: expect.objectContaining({ object: asked.id, part: 'test.one', sha256: hash }) as unknown,
    });
  });

  it('let another person’s approval be executed once', async () => {
    const asked = await ask();
    expect(await give(officer, asked)).toMatchObject({ state: 'approved' });
    expect(await lastEntry()).toMatchObject({ type: 'approval.given', role: 'compliance_officer' });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => work.approvals.execute(asks(manager), asked.id)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { id, hash } = asked;
    expect(one.done.filter((done) => done.id === id)).toEqual([{ id, hash, request: { below: 256 } }]);
    expect(
      (await work.entries()).filter(({ type, object }) => type === 'approval.executed' && object?.object === id),
    ).toHaveLength(1);
    expect(await lastEntry()).toMatchObject({ type: 'approval.denied', decision: 'deny', reason: 'state' });
  });

  it('are not executed by who gave them', async () => {
    const asked = await ask(one, manager);
    const both = person(['records_manager', 'compliance_officer']);
    await give(both, asked);
    await expect(work.approvals.execute(asks(both), asked.id)).rejects.toMatchObject({ code: 'own_approval' });
    expect(await lastEntry()).toMatchObject({ type: 'approval.denied', reason: 'own_approval', decision: 'deny' });
    const past = sql("UPDATE access.approval SET state = 'executed', ended_by = $2, ended_at = now() WHERE id = $1", [
      ...[asked.id, both.id],
    ]);
    await expect(past).rejects.toThrow('does not have it done');
    expect(await work.approvals.execute(asks(manager), asked.id)).toMatchObject({ state: 'executed' });
  });

  it('execute nothing before they are given', async () => {
    const asked = await ask(two);
    await give(officer, asked);
    await expect(work.approvals.execute(asks(manager), asked.id)).rejects.toMatchObject({ code: 'conflict' });
    expect(two.done).toEqual([]);
  });

  it('are never given by who asked', async () => {
    const asked = await ask(one, officer);
    await expect(give(officer, asked)).rejects.toMatchObject({ code: 'self_approval' });
    expect(await lastEntry()).toMatchObject({ type: 'approval.denied', reason: 'own_request', decision: 'deny' });
  });

  it('know a second account of the same human', async () => {
    const { log } = work;
    const first = await account(log, 'records_manager', 'staff-17');
    const second = await account(log, 'compliance_officer', 'staff-17');
    const asked = await ask(one, first);
    await expect(give(second, asked)).rejects.toMatchObject({ code: 'self_approval' });
    const another = await account(log, 'compliance_officer', 'staff-18');
    expect(await give(another, asked)).toMatchObject({ state: 'approved' });
  });

  it('stop counting people found to be one', async () => {
    const { log } = work;
    const [first, second] = [await account(log, 'compliance_officer'), await account(log, 'dpo')];
    const asked = await ask(two);
    await give(first, asked);
    expect(await give(second, asked)).toMatchObject({ state: 'approved' });
    await sql("UPDATE identity.account SET person_key = 'staff-19' WHERE id = ANY($1)", [[first.id, second.id]]);
    await expect(work.approvals.execute(asks(manager), asked.id)).rejects.toMatchObject({ code: 'approval_required' });
    expect(await lastEntry()).toMatchObject({ type: 'approval.denied', reason: 'missing' });
  });

  it('want another role where the rule says so', async () => {
    const asked = await ask(other, officer);
    await expect(give(person(['compliance_officer']), asked)).rejects.toMatchObject({ code: 'other_role_required' });
    expect(await give(person(['compliance_officer', 'dpo']), asked)).toMatchObject({ state: 'approved' });
    expect(await lastEntry()).toMatchObject({ type: 'approval.given', role: 'dpo' });
  });

  it('begin again with each change', async () => {
    const asked = await ask();
    await give(officer, asked);
    const changed = await work.approvals.change(asks(manager), asked.id, one, () => ({ below: 512 }));
    expect(changed).toMatchObject({ state: 'requested', version: 2 });
    expect(await lastEntry()).toMatchObject({ type: 'approval.changed' });
    await expect(work.approvals.execute(asks(manager), asked.id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(give(officer, asked)).rejects.toMatchObject({ code: 'request_changed' });
    await give(officer, changed);
    await work.approvals.execute(asks(manager), asked.id);
    expect(one.done.at(-1)).toMatchObject({ id: asked.id, request: { below: 512 }, hash: changed.hash });
  });

  it('count concurrent approvals of one person once', async () => {
    const asked = await ask(two);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => give(officer, asked)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const view = await work.queue.get(asks(dpo), asked.id);
    expect(view.approval).toMatchObject({ state: 'requested' });
    expect(view.approval.given).toHaveLength(1);
  });

  it('run out by the database’s clock', async () => {
    const asked = await ask();
    await give(officer, asked);
    await sql("UPDATE access.approval SET expires_at = now() - interval '1 second' WHERE id = $1", [asked.id]);
    await expect(work.approvals.execute(asks(manager), asked.id)).rejects.toMatchObject({ code: 'approval_expired' });
    const types = (await work.entries()).filter(({ object }) => object?.object === asked.id).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['approval.expired', 'approval.denied']);
    expect((await work.queue.get(asks(manager), asked.id)).approval.state).toBe('expired');
  });

  it('are swept when nobody comes', async () => {
    const asked = await ask();
    await sql("UPDATE access.approval SET expires_at = now() - interval '1 second' WHERE id = $1", [asked.id]);
    expect(await work.steps.expire(100)).toBeGreaterThan(0);
    expect(await lastEntry()).toMatchObject({ type: 'approval.expired', role: 'system' });
    expect(await work.steps.expire(100)).toBe(0);
  });

  it('are declined for a coded reason', async () => {
    const asked = await ask();
    await give(officer, asked);
    expect(await work.approvals.decline(asks(dpo), asked.id, 'too_much')).toMatchObject({
      state: 'declined',
      endReason: 'too_much',
    });
    expect(await lastEntry()).toMatchObject({ type: 'approval.declined', reason: 'too_much', role: 'dpo' });
    await expect(work.approvals.execute(asks(manager), asked.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are withdrawn by their requester alone', async () => {
    const asked = await ask();
    await expect(work.approvals.withdraw(asks(person(['records_manager'])), asked.id)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await work.approvals.withdraw(asks(manager), asked.id)).toMatchObject({ state: 'withdrawn' });
    expect(await lastEntry()).toMatchObject({ type: 'approval.withdrawn', role: 'records_manager' });
  });

  it('are asked for by the roles named alone', async () => {
    await expect(ask(one, dpo)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await lastEntry()).toMatchObject({ type: 'approval.denied', reason: 'role', decision: 'deny' });
  });

  it('look absent to everybody else', async () => {
    const asked = await ask();
    const stranger = asks(person(['legal']));
    await expect(work.queue.get(stranger, asked.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await lastEntry()).toMatchObject({ type: 'approval.denied', reason: 'out_of_reach' });
    await expect(work.queue.get(stranger, newId())).rejects.toMatchObject({ code: 'not_found' });
    expect(await lastEntry()).toMatchObject({ type: 'approval.denied', reason: 'absent' });
    await expect(work.approvals.give(stranger, asked.id, asked.hash)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stay approved when their execution fails', async () => {
    const failing = wiping('test.failing', { execute: () => Promise.reject(new Error('no')) });
    work.approvables.add(failing);
    const another = person(['records_manager']);
    const asked = await ask(failing, another);
    await give(person(['dpo']), asked);
    await expect(work.approvals.execute(asks(another), asked.id)).rejects.toThrow('no');
    expect(await lastEntry()).toMatchObject({ type: 'approval.denied', decision: 'error', reason: 'not_executed' });
    expect((await work.queue.get(asks(another), asked.id)).approval.state).toBe('approved');
  });

  it('wait in the queues of those they concern', async () => {
    const lawyers = [person(['legal']), person(['legal'])] as const;
    const asked = await Promise.all([1, 2, 3].map((below) => ask(own, lawyers[0], below)));
    const idsOf = async (who: Actor, queue: 'decide' | 'requested'): Promise<string[]> => {
      const ids: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await work.queue.list(asks(who), { queue, limit: 2, cursor });
        ids.push(...page.items.map(({ approval }) => approval.id));
        if (page.next === null) return ids;
        cursor = page.next;
      }
    };
    const ids = asked.map(({ id }) => id).sort();
    expect((await idsOf(lawyers[0], 'requested')).sort()).toEqual(ids);
    expect((await idsOf(lawyers[1], 'decide')).sort()).toEqual(ids);
    expect(await idsOf(lawyers[0], 'decide')).toEqual([]);
    expect(await lastEntry()).toMatchObject({ type: 'approval.listed', role: 'legal' });
    await give(lawyers[1], asked[0] as Approval);
    expect(await idsOf(lawyers[1], 'decide')).toHaveLength(2);
  });

  it('say what they mean in plain words', async () => {
    const asked = await ask(one, manager, 768);
    expect(await work.queue.get(asks(officer), asked.id)).toMatchObject({
      description: ['Wipes everything below 768.'],
      request: { below: 768 },
      mayApprove: true,
    });
    expect(await work.queue.get(asks(manager), asked.id)).toMatchObject({ mayApprove: false });
  });

  describe('past the application', () => {
    const asApplication = async (text: string, parameters: unknown[]): Promise<unknown> =>
      work.log.databases.vault.transaction({ actor: officer }, (tx) => tx.query(text, parameters));

    it('are not executed by an update', async () => {
      const { id } = await ask();
      const jump = asApplication("UPDATE access.approval SET state = 'executed', ended_at = now() WHERE id = $1", [id]);
      await expect(jump).rejects.toThrow('needs what is not there');
    });

    it('are not given by who asked', async () => {
      const { id, hash } = await ask();
      const insert = `INSERT INTO access.approval_given (approval_id, version, hash, given_by, given_person, given_role)
        VALUES ($1, $2, decode($3, 'hex'), $4::uuid, $4::uuid::text, 'dpo')`;
      await expect(asApplication(insert, [id, 1, hash, manager.id])).rejects.toThrow('does not count');
      await expect(asApplication(insert, [id, 2, hash, dpo.id])).rejects.toThrow('does not count');
      await expect(asApplication(insert, [id, 1, '00'.repeat(32), dpo.id])).rejects.toThrow('does not count');
    });

    it('keep their approvals from a changed request', async () => {
      const asked = await ask();
      await give(officer, asked);
      const swap = asApplication("UPDATE access.approval SET body = '{}' WHERE id = $1", [asked.id]);
      await expect(swap).rejects.toThrow('needs what is not there');
    });

    it('show nothing to a transaction that names nobody', async () => {
      const rows: unknown = await work.log.databases.vault.dataSource.query('SELECT id FROM access.approval');
      expect(rows).toEqual([]);
    });
  });

  it('hold in every history', async () => {
    const people: Actor[] = [manager, officer, dpo, person(['compliance_officer'])];
    const step = fc.record({
      act: fc.constantFrom('give', 'give', 'give', 'execute', 'change', 'decline'),
      who: fc.constantFrom(...people),
      below: fc.constantFrom(256, 512),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
        const asked = await ask(two);
        const seen: { latest: Approval; givers: Set<string> } = { latest: asked, givers: new Set() };
        for (const { act, who, below } of steps) await take(act, { who, below, seen });
        const done = two.done.filter(({ id }) => id === asked.id);
        expect(done.length).toBeLessThanOrEqual(1);
        if (done.length === 1) expect(seen.givers.size).toBeGreaterThanOrEqual(2);
        if (done.length === 1) expect(done[0]?.hash).toBe(seen.latest.hash);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  async function take(
    act: string,
    { who, below, seen }: { who: Actor; below: number; seen: { latest: Approval; givers: Set<string> } },
  ): Promise<void> {
    const { id, hash } = seen.latest;
    const context = asks(who);
    const request = (): Wipe => ({ below });
    try {
      if (act === 'give') {
        seen.latest = await work.approvals.give(context, id, hash);
        seen.givers.add(who.id);
      } else if (act === 'change') {
        seen.latest = await work.approvals.change(context, id, two, request);
        seen.givers.clear();
      } else if (act === 'decline') await work.approvals.decline(context, id, 'mistaken');
      else await work.approvals.execute(context, id);
    } catch (error) {
      expect(error).toHaveProperty('code');
    }
  }
});
