import { type Actor, newId } from '../../../src/kernel';
import { remediesOf } from '../../../src/casework/subject-requests/letters/answer-letter';
import { asks, person } from '../../support/actors';
import { asSuperuser } from '../../support/vault-database';
import { intake, type RequestsAtWork, requestsAtWork } from './requests-at-work';

describe('subject requests', () => {
  let work: RequestsAtWork;
  const dpo = person(['dpo']);
  const officer = person(['compliance_officer']);

  beforeAll(async () => {
    work = await requestsAtWork();
  });
  afterAll(() => work.close());

  const receive = async (change = {}, by: Actor = dpo) => work.register.receive(asks(by), intake(change));
  const someone = async () => (await work.subjects.create(asks(dpo), [])).id;
  const state = async (id: string) => (await work.reading.get(asks(dpo), id)).state;
  const clocks = async (id: string) => (await work.reading.get(asks(dpo), id)).clocks;
  const lastEntry = async () => (await work.entries()).at(-1);
  const confirm = (id: string, subject: string) =>
    work.steps.identify(asks(dpo), id, { result: 'confirmed', means: 'known_login', subject });

  it('start their clocks when received', async () => {
    const { id, clocks: started } = await receive({ receivedAt: new Date('2026-03-10T10:00:00Z') });
    expect(started).toEqual([expect.objectContaining({ code: 'T1', duty: 'answer', metAt: null })]);
    expect(started[0]?.dueAt?.toISOString()).toBe('2026-04-10T22:00:00.000Z');
    expect(await work.entries()).toContainEqual(expect.objectContaining({ type: 'request.received', role: 'dpo' }));
    expect(await state(id)).toBe('received');
  });

  it('keep what was said sealed', async () => {
    const { id } = await receive();
    const whole = await work.reading.get(asks(dpo), id);
    expect(whole.file).toEqual({ text: 'Please erase my passport.', contact: 'anna@example.org' });
    let stored = '';
    await asSuperuser(work.log.databases.url('superuser'), async (db) => {
      const { rows } = await db.query<{ text: string }>(
        'SELECT r::text AS text FROM requests.request r WHERE id = $1',
        [id],
      );
      stored = rows[0]?.text ?? '';
    });
    expect(stored).toContain(id);
    expect(stored).not.toContain(Buffer.from('anna@example.org').toString('hex'));
  });

  it('refuse a place nobody listed', async () => {
    await expect(receive({ jurisdiction: 'XX' })).rejects.toMatchObject({ code: 'unknown_jurisdiction' });
    expect(await lastEntry()).toMatchObject({ type: 'request.denied', decision: 'deny', reason: 'jurisdiction' });
  });

  it('group those alike of one person', async () => {
    const subject = await someone();
    const first = await receive({ subject });
    const second = await receive({ subject });
    const other = await receive({ subject, type: 'access' });
    expect([first.group, second.group, other.group]).toEqual([first.id, first.id, other.id]);
    expect((await work.reading.get(asks(dpo), second.id)).others).toBe(2);
  });

  it('pause only while identity is asked for', async () => {
    const subject = await someone();
    const { id } = await receive();
    await work.steps.identify(asks(dpo), id, { result: 'asked' });
    expect((await clocks(id))[0]?.pauses).toEqual([expect.objectContaining({ reason: 'identity', until: null })]);
    await expect(work.steps.pause(asks(dpo), id, 'clarification')).rejects.toMatchObject({ code: 'conflict' });
    expect(await lastEntry()).toMatchObject({ type: 'request.denied', reason: 'not_pausable' });
    await confirm(id, subject);
    expect((await clocks(id))[0]?.pauses[0]?.until).toBeInstanceOf(Date);
    expect(await state(id)).toBe('confirmed');
  });

  it('are not overdue while they stand still', async () => {
    const uk = { regime: 'UK', jurisdiction: 'GB', receivedAt: new Date('2026-03-10T10:00:00Z') } as const;
    const { id } = await receive(uk);
    const overdue = async () =>
      (await work.reading.list(asks(dpo), { regime: 'UK', overdue: true, limit: 50 })).items.map((item) => item.id);
    expect(await overdue()).toContain(id);
    const stopped = await receive(uk);
    await work.steps.pause(asks(dpo), stopped.id, 'clarification');
    expect(await overdue()).not.toContain(stopped.id);
    const { dueAt, clocks: running } = await work.reading.get(asks(dpo), stopped.id);
    expect(dueAt).toEqual(running[0]?.dueAt);
  });

  it('of California never pause', async () => {
    const { id } = await receive({ regime: 'CCPA', jurisdiction: 'US-CA' });
    await work.steps.identify(asks(dpo), id, { result: 'asked' });
    expect((await clocks(id)).flatMap(({ pauses }) => pauses)).toEqual([]);
    await work.steps.acknowledge(asks(dpo), id);
    expect((await clocks(id)).map(({ duty, metAt }) => [duty, metAt !== null])).toEqual([
      ['acknowledge', true],
      ['answer', false],
    ]);
  });

  it('are extended once, in the first month', async () => {
    const late = await receive({ receivedAt: new Date('2026-03-10T10:00:00Z') });
    await expect(work.steps.extend(asks(dpo), late.id, 'complexity')).rejects.toMatchObject({ code: 'conflict' });
    const { id } = await receive();
    await work.steps.extend(asks(dpo), id, 'complexity');
    await expect(work.steps.extend(asks(dpo), id, 'complexity')).rejects.toMatchObject({ code: 'conflict' });
    expect((await work.entries()).filter(({ type }) => type === 'request.extended')).toEqual([
      expect.objectContaining({ reason: 'complexity' }),
    ]);
  });

  it('are confirmed only for somebody known', async () => {
    const { id } = await receive();
    await expect(work.steps.identify(asks(dpo), id, { result: 'confirmed' })).rejects.toMatchObject({
      reason: 'person',
    });
    await expect(confirm(id, newId())).rejects.toMatchObject({ code: 'not_found' });
    expect(await lastEntry()).toMatchObject({ type: 'request.denied', reason: 'subject' });
  });

  it('tell whoever may not refuse nothing', async () => {
    const keeper = asks(person(['key_administrator']));
    for (const id of [(await receive()).id, newId()])
      await expect(work.refusing.ask(keeper, id, 'not_covered')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are refused by two roles alone', async () => {
    const { id } = await receive({ subject: await someone() });
    const { id: approval, hash } = await work.refusing.ask(asks(dpo), id, 'manifestly_excessive');
    await expect(work.approvals.execute(asks(dpo), approval)).rejects.toMatchObject({ code: 'conflict' });
    await expect(work.approvals.give(asks(dpo), approval, hash)).rejects.toMatchObject({ code: 'self_approval' });
    await expect(work.approvals.give(asks(person(['dpo'])), approval, hash)).rejects.toMatchObject({
      code: 'other_role_required',
    });
    await work.approvals.give(asks(officer), approval, hash);
    await work.approvals.execute(asks(dpo), approval);
    const { refused, state: now } = await work.reading.get(asks(dpo), id);
    expect([now, refused]).toEqual([
      'refused',
      { ground: 'manifestly_excessive', article: 'GDPR Art 12(5)(b)', approval },
    ]);
    expect((await work.entries()).filter(({ type }) => type === 'request.refused')).toHaveLength(1);
  });

  it('are answered as they were decided', async () => {
    const { id } = await receive();
    await work.steps.identify(asks(dpo), id, { result: 'not_identified' });
    const fulfilled = work.steps.answer(asks(dpo), id, { outcome: 'fulfilled', text: 'Done.' });
    await expect(fulfilled).rejects.toMatchObject({ reason: 'outcome' });
    const answered = { outcome: 'not_identified', text: 'We could not find you.' } as const;
    await expect(work.steps.answer(asks(dpo), id, answered)).rejects.toMatchObject({ reason: 'remedies' });
    const text = `${answered.text} ${remediesOf({ regime: 'GDPR', language: 'de' })}`;
    await work.steps.answer(asks(dpo), id, { ...answered, text });
    expect(await work.reading.get(asks(dpo), id)).toMatchObject({
      state: 'answered',
      answer: text,
    });
    await expect(work.steps.extend(asks(dpo), id, 'complexity')).rejects.toMatchObject({ reason: 'state' });
    await work.steps.close(asks(dpo), id);
    await expect(work.steps.close(asks(dpo), id)).rejects.toMatchObject({ reason: 'state' });
  });

  it('queue by the day that is due', async () => {
    const wanted = { regime: 'DPDP', jurisdiction: 'IN' } as const;
    const days = ['2025-06-10', '2025-06-01', '2025-06-05'].map((day) => new Date(`${day}T10:00:00Z`));
    for (const receivedAt of days) await receive({ ...wanted, receivedAt });
    await receive(wanted);
    const first = await work.reading.list(asks(dpo), { regime: 'DPDP', overdue: true, limit: 2 });
    const rest = await work.reading.list(asks(dpo), {
      regime: 'DPDP',
      overdue: true,
      limit: 2,
      cursor: first.next ?? undefined,
    });
    const listed = [...first.items, ...rest.items].map(({ receivedAt }) => receivedAt.toISOString().slice(0, 10));
    expect(listed).toEqual(['2025-06-01', '2025-06-05', '2025-06-10']);
    expect(rest.next).toBeNull();
    const figures = (await work.reading.figures(asks(officer), 24)).filter(({ regime }) => regime === 'DPDP');
    expect(figures).toContainEqual(expect.objectContaining({ month: '2025-06', received: 3, open: 3, overdue: 3 }));
  });

  it('are read by neither agents nor key administrators', () => {
    for (const role of ['support_agent', 'kyc_agent', 'key_administrator', 'administrator'] as const)
      expect(work.requestRules.can(person([role]), 'read', 'SubjectRequest')).toBe(false);
    expect(work.requestRules.can(person(['records_manager']), 'open', 'SubjectRequest')).toBe(false);
    expect(work.requestRules.can(officer, 'change', 'SubjectRequest')).toBe(false);
  });
});
