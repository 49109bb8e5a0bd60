import { told } from '../media/vault-at-work';
import { VaultOfRequests } from './vault-of-requests';

describe('carrying a plan out', () => {
  let work: VaultOfRequests;
  beforeAll(async () => {
    work = await VaultOfRequests.start();
  });
  afterAll(() => work.vault.close());

  const entries = async (about: string): Promise<string[]> =>
    (await work.vault.events(about)).map(({ type, decision }) => `${type} ${decision}`);

  it('destroys, certifies, and shows each step', async () => {
    const item = await work.item();
    const id = await work.request(item.subject);
    await work.plan(id);
    const shown = await work.carryOut(id);
    expect(shown).toMatchObject({ state: 'carried_out', destructions: [{ later: false }] });
    const certificate = shown.destructions[0]?.certificate ?? '';
    const issued = await work.vault.http(work.people.dpo, 'get', `/v1/certificates/${certificate}`);
    expect(issued.text).toContain(shown.planApproval);
    expect(await work.open(item)).toBe(409);
    expect(shown.timeline.map(({ type, role }) => `${type} ${role ?? ''}`)).toEqual([
      'request.received dpo',
      'request.identified dpo',
      'request.planned dpo',
      'request.execution.asked dpo',
      'request.execution.started records_manager',
      'request.execution.finished system',
    ]);
    expect(await entries(id)).toEqual(
      expect.arrayContaining(['request.execution.started allow', 'request.execution.finished allow']),
    );
  });

  it('leaves another person what their claim keeps', async () => {
    const [both, other] = [await work.item(), await work.item()];
    const own = await work.item({ 'Vault-Subject': both.subject });
    await work.alsoOn(both, other.subject);
    const id = await work.request(both.subject);
    const decisions = async () =>
      new Map((await work.plan(id)).map(({ media, decision }) => [media, decision] as const));
    expect(await decisions()).toEqual(
      new Map([
        [both.id, 'human'],
        [own.id, 'erase'],
      ]),
    );
    await expect(work.approved(id)).rejects.toThrow('people_undecided');
    const wish = { decision: 'keep', person: other.subject, why: 'claim-17' };
    await work.post('dpo', `/v1/media/${both.id}/people-decisions`, wish);
    expect(await decisions()).toEqual(
      new Map([
        [both.id, 'move'],
        [own.id, 'erase'],
      ]),
    );
    expect(await work.carryOut(id)).toMatchObject({ state: 'carried_out', destructions: [{ later: false }] });
    expect([await work.open(own), await work.open(both)]).toEqual([409, 201]);
    expect(await entries(both.id)).toContain('media.moved allow');
  });

  it('restricts in India now, shreds at the floor', async () => {
    const indian = await work.item({ 'Vault-Jurisdiction': 'IN' });
    const german = await work.item({ 'Vault-Subject': indian.subject });
    const id = await work.request(indian.subject, { regime: 'DPDP', jurisdiction: 'IN' });
    const planned = await work.plan(id);
    expect(new Map(planned.map(({ media, decision }) => [media, decision]))).toEqual(
      new Map([
        [indian.id, 'defer_to_floor'],
        [german.id, 'erase'],
      ]),
    );
    expect((await work.carryOut(id)).destructions).toHaveLength(1);
    expect([await work.open(german), await work.open(indian)]).toEqual([409, 409]);
    const state = async () =>
      (await work.vault.sql<{ state: string }>('SELECT state FROM retention.item WHERE media_id = $1', [indian.id]))[0];
    expect(await state()).toEqual({ state: 'restricted' });
    await work.eraseLater();
    expect(await state()).toEqual({ state: 'restricted' });
    // The clock moves on by the year of the floor: everything about the item was that much earlier.
    await moveBack(indian.id);
    await work.eraseLater();
    expect((await work.finish(id)).destructions).toMatchObject([
      { later: false },
      { later: true, certificate: expect.any(String) as string },
    ]);
    expect(await state()).toEqual({ state: 'bytes_deleted' });
    expect(await entries(id)).toContain('request.erased_later allow');
    await work.eraseLater();
    expect((await work.show(id)).destructions).toHaveLength(2);
  });

  const moveBack = async (media: string): Promise<void> => {
    const back = "interval '400 days'";
    await work.vault.sql(
      `UPDATE records.media SET received_at = received_at - ${back}, released_at = released_at - ${back} WHERE id = $1`,
      [media],
    );
    await work.vault.sql(`UPDATE retention.item SET deletable_at = deletable_at - ${back} WHERE media_id = $1`, [
      media,
    ]);
  };

  it('shows records managers codes, not words', async () => {
    const item = await work.item();
    const id = await work.request(item.subject, { text: 'Erase my photo.', contact: 'anna@example.org' });
    const shown = await work.vault.http(work.people.records, 'get', `/v1/subject-requests/${id}`);
    expect(shown.body).toMatchObject({ id, type: 'erasure', text: null, contact: null, answer: null });
  });

  it('is refused once its items have changed', async () => {
    const item = await work.item();
    const id = await work.request(item.subject);
    await work.plan(id);
    const approval = await work.approved(id);
    await work.item({ 'Vault-Subject': item.subject });
    expect(told(await work.start(approval))).toBe('409 request_changed');
    expect((await work.show(id)).state).toBe('planned');
  });

  it('restricts where a person asked for it', async () => {
    const item = await work.item();
    const id = await work.request(item.subject, { type: 'restriction' });
    await work.plan(id, { restriction: 'accuracy_contested' });
    expect(await work.carryOut(id)).toMatchObject({ state: 'carried_out', destructions: [] });
    expect(await work.open(item)).toBe(409);
    expect(await entries(item.id)).toContain('restriction.imposed allow');
  });

  it('weighs an objection, then erases what is upheld', async () => {
    const item = await work.item({ 'Vault-Legal-Basis': 'legitimate_interest' });
    const id = await work.request(item.subject, { type: 'objection' });
    expect(await work.plan(id)).toMatchObject([{ decision: 'restrict_pending' }]);
    await work.carryOut(id);
    expect(await work.plan(id, { upheld: true })).toMatchObject([{ decision: 'erase' }]);
    expect(await work.carryOut(id)).toMatchObject({ state: 'carried_out', destructions: [{ later: false }] });
  });

  it('puts a new version in place of a wrong one', async () => {
    const wrong = await work.item();
    const right = await work.item({ 'Vault-Subject': wrong.subject });
    const id = await work.request(wrong.subject, { type: 'rectification' });
    const corrections = [{ media: wrong.id, replacedBy: right.id }];
    const planned = new Map((await work.plan(id, { corrections })).map((item) => [item.media, item]));
    expect(planned.get(wrong.id)).toMatchObject({ decision: 'correct', replacedBy: right.id });
    expect(planned.get(right.id)).toMatchObject({ decision: 'none', replacedBy: null });
    await work.carryOut(id);
    expect([await work.open(wrong), await work.open(right)]).toEqual([409, 201]);
  });

  it('corrects nothing by the item of another', async () => {
    const [wrong, stranger] = [await work.item(), await work.item()];
    const id = await work.request(wrong.subject, { type: 'rectification' });
    const body = { corrections: [{ media: wrong.id, replacedBy: stranger.id }] };
    const path = `/v1/subject-requests/${id}/plan`;
    expect(told(await work.vault.http(work.people.dpo, 'post', path).send(body))).toBe('409 conflict');
  });

  it('is told to nobody before it is done', async () => {
    const item = await work.item();
    const id = await work.request(item.subject);
    await work.plan(id);
    const { dpo } = work.people;
    const letter = await work.post('dpo', `/v1/subject-requests/${id}/letters`, { contact: 'dpo@example.org' });
    const answer = { outcome: 'fulfilled', text: (letter.body as { text: string }).text };
    const early = await work.vault.http(dpo, 'post', `/v1/subject-requests/${id}/answers`).send(answer);
    expect(told(early)).toBe('409 conflict');
    expect(await entries(id)).toContain('request.denied deny');
    await work.carryOut(id);
    await work.post('dpo', `/v1/subject-requests/${id}/answers`, answer);
    expect((await work.show(id)).state).toBe('answered');
  });

  it('is asked for by the DPO alone', async () => {
    const id = await work.request((await work.item()).subject);
    await work.plan(id);
    for (const by of ['agent', 'officer', 'records'] as const) {
      const asked = await work.vault.http(work.people[by], 'post', `/v1/subject-requests/${id}/execution`);
      expect(told(asked)).toBe('403 forbidden');
    }
  });

  it('is never started by whoever asked or approved', async () => {
    const id = await work.request((await work.item()).subject);
    await work.plan(id);
    const approval = await work.approved(id);
    for (const by of ['dpo', 'officer'] as const) expect((await work.start(approval, by)).status).not.toBe(200);
    expect((await work.show(id)).state).toBe('planned');
  });
});
