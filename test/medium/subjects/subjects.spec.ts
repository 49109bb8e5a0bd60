import { newId, type Role } from '../../../src/kernel';
import type { Identifier } from '../../../src/records/subjects';
import { asks, person, program } from '../../support/actors';
import { type SubjectsAtWork, subjectsAtWork } from './subjects-at-work';

describe('subjects', () => {
  let work: SubjectsAtWork;
  beforeAll(async () => (work = await subjectsAtWork()));
  afterAll(() => work.close());

  const helpdesk = asks(program(['tickets:write']));
  const dpo = asks(person(['dpo']));
  const lastEntry = async () => (await work.entries()).at(-1);
  const create = (...identifiers: Identifier[]) => work.subjects.create(helpdesk, identifiers);
  let number = 1_000_000;
  const phone = (): Identifier => ({ kind: 'phone', value: `+49 170 ${(number += 1)}` });

  /** A ticket about the subject, assigned to the person. */
  async function ticketFor(assignee: string, subject: string, status = 'open'): Promise<void> {
    await work.log.databases.vault.transaction(helpdesk, (tx) =>
      tx.query(
        `INSERT INTO records.ticket (id, system, external_id, status, assignee_id, purpose, subject_id) VALUES ($1::uuid, 'own', $1::text, $2, $3, 'support', $4)`,
        [newId(), status, assignee, subject],
      ),
    );
  }

  it('is a pseudonym with a key', async () => {
    const subject = await create(phone(), { kind: 'email', value: `A${number}@example.org` });
    expect(subject).toMatchObject({ provisional: false, mergedInto: null });
    expect(subject.identifiers.map(({ kind }) => kind).sort()).toEqual(['email', 'phone']);
    expect(JSON.stringify(subject)).not.toContain(String(number));
    await expect(
      work.keys.createDataKey({ subjectId: subject.id, objectId: newId(), mediaId: newId() }),
    ).resolves.toBeDefined();
    expect(await lastEntry()).toMatchObject({ type: 'subject.created', role: 'tickets:write', decision: 'allow' });
  });

  it('without an identifier is provisional', async () => {
    const subject = await create();
    expect(subject).toMatchObject({ provisional: true, identifiers: [] });
    const known = await work.subjects.addIdentifier(helpdesk, subject.id, phone());
    expect(known).toMatchObject({ provisional: false });
    expect(await lastEntry()).toMatchObject({ type: 'subject.identifier.added', decision: 'allow' });
  });

  it('identifiers are nowhere in clear', async () => {
    const value = `clear${number}@example.org`;
    await create({ kind: 'email', value });
    const rows = await work.log.databases.vault.read(dpo, (tx) =>
      tx.query<{ sealed: Buffer; lookup: Buffer }>('SELECT sealed, lookup FROM records.subject_identifier'),
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { sealed, lookup } of rows) expect(Buffer.concat([sealed, lookup]).includes('example.org')).toBe(false);
    expect(JSON.stringify(await work.entries())).not.toContain('example.org');
  });

  it('is found however it is spelled', async () => {
    const subject = await create({ kind: 'phone', value: '+49 171 555-0001' });
    const found = await work.subjects.search(dpo, { kind: 'phone', value: '0049 (171) 5550001' });
    expect(found.map(({ id }) => id)).toEqual([subject.id]);
    expect(await lastEntry()).toMatchObject({ type: 'subject.searched', decision: 'allow', reason: null });
    expect(await work.subjects.search(dpo, { kind: 'customer_number', value: '491715550001' })).toEqual([]);
  });

  it('an identifier belongs to one subject', async () => {
    const identifier = phone();
    await create(identifier);
    await expect(create(identifier)).rejects.toMatchObject({ code: 'identifier_in_use' });
    expect(await lastEntry()).toMatchObject({ type: 'subject.created', decision: 'deny', reason: 'identifier_in_use' });
  });

  it('a malformed identifier is refused by its place', async () => {
    const refused = create(phone(), { kind: 'phone', value: 'call me' });
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_facts',
      options: { errors: [{ pointer: '/identifiers/1/value', code: 'form' }] },
    });
  });

  describe('are reached', () => {
    it('by the assignee of an open ticket', async () => {
      const agent = person(['support_agent']);
      const identifier = phone();
      const subject = await create(identifier);
      await ticketFor(agent.id, subject.id);
      await expect(work.subjects.get(asks(agent), subject.id)).resolves.toMatchObject({ id: subject.id });
      expect(await lastEntry()).toMatchObject({ type: 'subject.shown', role: 'support_agent' });
      await expect(work.subjects.search(asks(agent), identifier)).resolves.toHaveLength(1);
    });

    it('by nobody else, as if they were absent', async () => {
      const agent = person(['support_agent']);
      const subject = await create(phone());
      await ticketFor(agent.id, subject.id, 'closed');
      const answers = [];
      for (const id of [newId(), subject.id]) {
        const refusal: unknown = await work.subjects.get(asks(agent), id).catch((error: unknown) => error);
        answers.push({ ...(refusal as object), reason: (await lastEntry())?.reason });
      }
      expect(answers.map(({ reason }) => reason)).toEqual(['absent', 'out_of_reach']);
      expect({ ...answers[0], reason: '' }).toEqual({ ...answers[1], reason: '' });
    });

    it('in a search only where they are in reach', async () => {
      const identifier = phone();
      await create(identifier);
      const agent = asks(person(['support_agent']));
      expect(await work.subjects.search(agent, identifier)).toEqual([]);
      expect(await lastEntry()).toMatchObject({ type: 'subject.searched', decision: 'deny', reason: 'out_of_reach' });
      expect(await work.subjects.search(agent, phone())).toEqual([]);
      expect(await lastEntry()).toMatchObject({ type: 'subject.searched', decision: 'allow', reason: 'absent' });
    });

    it.each<Role>(['administrator', 'key_administrator', 'auditor', 'legal', 'support_agent', 'kyc_agent'])(
      'by no foreign %s',
      async (role) => {
        const subject = await create(phone());
        await expect(work.subjects.get(asks(person([role])), subject.id)).rejects.toMatchObject({ code: 'not_found' });
      },
    );

    it.each<Role>(['compliance_officer', 'dpo', 'records_manager'])('by every %s', async (role) => {
      const subject = await create(phone());
      await expect(work.subjects.get(asks(person([role])), subject.id)).resolves.toBeDefined();
    });
  });

  describe('that turn out to be one person', () => {
    async function pair() {
      const [left, right] = [phone(), phone()];
      return { left, right, from: await create(left), into: await create(right) };
    }

    it('are merged with their keys', async () => {
      const { left, from, into } = await pair();
      const objectId = newId();
      const { dataKeyId } = await work.keys.createDataKey({ subjectId: from.id, objectId, mediaId: newId() });
      const survivor = await work.merging.merge(dpo, from.id, into.id);
      expect(survivor.id).toBe(into.id);
      expect(await work.subjects.get(dpo, from.id)).toMatchObject({ mergedInto: into.id });
      expect((await work.subjects.search(dpo, left)).map(({ id }) => id)).toEqual([into.id]);
      await expect(work.keys.openDataKey(dataKeyId, { objectId })).resolves.toBeDefined();
      const late = work.keys.createDataKey({ subjectId: from.id, objectId: newId(), mediaId: newId() });
      await expect(late).rejects.toMatchObject({ code: 'keys_unavailable' });
    });

    it('leave entries and history on both sides', async () => {
      const { from, into } = await pair();
      await work.merging.merge(dpo, from.id, into.id);
      const merged = (await work.entries()).filter(({ type }) => type === 'subject.merged').slice(-2);
      expect(merged.map(({ reason }) => reason)).toEqual([null, 'survivor']);
      const history = await work.log.databases.vault.read(dpo, (tx) =>
        tx.query(
          'SELECT survivor_id, merged_by, keys_moved_at IS NOT NULL AS moved FROM records.subject_merge WHERE merged_id = $1',
          [from.id],
        ),
      );
      expect(history).toEqual([{ survivor_id: into.id, merged_by: dpo.actor.id, moved: true }]);
      const { items } = await work.entriesOf.list(dpo, into.id, { limit: 20 });
      expect(items.map(({ type }) => type)).toContain('subject.merged');
    });

    it('bring along whoever was merged into them', async () => {
      const { from, into } = await pair();
      const last = await create(phone());
      await work.merging.merge(dpo, from.id, into.id);
      await work.merging.merge(dpo, into.id, last.id);
      const family = (id: string) => work.log.databases.vault.read(dpo, (tx) => work.subjects.family(tx, id));
      expect(await family(from.id)).toEqual([last.id, from.id, into.id]);
      expect(await family(last.id)).toEqual([last.id, from.id, into.id]);
      const survivor = await work.log.databases.vault.read(dpo, (tx) => work.subjects.survivor(tx, from.id));
      expect(survivor).toBe(last.id);
    });

    it('are not merged twice, nor into themselves', async () => {
      const { from, into } = await pair();
      await work.merging.merge(dpo, from.id, into.id);
      await expect(work.merging.merge(dpo, from.id, into.id)).rejects.toMatchObject({ code: 'subject_merged' });
      expect(await lastEntry()).toMatchObject({ type: 'subject.merged', decision: 'deny', reason: 'subject_merged' });
      await expect(work.merging.merge(dpo, into.id, from.id)).rejects.toMatchObject({ code: 'subject_merged' });
      await expect(work.merging.merge(dpo, into.id, into.id)).rejects.toMatchObject({ code: 'subject_merged' });
      await expect(work.subjects.addIdentifier(helpdesk, from.id, phone())).rejects.toMatchObject({
        code: 'subject_merged',
      });
    });

    it('both ways at once are merged one way', async () => {
      const { from, into } = await pair();
      const tried = await Promise.allSettled([
        work.merging.merge(dpo, from.id, into.id),
        work.merging.merge(dpo, into.id, from.id),
      ]);
      expect(tried.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('get their keys moved by the job after a crash', async () => {
      const { from, into } = await pair();
      const mergeId = await work.log.databases.vault.transaction(dpo, (tx) =>
        work.repository.merge(tx, { from: from.id, into: into.id, by: dpo.actor.id }),
      );
      const [job] = work.jobs.handlersOf('subjects.move-keys');
      for (const attempt of [1, 2])
        await job?.run({ body: { merge: mergeId }, context: dpo, attempt, signal: new AbortController().signal });
      const merge = await work.log.databases.vault.read(dpo, (tx) => work.repository.systemFindMerge(tx, mergeId));
      expect(merge?.keysMovedAt).not.toBeNull();
      const late = work.keys.createDataKey({ subjectId: from.id, objectId: newId(), mediaId: newId() });
      await expect(late).rejects.toMatchObject({ code: 'keys_unavailable' });
    });

    it.each<Role>(['support_agent', 'compliance_officer', 'records_manager', 'administrator'])(
      'are not merged by a %s',
      async (role) => {
        const { from, into } = await pair();
        const merged = work.merging.merge(asks(person([role])), from.id, into.id);
        await expect(merged).rejects.toMatchObject({ code: 'not_found' });
        expect(await lastEntry()).toMatchObject({ type: 'subject.merged', decision: 'deny', reason: 'out_of_reach' });
      },
    );
  });

  it.each(["' OR '1'='1", "x'; DROP TABLE records.subject; --", '$1', "'||pg_sleep(9)||'@example.org"])(
    'the words %s find nobody',
    async (attack) => {
      const found = await work.subjects.search(dpo, { kind: 'email', value: attack }).catch((error: unknown) => error);
      expect(Array.isArray(found) ? found : (found as { code: string }).code).toEqual(
        Array.isArray(found) ? [] : 'invalid_facts',
      );
    },
  );

  it('a transaction that names nobody sees none', async () => {
    const { vault } = work.log.databases;
    for (const table of ['subject', 'subject_identifier', 'subject_merge'])
      expect(await vault.dataSource.query(`SELECT 1 FROM records.${table}`)).toEqual([]);
  });
});
