import { createHash } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { jpeg, pdf, png, polyglots, refusedContents } from '../../support/media-corpus';
import { RawRequest } from './raw-http';
import { type Caller, factsFor, sha256, told, VaultAtWork } from './vault-at-work';

interface Item {
  readonly id: string;
  readonly state: string;
  readonly subject: string;
  readonly fileName: string | null;
  readonly quarantineReasons: string[];
}

let vault: VaultAtWork;
let agent: Caller;
let program: Caller;
let ticket: string;

beforeAll(async () => {
  vault = await VaultAtWork.start({ bodyIdleSeconds: 5, maxMediaMib: 2 });
  agent = await vault.person('kyc_agent');
  program = await vault.program('media:write');
  ticket = await vault.ticket({ assignee: agent.id });
});
afterAll(() => vault.close());

const send = (bytes: Buffer, change: Record<string, string | undefined> = {}, caller = agent) =>
  vault.http(caller, 'post', '/v1/media').set(factsFor(ticket, change)).send(bytes);
const lastReceived = async () => (await vault.events()).filter(({ type }) => type === 'media.received').at(-1);
const item = (answer: { body: unknown }): Item => answer.body as Item;

describe('taking in', () => {
  it('makes an available item of a clean photo', async () => {
    const answer = await send(jpeg());
    expect(told(answer)).toBe('201');
    expect(answer.body).toMatchObject({
      class: 'passport',
      kyc: true,
      state: 'available',
      ticket: { system: 'own', id: ticket },
      purpose: 'kyc_review',
      jurisdiction: 'DE',
      contentType: 'image/jpeg',
      length: jpeg().length,
      sha256: sha256(jpeg()),
      fileName: 'passport.jpg',
      inspection: 'not_scanned',
      rendition: 'not_masked',
      quarantineReasons: [],
    });
    expect(answer.headers['location']).toBe(`/v1/media/${item(answer).id}`);
  });

  it('tells the log what came and what was stored', async () => {
    const { id } = item(await send(jpeg()));
    const [received, stored, released] = await vault.events(id);
    expect(received).toMatchObject({
      type: 'media.received',
      actor: { kind: 'user', id: agent.id, role: 'kyc_agent' },
      ticket: { sys: 'own', id: ticket },
      bytes: jpeg().length,
      decision: 'allow',
    });
    expect(received?.ps).not.toBeNull();
    expect(stored).toMatchObject({ type: 'media.stored', actor: { kind: 'system' } });
    expect(stored?.obj?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(released?.type).toBe('media.released');
  });

  it('keeps names and plaintext digests out of leaves', async () => {
    await send(jpeg(), { 'Content-Disposition': "attachment; filename*=UTF-8''Erika%20Mustermann.jpg" });
    const leaves = JSON.stringify(await vault.events());
    expect(leaves).not.toMatch(/Mustermann/);
    expect(leaves).not.toContain(sha256(jpeg()));
  });

  it('stores an object whose digest the log holds', async () => {
    const { id } = item(await send(jpeg()));
    const stored = (await vault.events(id)).find(({ type }) => type === 'media.stored');
    const objectId = stored?.obj?.object ?? '';
    const key = `objects/${objectId.slice(0, 2)}/${objectId}`;
    const { etag, size, versionId } = await vault.store.head(key);
    const reader = await vault.store.get(key, { start: 0, end: size - 1, versionId, etag, size });
    const pieces: Buffer[] = [];
    for await (const piece of reader) pieces.push(Buffer.from(piece));
    expect(sha256(Buffer.concat(pieces))).toBe(stored?.obj?.sha256);
    expect(Buffer.concat(pieces).includes(jpeg().subarray(0, 24))).toBe(false);
  });

  it('takes a multipart body with facts first', async () => {
    const facts = {
      ticket: { system: 'own', id: ticket },
      class: 'passport',
      jurisdiction: 'DE',
      legalBasis: 'contract',
    };
    const answer = await vault
      .http(agent, 'post', '/v1/media')
      .field('facts', JSON.stringify(facts))
      .attach('content', png(), { filename: 'ausweis.png', contentType: 'image/png' });
    expect(answer.body).toMatchObject({ state: 'available', contentType: 'image/png', fileName: 'ausweis.png' });
  });

  it('takes facts as a Blob as browsers send them', async () => {
    const facts = {
      ticket: { system: 'own', id: ticket },
      class: 'passport',
      jurisdiction: 'DE',
      legalBasis: 'contract',
    };
    const answer = await vault
      .http(agent, 'post', '/v1/media')
      .attach('facts', Buffer.from(JSON.stringify(facts)), { filename: 'blob', contentType: 'application/json' })
      .attach('content', png(), { filename: 'ausweis.png', contentType: 'image/png' });
    expect(told(answer)).toBe('201');
  });

  it('gives an unknown person a provisional subject', async () => {
    const [first, second] = [item(await send(jpeg())), item(await send(jpeg()))];
    expect(first.subject).not.toBe(second.subject);
    const [row] = await vault.sql<{ provisional: boolean }>('SELECT provisional FROM records.subject WHERE id = $1', [
      first.subject,
    ]);
    expect(row?.provisional).toBe(true);
  });

  it('hangs nothing on a stranger’s subject', async () => {
    const colleague = await vault.person('kyc_agent');
    const theirs = await vault.ticket({ assignee: colleague.id });
    const { subject } = item(await send(jpeg(), { 'Vault-Ticket': `own/${theirs}` }, colleague));
    expect(told(await send(jpeg(), { 'Vault-Subject': subject }))).toBe('422 invalid_facts');
    expect(told(await send(jpeg(), { 'Vault-Subject': subject }, program))).toBe('201');
  });

  it('takes a second item of the same person', async () => {
    const { subject } = item(await send(jpeg()));
    expect(
      item(
        await send(png(), { 'Vault-Subject': subject, 'Content-Type': 'image/png', 'Content-Disposition': undefined }),
      ).subject,
    ).toBe(subject);
  });

  it('takes the ticket’s subject where none is named', async () => {
    const subject = item(await send(jpeg())).subject;
    const other = await vault.ticket({ assignee: agent.id, subject });
    expect(item(await send(jpeg(), { 'Vault-Ticket': `own/${other}` })).subject).toBe(subject);
  });

  it('takes from a program for any open ticket', async () => {
    expect(told(await send(jpeg(), {}, program))).toBe('201');
  });

  it('checks the digest that a sender names', async () => {
    const digest = createHash('sha256').update(jpeg()).digest('base64');
    expect(told(await send(jpeg(), { 'Repr-Digest': `sha-256=:${digest}:` }))).toBe('201');
    expect(told(await send(jpeg(1), { 'Repr-Digest': `sha-256=:${digest}:` }))).toBe('400 digest_mismatch');
    expect(told(await send(jpeg(1), { 'Content-Digest': `sha-256=:${digest}:` }))).toBe('400 digest_mismatch');
    expect(told(await send(jpeg(), { 'Content-Digest': 'sha-256=nonsense' }))).toBe('400 invalid_request');
  });
});

describe('quarantine', () => {
  it.each(polyglots())('holds %s', async (_title, bytes, mark) => {
    const answer = await send(bytes, { 'Content-Type': undefined, 'Content-Disposition': undefined });
    expect(item(answer)).toMatchObject({ state: 'quarantined' });
    expect(item(answer).quarantineReasons).toContain(mark);
  });

  it.each(refusedContents())('holds %s', async (_title, bytes) => {
    const answer = await send(bytes);
    expect(item(answer).state).toBe('quarantined');
    expect(item(answer).quarantineReasons[0]).toMatch(/^type_(unknown|not_allowed)$/);
  });

  const wrong: [string, Record<string, string | undefined>, string][] = [
    ['another type than declared', { 'Content-Type': 'application/pdf' }, 'declared_type_differs'],
    ['another extension', { 'Content-Disposition': 'attachment; filename="a.html"' }, 'extension_differs'],
    [
      'a NUL before the true extension',
      { 'Content-Disposition': "attachment; filename*=UTF-8''x.jpg%00.html" },
      'extension_differs',
    ],
    ['a class for other types', { 'Vault-Class': 'voice_note' }, 'type_not_allowed_for_class'],
    ['no class', { 'Vault-Class': undefined }, 'class_missing'],
    ['no jurisdiction', { 'Vault-Jurisdiction': undefined }, 'jurisdiction_missing'],
    ['no legal basis', { 'Vault-Legal-Basis': undefined }, 'legal_basis_missing'],
  ];
  it.each(wrong)('holds %s', async (_title, change, reason) => {
    const answer = await send(jpeg(), change);
    expect(item(answer).quarantineReasons).toContain(reason);
    const events = await vault.events(item(answer).id);
    expect(events.at(-1)).toMatchObject({ type: 'media.quarantined' });
  });

  it('ends when the missing facts are given', async () => {
    const { id } = item(await send(jpeg(), { 'Vault-Jurisdiction': undefined }));
    const read = await vault.http(agent, 'get', `/v1/media/${id}`);
    const path = `/v1/media/${id}`;
    expect(told(await vault.http(agent, 'patch', path).send({ jurisdiction: 'DE' }))).toBe('428 precondition_required');
    const answer = await vault
      .http(agent, 'patch', path)
      .set('If-Match', String(read.headers['etag']))
      .send({ jurisdiction: 'DE' });
    expect(answer.body).toMatchObject({ state: 'available', quarantineReasons: [] });
    expect((await vault.events(id)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['media.facts.completed', 'media.released']),
    );
  });
});

describe('bad input', () => {
  const refused: [string, Buffer, Record<string, string | undefined>, string][] = [
    ['an unknown class', jpeg(), { 'Vault-Class': 'spaceship' }, '422 unknown_class'],
    ['an unknown purpose', jpeg(), { 'Vault-Purpose': 'fun' }, '422 unknown_purpose'],
    ['an unknown jurisdiction', jpeg(), { 'Vault-Jurisdiction': 'XX' }, '422 unknown_jurisdiction'],
    ['an unknown legal basis', jpeg(), { 'Vault-Legal-Basis': 'whim' }, '422 unknown_legal_basis'],
    ['no ticket', jpeg(), { 'Vault-Ticket': undefined }, '422 invalid_facts'],
    ['a ticket without its system', jpeg(), { 'Vault-Ticket': 'nonsense' }, '422 invalid_facts'],
    ['a ticket that is not there', jpeg(), { 'Vault-Ticket': 'own/nobody' }, '404 unknown_ticket'],
    ['a subject that is no id', jpeg(), { 'Vault-Subject': '+491701234567' }, '422 invalid_facts'],
    [
      'a subject that is not there',
      jpeg(),
      { 'Vault-Subject': '7f3b9a52-8a0e-4c5f-9a53-3f6f0a0e1a11' },
      '422 invalid_facts',
    ],
    ['bad percent-encoding', jpeg(), { 'Vault-Class': '%zz' }, '422 unknown_class'],
    ['a content coding', jpeg(), { 'Content-Encoding': 'gzip' }, '415 unsupported_media_type'],
    ['a body above the limit', Buffer.alloc(2 * 1024 * 1024 + 1), {}, '413 payload_too_large'],
    ['an empty body', Buffer.alloc(0), {}, '400 empty_body'],
    ['a key that is none', jpeg(), { 'Idempotency-Key': 'a b' }, '400 invalid_request'],
    ['multipart without a boundary', jpeg(), { 'Content-Type': 'multipart/form-data' }, '415 unsupported_media_type'],
  ];
  it.each(refused)('is refused with a code: %s', async (_title, bytes, change, expected) => {
    const before = await vault.counts();
    expect(told(await send(bytes, change))).toBe(expected);
    expect(await vault.counts()).toEqual(before);
    const last = await lastReceived();
    expect(last).toMatchObject({ actor: { id: agent.id }, reason: expected.slice(4) });
    expect(last?.decision).not.toBe('allow');
  });

  it('stops a body that grows above the limit', async () => {
    const big = new RawRequest(vault.port).head('POST /v1/media', agent, {
      ...factsFor(ticket),
      'Transfer-Encoding': 'chunked',
    });
    const chunk = Buffer.concat([Buffer.from('80000\r\n'), Buffer.alloc(0x80000), Buffer.from('\r\n')]);
    for (let count = 0; count < 6; count += 1) big.body(chunk);
    expect(await big.answer()).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  const multipart = (...parts: [string, string][]) => {
    const call = vault.http(agent, 'post', '/v1/media');
    for (const [name, value] of parts) void call.field(name, value);
    return call;
  };
  it('refuses multipart bodies of another form', async () => {
    const facts = JSON.stringify({ ticket: { system: 'own', id: ticket } });
    expect(told(await multipart(['other', 'x']))).toBe('422 invalid_facts');
    expect(told(await multipart(['facts', 'no json']))).toBe('422 invalid_facts');
    expect(told(await multipart(['facts', facts]))).toBe('422 invalid_facts');
    expect(told(await multipart(['facts', '{"ticket":1}']))).toBe('422 invalid_facts');
    expect(told(await multipart(['facts', '{"role":"administrator"}']))).toBe('422 invalid_facts');
    const late = vault.http(agent, 'post', '/v1/media').attach('content', jpeg(), 'a.jpg').field('facts', facts);
    expect(told(await late)).toBe('422 invalid_facts');
    const two = vault.http(agent, 'post', '/v1/media').field('facts', facts).attach('a', jpeg(), 'a.jpg');
    expect(told(await two.attach('b', jpeg(), 'b.jpg'))).toBe('422 invalid_facts');
  });

  const names: [string, string, string | null][] = [
    ['a path', 'attachment; filename="../../etc/passport.jpg"', 'passport.jpg'],
    ['a Windows path', "attachment; filename*=UTF-8''C%3A%5Ctemp%5Cpassport.jpg", 'passport.jpg'],
    ['a line break', "attachment; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x%3D1.jpg", 'aSet-Cookie_ x=1.jpg'],
    ['a direction override', "attachment; filename*=UTF-8''%E2%80%AEgpj.jpg", 'gpj.jpg'],
    ['a device', 'attachment; filename="CON.jpg"', '_CON.jpg'],
    ['nothing but dots', 'attachment; filename=".."', null],
  ];
  it.each(names)('makes a name neutral: %s', async (_title, header, expected) => {
    expect(item(await send(jpeg(), { 'Content-Disposition': header })).fileName).toBe(expected);
  });

  it('keeps nothing of a body that was cut', async () => {
    const before = await vault.counts();
    const cut = new RawRequest(vault.port).head('POST /v1/media', agent, {
      ...factsFor(ticket),
      'Content-Length': 200_000,
    });
    cut.body(Buffer.alloc(100_000, 0xff));
    await vault.intakeBegun();
    cut.reset();
    await eventually(async () =>
      expect(await lastReceived()).toMatchObject({ decision: 'error', reason: 'body_interrupted' }),
    );
    expect(await vault.counts()).toEqual(before);
  });

  it('cuts off a body that stops coming', async () => {
    const before = await vault.counts();
    const slow = new RawRequest(vault.port).head('POST /v1/media', agent, {
      ...factsFor(ticket),
      'Content-Length': 200_000,
    });
    slow.body(Buffer.alloc(1000, 0xff));
    expect(await slow.answer()).toMatchObject({ status: 408, code: 'request_timeout' });
    expect(await vault.counts()).toEqual(before);
  });

  it('keeps nothing of a length that says less', async () => {
    const before = await vault.counts();
    const short = new RawRequest(vault.port).head('POST /v1/media', agent, {
      ...factsFor(ticket),
      'Content-Length': 100,
    });
    const answer = await short.body(jpeg()).answer();
    expect([0, 400]).toContain(answer.status);
    await eventually(async () =>
      expect(await lastReceived()).toMatchObject({ decision: 'deny', reason: 'length_mismatch' }),
    );
    expect((await vault.counts()).media).toBe(before.media);
  });

  it('keeps nothing of a length that promises more', async () => {
    const before = await vault.counts();
    const long = new RawRequest(vault.port).head('POST /v1/media', agent, {
      ...factsFor(ticket),
      'Content-Length': 9999,
    });
    const answer = await long.body(jpeg()).finish().answer();
    expect([0, 400]).toContain(answer.status);
    await eventually(async () => expect(await lastReceived()).toMatchObject({ reason: 'body_interrupted' }));
    expect(await vault.counts()).toEqual(before);
  });

  it('keeps nothing of a multipart body without its end', async () => {
    const before = await vault.counts();
    const facts = `--b\r\nContent-Disposition: form-data; name="facts"\r\n\r\n{"ticket":{"system":"own","id":"${ticket}"}}\r\n`;
    const part = '--b\r\nContent-Disposition: form-data; name="content"; filename="a.jpg"\r\n\r\n';
    const body = Buffer.concat([Buffer.from(facts + part), jpeg()]);
    const headers = {
      Connection: 'close',
      'Content-Type': 'multipart/form-data; boundary=b',
      'Content-Length': body.length,
    };
    const answer = await new RawRequest(vault.port).head('POST /v1/media', agent, headers).body(body).answer();
    expect(answer).toMatchObject({ status: 400, code: 'body_interrupted' });
    expect(await vault.counts()).toEqual(before);
  });
});

describe('who may take in', () => {
  it('is nobody under another’s ticket', async () => {
    const other = await vault.person('kyc_agent');
    expect(told(await send(jpeg(), {}, other))).toBe('404 unknown_ticket');
    expect((await vault.events(other.id)).at(-1)).toMatchObject({ type: 'media.received', decision: 'deny' });
  });

  it('is nobody under a closed ticket', async () => {
    const closed = await vault.ticket({ assignee: agent.id, status: 'closed' });
    expect(told(await send(jpeg(), { 'Vault-Ticket': `own/${closed}` }))).toBe('404 unknown_ticket');
    expect(told(await send(jpeg(), { 'Vault-Ticket': `own/${closed}` }, program))).toBe('403 ticket_closed');
  });

  it.each(['compliance_officer', 'administrator', 'dpo'] as const)('is not the %s', async (role) => {
    const caller = await vault.person(role);
    expect(told(await send(jpeg(), {}, caller))).toBe('403 forbidden');
    expect((await vault.events(caller.id)).at(-1)).toMatchObject({ type: 'access.denied', decision: 'deny' });
  });

  it('is no program without the scope', async () => {
    const reader = await vault.program('media:read');
    expect(told(await send(jpeg(), {}, reader))).toBe('403 forbidden');
  });
});

describe('a repeated intake', () => {
  it('makes one item of 20 at once', async () => {
    const before = await vault.counts();
    const key = { 'Idempotency-Key': 'twenty-at-once' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(jpeg(), key)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map((answer) => item(answer).id)).size).toBe(1);
    expect(new Set(answers.map(told))).toEqual(
      new Set(made.length === 20 ? ['201'] : ['201', '409 idempotency_in_progress']),
    );
    expect((await vault.counts()).media).toBe(before.media + 1);
  });

  it('answers as the first one did', async () => {
    const key = { 'Idempotency-Key': 'again' };
    const [first, second] = [await send(jpeg(), key), await send(jpeg(), key)];
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
  });

  it('is refused with other bytes or facts', async () => {
    const key = { 'Idempotency-Key': 'other things'.replace(' ', '-') };
    await send(jpeg(), key);
    expect(told(await send(jpeg(1), key))).toBe('422 idempotency_key_reused');
    expect(told(await send(jpeg(), { ...key, 'Vault-Class': 'selfie' }))).toBe('422 idempotency_key_reused');
  });

  it('belongs to its sender alone', async () => {
    const key = { 'Idempotency-Key': 'of two'.replace(' ', '-') };
    const [mine, theirs] = [await send(jpeg(), key), await send(jpeg(), key, program)];
    expect(item(mine).id).not.toBe(item(theirs).id);
  });

  it('may be tried again after a failure', async () => {
    const key = { 'Idempotency-Key': 'second-try' };
    expect(told(await send(Buffer.alloc(0), key))).toBe('400 empty_body');
    const cut = new RawRequest(vault.port).head('POST /v1/media', agent, {
      ...factsFor(ticket),
      ...key,
      'Content-Length': 9000,
    });
    cut.body(Buffer.alloc(1000));
    await vault.intakeBegun();
    cut.reset();
    await eventually(async () => expect(told(await send(jpeg(), key))).toBe('201'));
  });

  it('takes over from a process that died', async () => {
    const key = 'left-behind';
    const slow = new RawRequest(vault.port).head('POST /v1/media', agent, {
      ...factsFor(ticket),
      'Idempotency-Key': key,
      'Content-Length': 9000,
    });
    slow.body(Buffer.alloc(1000));
    await vault.intakeBegun();
    expect(told(await send(jpeg(), { 'Idempotency-Key': key }))).toBe('409 idempotency_in_progress');
    await vault.sql(
      `UPDATE records.media_reservation SET beat_at = now() - interval '1 hour' WHERE finished_at IS NULL AND abandoned_at IS NULL`,
    );
    expect(told(await send(jpeg(), { 'Idempotency-Key': key }))).not.toBe('409 idempotency_in_progress');
    slow.reset();
  });
});

it('keeps long PDFs and short ones alike', async () => {
  expect(
    item(
      await send(pdf('x'.repeat(1_500_000)), { 'Content-Type': 'application/pdf', 'Content-Disposition': undefined }),
    ).state,
  ).toBe('available');
});
