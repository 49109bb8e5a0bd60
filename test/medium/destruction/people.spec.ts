import type { Id } from '../../../src/kernel';
import { KeystoreRepository } from '../../../src/trust/keys/keystore.repository';
import { Keys } from '../../../src/trust/keys';
import { told } from '../media/vault-at-work';
import type { Asked, DestructionAtWork, Item } from './destruction-at-work';
import { PeopleAtWork } from './people-at-work';

interface PlanItem {
  readonly media: Id;
  readonly verdict: string;
  readonly movesTo: Id | null;
}

describe('the end of one of several people', () => {
  let people: PeopleAtWork;
  let work: DestructionAtWork;
  beforeAll(async () => {
    people = await PeopleAtWork.start();
    ({ work } = people);
  });
  afterAll(() => work.vault.close());

  const certificateOf = async ({ plan }: Asked): Promise<Record<string, unknown>> => {
    const found = await work.vault.http(work.records, 'get', `/v1/destruction-plans/${plan}`);
    const path = `/v1/certificates/${(found.body as { certificate: Id }).certificate}`;
    const shown = await work.vault.http(work.officer, 'get', path);
    return JSON.parse((shown.body as { certificate: string }).certificate) as Record<string, unknown>;
  };
  const planItems = async ({ plan }: Asked): Promise<readonly PlanItem[]> => {
    const listed = await work.vault.http(work.records, 'get', `/v1/destruction-plans/${plan}/items`);
    return (listed.body as { items: PlanItem[] }).items;
  };
  const ends = async (subject: Id): Promise<boolean> => {
    const keys = work.vault.app.get(Keys, { strict: false });
    return (await keys.listSubjectsOf(await keys.listSubjectKeys([subject]))).length === 0;
  };
  /** A person of whom one item goes, and one is shared with another who keeps it. */
  const shared = async (): Promise<{ one: Id; other: Id; own: Item; both: Item }> => {
    const [one, other] = [await people.subject(), await people.subject()];
    const [own, both] = [await people.item(one), await people.item(one, other)];
    return { one, other, own, both };
  };

  it('waits for a human about each shared item', async () => {
    const { one, other, both } = await shared();
    const refused = await people.post(one);
    expect(told(refused)).toBe('409 people_undecided');
    expect(refused.text).toContain(both.id);
    const open = await work.vault.http(people.dpo, 'get', `/v1/subjects/${one}/people-decisions`);
    expect(open.body).toEqual({ items: [{ media: both.id, people: [other], open: true, decisions: [] }] });
  });

  it('moves what another’s claim keeps', async () => {
    const { one, other, own, both } = await shared();
    const decided = await people.decide(both.id, { decision: 'keep', person: other });
    expect(decided.body).toMatchObject({
      open: false,
      decisions: [{ decision: 'keep', person: other, why: 'claim-17', by: people.dpo.id }],
    });
    const asked = await people.started(one);
    expect(await planItems(asked)).toContainEqual(
      expect.objectContaining({ media: both.id, verdict: 'moves', movesTo: other }),
    );
    await work.saga.carryOut(asked.plan);
    expect([await people.open(own), await people.open(both)]).toEqual([409, 200]);
    expect(await people.holders(both)).toEqual({ owner: other, data: other, payload: other });
    expect(await ends(one)).toBe(true);
    expect(await certificateOf(asked)).toMatchObject({
      items: { count: 1 },
      moved: 1,
      kept: 0,
      subject: { end: 'whole' },
    });
    const types = (await work.vault.events(both.id)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['destruction.people.decided', 'media.moved']));
    expect(types).not.toContain('media.destroyed');
  });

  it('destroys what moved with its second person', async () => {
    const { one, other, both } = await shared();
    await people.decide(both.id, { decision: 'keep', person: other });
    await work.saga.carryOut((await people.started(one)).plan);
    const asked = await people.started(other);
    await work.saga.carryOut(asked.plan);
    expect(await people.open(both)).toBe(409);
    expect(await certificateOf(asked)).toMatchObject({ items: { count: 1 }, moved: 0 });
  });

  it('moves items where others of the person stay', async () => {
    const { one, other, own, both } = await shared();
    await people.decide(both.id, { decision: 'keep', person: other });
    const before = await work.vault.app.get(Keys, { strict: false }).listSubjectKeys([one]);
    const asked = await work.started({ ground: 'request', media: [both.id] });
    await work.saga.carryOut(asked.plan);
    expect([await people.open(own), await people.open(both)]).toEqual([200, 200]);
    const keys = work.vault.app.get(Keys, { strict: false });
    // An old copy of the keystore has it below the first person's key: that one is gone, too.
    expect(await keys.listSubjectsOf(before)).toEqual([]);
    expect(await certificateOf(asked)).toMatchObject({ items: { count: 0 }, moved: 1, keys: { subjectKeys: before } });
  });

  it('leaves a masked copy alone, where that is decided', async () => {
    const { one, other, both } = await shared();
    const strange = await people.item(other);
    const wish = { decision: 'masked', person: other };
    expect((await people.decide(both.id, { ...wish, masked: strange.id })).text).toContain('no_masked_copy');
    const copy = await people.maskedCopy(both.id, other);
    expect((await people.decide(both.id, { ...wish, masked: copy.id })).status).toBe(200);
    await work.saga.carryOut((await people.started(one)).plan);
    expect([await people.open(both), await people.open(copy)]).toEqual([409, 200]);
  });

  it('destroys for all, where nobody’s claim remains', async () => {
    const { one, both } = await shared();
    expect((await people.decide(both.id, { decision: 'destroy' })).status).toBe(200);
    const asked = await people.started(one);
    await work.saga.carryOut(asked.plan);
    expect(await people.open(both)).toBe(409);
    expect(await certificateOf(asked)).toMatchObject({ items: { count: 2 }, moved: 0 });
    expect(await work.vault.sql('SELECT 1 FROM records.media_person WHERE media_id = $1', [both.id])).toEqual([]);
  });

  it('asks again once somebody else is seen', async () => {
    const { one, other, both } = await shared();
    await people.decide(both.id, { decision: 'keep', person: other });
    const asked = await work.ask({ ground: 'request', subject: one });
    await work.give(asked);
    await people.state(both.id, await people.subject());
    expect(told(await work.execute(asked))).toBe('409 request_changed');
    expect(told(await people.post(one))).toBe('409 people_undecided');
    expect(await people.open(both)).toBe(200);
  });

  it('does not move to who has ended since', async () => {
    const { one, other, both } = await shared();
    await people.decide(both.id, { decision: 'keep', person: other });
    const asked = await work.ask({ ground: 'request', subject: one });
    await work.give(asked);
    await people.item(other);
    await people.started(other);
    expect(told(await work.execute(asked))).toBe('409 request_changed');
    // Nobody else is on it any more.
    expect((await people.post(one)).status).toBe(201);
  });

  it('is decided by the DPO or records managers alone', async () => {
    const { other, both } = await shared();
    const wish = { decision: 'keep', person: other };
    for (const role of ['legal', 'compliance_officer', 'kyc_agent', 'key_administrator', 'administrator'] as const) {
      const person = await work.vault.person(role);
      expect(told(await people.decide(both.id, wish, person))).toBe('403 forbidden');
      expect((await work.vault.events(person.id)).at(-1)).toMatchObject({ decision: 'deny' });
    }
    expect((await people.decide(both.id, wish, work.records)).status).toBe(200);
  });

  it('is decided about people on the item', async () => {
    const { one, own, both } = await shared();
    expect((await people.decide(both.id, { decision: 'keep', person: one })).text).toContain('not_on_the_item');
    expect((await people.decide(both.id, { decision: 'keep' })).text).toContain('not_on_the_item');
    expect(told(await people.decide(own.id, { decision: 'destroy' }))).toBe('409 conflict');
  });

  describe('broken off', () => {
    it.each(['systemNoteKeys', 'systemAdvance'] as const)('at %s keeps the shared item', async (step) => {
      const { one, other, own, both } = await shared();
      await people.decide(both.id, { decision: 'keep', person: other });
      const asked = await people.started(one);
      const broken = jest.spyOn(work.plans, step).mockRejectedValueOnce(new Error('the process ended'));
      await expect(work.saga.carryOut(asked.plan)).rejects.toThrow('the process ended');
      broken.mockRestore();
      expect([await people.open(own), await people.open(both)]).toEqual([409, 200]);
      await Promise.all([work.saga.carryOut(asked.plan), work.saga.carryOut(asked.plan)]);
      expect(await people.holders(both)).toEqual({ owner: other, data: other, payload: other });
      expect(await ends(one)).toBe(true);
    });

    it.each(['holdForMove', 'rewrapOwned', 'removeSubject', 'removeEnded'] as const)(
      'at %s in the keystore keeps it',
      async (step) => {
        const { one, other, own, both } = await shared();
        await people.decide(both.id, { decision: 'keep', person: other });
        const asked = await people.started(one);
        const keystore = work.vault.app.get(KeystoreRepository, { strict: false });
        const broken = jest.spyOn(keystore, step).mockRejectedValueOnce(new Error('the process ended'));
        await expect(work.saga.carryOut(asked.plan)).rejects.toThrow();
        broken.mockRestore();
        const held = await people.holders(both);
        expect([one, other]).toContain(held.data);
        expect(held.payload).toBe(held.data);
        expect([await people.open(own), await people.open(both)]).toEqual([409, 200]);
        await work.saga.carryOut(asked.plan);
        expect(await people.holders(both)).toEqual({ owner: other, data: other, payload: other });
        expect(await ends(one)).toBe(true);
      },
    );

    it('lets the second person end first', async () => {
      const { one, other, both } = await shared();
      await people.decide(both.id, { decision: 'keep', person: other });
      const first = await people.started(one);
      const second = await people.started(other);
      await work.saga.carryOut(second.plan);
      expect(await people.open(both)).toBe(409);
      await work.saga.carryOut(first.plan);
      expect(await people.holders(both)).toMatchObject({ data: undefined, payload: undefined });
      expect([await ends(one), await ends(other)]).toEqual([true, true]);
    });
  });
});
