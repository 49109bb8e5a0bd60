import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Id } from '../../../src/kernel';
import { DestructionPlans, type ItemPages, planCertified } from '../../../src/lifecycle/destruction';
import { Transaction } from '../../../src/platform/database';
import { planStates } from '../../../src/lifecycle/destruction/destruction';
import { EvidenceSigner, KeyEnds, Keys } from '../../../src/trust/keys';
import { ObjectVerification } from '../../../src/records/media';
import { EndKeys } from '../../../src/lifecycle/destruction/saga/end-keys';
import { Addenda } from '../../../src/lifecycle/destruction/certificates/addenda';
import type { Response } from 'supertest';
import { asks, person } from '../../support/actors';
import { jpeg } from '../../support/media-corpus';
import { factsFor, told } from '../media/vault-at-work';
import { type Asked, DestructionAtWork, type Item } from './destruction-at-work';

interface CertificateAnswer {
  readonly id: Id;
  readonly certificate: string;
  readonly signature: string;
  readonly addendum: string | null;
}

/** The body as it came. */
function text(response: Response, done: (error: Error | null, body: string) => void): void {
  const pieces: Buffer[] = [];
  response.on('data', (piece: Buffer) => pieces.push(piece));
  response.on('end', () => done(null, Buffer.concat(pieces).toString()));
}

describe('a destruction', () => {
  let work: DestructionAtWork;
  beforeAll(async () => {
    work = await DestructionAtWork.start();
  });
  afterAll(() => work.vault.close());

  const certificateOf = async ({ plan }: Asked): Promise<CertificateAnswer> => {
    const found = await work.vault.http(work.records, 'get', `/v1/destruction-plans/${plan}`);
    const { certificate } = found.body as { certificate: Id };
    return (await work.vault.http(work.officer, 'get', `/v1/certificates/${certificate}`)).body as CertificateAnswer;
  };
  const objects = async ({ id }: Item): Promise<number> => {
    const [row] = await work.vault.sql<{ key: string }>('SELECT object_key AS key FROM records.media WHERE id = $1', [
      id,
    ]);
    let count = 0;
    for await (const { key } of work.vault.store.list(row?.key ?? '')) count += key === row?.key ? 1 : 0;
    return count;
  };

  describe('of everything of a person', () => {
    let subject: Id;
    let items: Item[];
    let other: Item;
    let asked: Asked;

    beforeAll(async () => {
      subject = await work.subject();
      items = [await work.item(subject), await work.item(subject)];
      other = await work.item(await work.subject());
      asked = await work.started({ subject });
      await work.saga.carryOut(asked.plan);
    });

    it('opens nothing of it any more', async () => {
      expect(await Promise.all(items.map((item) => work.open(item)))).not.toContain(200);
      expect(await work.open(other)).toBe(200);
    });

    it('takes in nothing more for them', async () => {
      const ticket = await work.vault.ticket({ assignee: work.agent.id });
      const facts = factsFor(ticket, { 'Vault-Subject': subject });
      const sent = await work.vault.http(work.agent, 'post', '/v1/media').set(facts).send(jpeg(4_000));
      expect(told(sent)).toBe('410 subject_ended');
      const last = (await work.vault.events(work.agent.id)).at(-1);
      expect(last).toMatchObject({ type: 'media.received', decision: 'deny', reason: 'subject_ended' });
    });

    it('leaves no byte in the store', async () => {
      expect(await Promise.all([...items, other].map(objects))).toEqual([0, 0, 1]);
    });

    it('leaves a tombstone without personal columns', async () => {
      expect(
        await work.vault.sql(
          `SELECT state, file_name, content_sha256, bytes_gone_at IS NOT NULL AS gone FROM records.media WHERE subject_id = $1`,
          [subject],
        ),
      ).toEqual(items.map(() => ({ state: 'destroyed', file_name: null, content_sha256: null, gone: true })));
      expect(await work.vault.sql('SELECT 1 FROM records.subject_identifier WHERE subject_id = $1', [subject])).toEqual(
        [],
      );
    });

    it('erases what the log says in personal parts', async () => {
      const ids = [subject, ...items.map(({ id }) => id)].map((id) => `'${id}'`).join(', ');
      const [parts] = await work.vault.audit<{ left: number; erased: number }>(
        `SELECT count(*) FILTER (WHERE sealed IS NOT NULL)::int AS left, count(*) FILTER (WHERE erased_by IS NOT NULL)::int AS erased
           FROM audit.private WHERE owner IN (${ids})`,
      );
      expect(parts?.left).toBe(0);
      expect(parts?.erased).toBeGreaterThan(0);
    });

    it('issues a certificate that names nobody', async () => {
      const { id, certificate } = await certificateOf(asked);
      const said = JSON.parse(certificate) as { items: { count: number; sha256: string } };
      const list = await work.vault.http(work.officer, 'get', `/v1/certificates/${id}/items`).buffer().parse(text);
      const lines = String(list.body).trim().split('\n');
      const listed = lines.map((line) => JSON.parse(line) as { media: Id; versions: number });
      const expected = items.map(({ id: media }) => media).sort();
      expect(listed.map(({ media, versions }) => [media, versions])).toEqual(expected.map((media) => [media, 1]));
      expect(said.items).toEqual({ count: 2, sha256: createHash('sha256').update(String(list.body)).digest('hex') });
      expect(String(list.body)).not.toContain(subject);
      expect(said).toMatchObject({
        authority: { ground: 'forbidden', reference: { kind: 'code', id: 'INC-7' } },
        kept: 0,
        requested: { by: work.records.id },
        subject: { end: 'whole' },
      });
      expect(certificate).not.toContain(subject);
    });

    it('signs it, and puts its hash into the log', async () => {
      const { id, certificate, signature } = await certificateOf(asked);
      const folder = mkdtempSync(join(tmpdir(), 'strongroom-certificate-'));
      const pem = await work.vault.app.get(EvidenceSigner).certificate();
      writeFileSync(join(folder, 'body'), certificate);
      writeFileSync(join(folder, 'body.p7s'), Buffer.from(signature, 'base64'));
      writeFileSync(join(folder, 'ca.pem'), pem);
      const verify = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', 'body.p7s', '-content', 'body'];
      const trust = ['-CAfile', 'ca.pem', '-purpose', 'any', '-out', '/dev/null'];
      expect(() => execFileSync('openssl', [...verify, ...trust], { cwd: folder, stdio: 'pipe' })).not.toThrow();
      rmSync(folder, { recursive: true });
      const issued = (await work.vault.events(id)).filter(({ type }) => type === 'certificate.issued');
      expect(issued.map(({ obj }) => obj?.sha256)).toEqual([createHash('sha256').update(certificate).digest('hex')]);
    });

    it('prints it with the signed text inside', async () => {
      const { id } = await certificateOf(asked);
      const path = `/v1/certificates/${id}/document`;
      const printed = await work.vault.http(work.officer, 'get', `${path}?language=hi`).buffer();
      expect([printed.status, printed.headers['content-type']]).toEqual([200, 'application/pdf']);
      expect((printed.body as Buffer).toString('latin1')).toMatch(/pdfaid:part>3</);
      expect((await work.vault.http(work.officer, 'get', `${path}?language=fr`)).status).toBe(400);
      const agent = await work.vault.person('support_agent');
      expect((await work.vault.http(agent, 'get', path)).status).toBe(403);
      const types = (await work.vault.events(id)).map(({ type }) => type);
      expect(types.filter((type) => type === 'certificate.shown').length).toBeGreaterThan(1);
    });

    it('refuses a hold that comes afterwards', async () => {
      const legal = await work.vault.person('legal');
      const scope = { media: [items[0]?.id] };
      const placed = await work.vault
        .http(legal, 'post', '/v1/holds')
        .send({ matter: 'M-1', reason: 'litigation', scope });
      expect(told(placed)).toBe('409 conflict');
      const { id } = await certificateOf(asked);
      expect(placed.text).toContain(`/v1/certificates/${id}`);
    });

    it('promises no date before backups have aged out', async () => {
      await work.vault.app.get(Addenda, { strict: false }).add(new AbortController().signal);
      expect((await certificateOf(asked)).addendum).toBeNull();
    });

    it('adds the date once it has passed', async () => {
      const at = new Date(Date.now() - 1000);
      const ends = jest.spyOn(work.vault.app.get(KeyEnds), 'irreversibleAt');
      ends.mockResolvedValue({ known: true, at, passed: true, lastEpoch: 1 });
      await work.vault.app.get(Addenda, { strict: false }).add(new AbortController().signal);
      ends.mockRestore();
      const { id, addendum } = await certificateOf(asked);
      expect(JSON.parse(addendum ?? 'null')).toMatchObject({ certificate: id, irreversibleAt: at.toISOString() });
    });

    it('explains to the log why its objects are gone', async () => {
      await work.vault.events();
      const { findings, objects: counted } = await work.vault.app.get(ObjectVerification).verify(() => undefined);
      expect(findings).toEqual([]);
      expect(counted.ended).toBeGreaterThanOrEqual(items.length);
      const types = (await work.vault.events(subject)).map(({ type }) => type);
      expect(types).toEqual(
        expect.arrayContaining(['destruction.started', 'subject.destroyed', 'keys.subject.rekeyed']),
      );
    });
  });

  it('takes as many statements for many items', async () => {
    const statements: number[] = [];
    const [few, many] = [1, 12];
    for (const count of [few, many]) {
      const subject = await work.subject();
      for (let made = 0; made < count; made += 1) await work.item(subject);
      const { plan } = await work.started({ subject });
      const found = await work.read((tx) => work.plans.find(tx, plan));
      const counted = jest.spyOn(Transaction.prototype, 'query');
      if (found !== null) await work.vault.app.get(EndKeys, { strict: false }).end(found);
      // What other processes confirm meanwhile is asked for again and again.
      statements.push(counted.mock.calls.filter(([sql]) => !/keystore\.node|^SELECT now\(\)/.test(sql)).length);
      counted.mockRestore();
      await work.saga.carryOut(plan);
    }
    // Jobs of the same process may ask something in between; a statement for each item would be as many more as there are items.
    const [withFew = 0, withMany = Infinity] = statements;
    expect(withMany - withFew).toBeLessThan(many - few);
  });

  it('keeps its sources from coming in again', async () => {
    const source = { 'Vault-Source': 'mail/attachment-7' };
    const again = () => work.item(other, source);
    const other = await work.subject();
    const { id } = await work.item(await work.subject(), source);
    expect((await again()).id).not.toBe(id);
    const { plan } = await work.started({ media: [id] });
    await work.saga.carryOut(plan);
    await expect(again()).rejects.toThrow('media_erased');
    const refused = (await work.vault.events()).filter(({ reason }) => reason === 'media_erased');
    expect(refused.map(({ type, decision }) => [type, decision])).toEqual([['media.received', 'deny']]);
    const [kept] = await work.vault.sql<{ hash: Buffer }>(
      'SELECT source_hash AS hash FROM records.media WHERE id = $1',
      [id],
    );
    expect(kept?.hash).not.toEqual(createHash('sha256').update(source['Vault-Source']).digest());
    await work.item(other, { 'Vault-Source': 'mail/attachment-8' });
  });

  it('of some items keeps the others', async () => {
    const subject = await work.subject();
    const [gone, stays] = [await work.item(subject), await work.item(subject)];
    const asked = await work.started({ media: [gone.id] });
    await work.saga.carryOut(asked.plan);
    expect(await work.open(gone)).not.toBe(200);
    expect(await work.open(stays)).toBe(200);
    expect(await objects(gone)).toBe(0);
    expect((await work.vault.events(gone.id)).map(({ type }) => type)).toContain('media.destroyed');
  });

  it.each(planStates.slice(2))('broken off before it is noted as %s is carried on', async (state) => {
    const subject = await work.subject();
    const [gone, stays] = [await work.item(subject), await work.item(subject)];
    const asked = await work.started({ media: [gone.id] });
    const advance = work.plans.systemAdvance.bind(work.plans);
    const broken = jest.spyOn(work.plans, 'systemAdvance').mockImplementation(async (tx, id, turn, found) => {
      if (turn.to === state) throw new Error('the process ended');
      return advance(tx, id, turn, found);
    });
    await expect(work.saga.carryOut(asked.plan)).rejects.toThrow('the process ended');
    broken.mockRestore();
    await work.carryOn.carryOn(0);
    await Promise.all([work.saga.carryOut(asked.plan), work.saga.carryOut(asked.plan)]);
    expect(await work.open(gone)).not.toBe(200);
    expect(await work.open(stays)).toBe(200);
    const { id } = await certificateOf(asked);
    const types = (await work.vault.events(id)).map(({ type }) => type);
    expect(types.filter((type) => type === 'certificate.issued')).toHaveLength(1);
  });

  describe('planned by a module above', () => {
    const reference = { kind: 'subject_request', id: '5f5d1c0e-0000-4000-8000-00000000abcd' };

    it('rests on what the module names, and tells it its end', async () => {
      const { plans, vault, records } = work;
      const [item, alongside] = [await work.item(await work.subject()), jest.fn(() => Promise.resolve())];
      const door = vault.app.get(DestructionPlans, { strict: false });
      const actor = person(['records_manager'], records.id);
      const pages: ItemPages = (_tx, { after }) => Promise.resolve(after === null ? [item.id] : []);
      const approval = await door.request(asks(actor), { ground: 'forbidden', reference, media: pages }, alongside);
      const [planned] = await work.read((tx) => door.listOf(tx, reference));
      expect(planned).toMatchObject({ reference, state: 'drafted' });
      expect(alongside).toHaveBeenCalledWith(expect.anything(), planned?.id);
      const asked = { approval: approval.id, hash: approval.hash, plan: String(planned?.id) };
      await work.give(asked);
      await work.execute(asked);
      const certificate = await work.saga.carryOut(asked.plan);
      expect((await work.read((tx) => plans.find(tx, asked.plan)))?.state).toBe('certified');
      const news = await vault.sql<{ body: unknown }>('SELECT body FROM jobs.outbox WHERE name = $1', [
        `event.${planCertified}`,
      ]);
      expect(news.map(({ body }) => body)).toContainEqual({
        ...{ plan: asked.plan, certificate, referenceKind: reference.kind, reference: reference.id },
      });
    });
  });

  describe('in the list of plans', () => {
    let subject: Id;
    let asked: Asked;
    let whole: Asked;
    const listed = async (query: string, by = work.officer): Promise<Response> =>
      work.vault.http(by, 'get', `/v1/destruction-plans?${query}`);
    const idsOf = async (query: string): Promise<Id[]> =>
      ((await listed(query)).body as { items: { id: Id }[] }).items.map(({ id }) => id);

    beforeAll(async () => {
      subject = await work.subject();
      const items = [await work.item(subject), await work.item(subject)];
      asked = await work.ask({ media: [items[0]?.id ?? ''], reference: 'RUN-2031-07' });
      whole = await work.started({ subject });
    });

    it('is found by what it rests on', async () => {
      expect(await idsOf('reference=RUN-2031-07')).toEqual([asked.plan]);
      expect(await idsOf(`request=${subject}`)).toEqual([]);
      expect(told(await listed(`reference=RUN-1&request=${subject}`))).toBe('400 invalid_request');
    });

    it('is found by its state', async () => {
      expect(await idsOf(`subject=${subject}&state=running`)).toEqual([whole.plan]);
      expect(await idsOf(`state=drafted&reference=RUN-2031-07`)).toEqual([asked.plan]);
      expect(await idsOf(`subject=${subject}&state=certified`)).toEqual([]);
    });

    it('comes in pages, newest first', async () => {
      const first = (await listed('limit=1')).body as { items: { id: Id }[]; next: string };
      expect(first.items.map(({ id }) => id)).toEqual([whole.plan]);
      expect(await idsOf(`limit=1&cursor=${first.next}`)).toEqual([asked.plan]);
      expect(told(await listed(`state=drafted&cursor=${first.next}`))).toBe('400 invalid_cursor');
    });

    it('says what goes, what stays and what is left', async () => {
      const found = async () =>
        (await work.vault.http(work.officer, 'get', `/v1/destruction-plans/${whole.plan}`)).body as unknown;
      expect(await found()).toMatchObject({ destroyed: 2, kept: 0, keptBy: [], left: 2, irreversible: null });
      await work.saga.carryOut(whole.plan);
      const irreversible = { at: null, passed: false, waiting: 'epoch_in_use' };
      expect(await found()).toMatchObject({ approval: whole.approval, left: 0, irreversible });
    });

    it('is shown to who governs, as an entry', async () => {
      expect(told(await listed('', work.agent))).toBe('403 forbidden');
      const seen = (await work.vault.events(work.officer.id)).filter(({ type }) => type === 'destruction.shown');
      expect(seen.at(-1)).toMatchObject({ decision: 'allow' });
    });
  });

  it('is about items or a person, not both', async () => {
    const subject = await work.subject();
    const { id } = await work.item(subject);
    expect(told(await work.post({ media: [id], subject }))).toBe('400 invalid_request');
    expect(told(await work.post({}))).toBe('400 invalid_request');
  });

  it.each(['removeKeys', 'rekeySubject'] as const)('broken off at %s ends the old subject key', async (step) => {
    const subject = await work.subject();
    const [gone, stays] = [await work.item(subject), await work.item(subject)];
    const keys = work.vault.app.get(Keys, { strict: false });
    const [before] = await keys.listSubjectKeys([subject]);
    const asked = await work.started({ media: [gone.id] });
    const broken = jest.spyOn(keys, step).mockRejectedValueOnce(new Error('the process ended'));
    await expect(work.saga.carryOut(asked.plan)).rejects.toThrow('the process ended');
    broken.mockRestore();
    await work.saga.carryOut(asked.plan);
    expect(await keys.listSubjectsOf([String(before)])).toEqual([]);
    expect(await work.open(stays)).toBe(200);
    const plan = await work.read((tx) => work.plans.find(tx, asked.plan));
    expect([plan?.state, plan?.keyIds]).toEqual(['certified', [before]]);
  });

  it('is refused once its items have changed', async () => {
    const subject = await work.subject();
    const item = await work.item(subject);
    const asked = await work.ask({ subject });
    await work.give(asked);
    await work.item(subject);
    expect(told(await work.execute(asked))).toBe('409 request_changed');
    expect(await work.open(item)).toBe(200);
  });

  it('is stopped by a hold until it starts', async () => {
    const item = await work.item(await work.subject());
    const asked = await work.ask({ media: [item.id] });
    await work.give(asked);
    const legal = await work.vault.person('legal');
    const scope = { media: [item.id] };
    await work.vault.http(legal, 'post', '/v1/holds').send({ matter: 'M-2', reason: 'litigation', scope });
    expect(told(await work.execute(asked))).toBe('409 request_changed');
    expect(await work.open(item)).toBe(200);
    expect(told(await work.post({ media: [item.id] }))).toBe('409 nothing_to_destroy');
  });

  it('leaves what a minimum still protects', async () => {
    const item = await work.item(await work.subject());
    const refused = await work.post({ media: [item.id], ground: 'request' });
    expect(told(refused)).toBe('409 nothing_to_destroy');
    expect(refused.text).toContain('minimum_runs');
    const free = await work.item(await work.subject());
    const legal = await work.vault.person('legal');
    const hold = { matter: 'M-3', reason: 'litigation', scope: { media: [item.id] } };
    await work.vault.http(legal, 'post', '/v1/holds').send(hold);
    const { plan } = await work.ask({ media: [item.id, free.id] });
    const judged = await work.read((tx) => work.plans.listItems(tx, plan, { after: null, limit: 10 }));
    expect(judged.find(({ media }) => media === item.id)).toMatchObject({
      kept: 'held',
      authority: expect.arrayContaining([expect.stringMatching(/^P/)]) as unknown,
    });
  });

  describe('by role', () => {
    it.each(['dpo', 'legal', 'compliance_officer', 'kyc_agent', 'key_administrator', 'administrator'] as const)(
      'is not asked for by %s',
      async (role) => {
        const item = await work.item(await work.subject());
        expect(told(await work.post({ media: [item.id] }, await work.vault.person(role)))).toBe('403 forbidden');
      },
    );

    it.each(['dpo', 'legal', 'records_manager', 'key_administrator'] as const)(
      'is not approved by %s',
      async (role) => {
        const item = await work.item(await work.subject());
        const asked = await work.ask({ media: [item.id] });
        expect((await work.give(asked, await work.vault.person(role))).status).toBeGreaterThanOrEqual(403);
        expect((await work.execute(asked)).status).toBe(409);
        expect(await work.open(item)).toBe(200);
      },
    );

    it.each(['dpo', 'compliance_officer', 'legal', 'key_administrator'] as const)(
      'is not started by %s',
      async (role) => {
        const item = await work.item(await work.subject());
        const asked = await work.ask({ media: [item.id] });
        await work.give(asked);
        expect((await work.execute(asked, await work.vault.person(role))).status).toBeGreaterThanOrEqual(403);
        expect(await work.open(item)).toBe(200);
      },
    );
  });
});
