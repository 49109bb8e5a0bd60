import { open as openFile } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { join } from 'node:path';
import { CloseViews } from '../../../src/records/media/upkeep/close-views.job';
import { eventually } from '../../support/eventually';
import { jpeg, mp4 } from '../../support/media-corpus';
import { type Caller, factsFor, sha256, told, VaultAtWork } from './vault-at-work';

let vault: VaultAtWork;
let agent: Caller;
let reader: Caller;
let compliance: Caller;
let ticket: string;
let media: string;

/** Five seconds are promised; the rest is for a busy machine. */
const cutWithinMillis = 10_000;
const photo = jpeg(100_000);

beforeAll(async () => {
  vault = await VaultAtWork.start({ bodyIdleSeconds: 30 });
  agent = await vault.person('kyc_agent');
  compliance = await vault.person('compliance_officer');
  reader = await vault.program('media:read');
  ticket = await vault.ticket({ assignee: agent.id });
  media = await takeIn(photo);
});
afterAll(() => vault.close());

async function takeIn(bytes: Buffer, change: Record<string, string | undefined> = {}, caller = agent): Promise<string> {
  const answer = await vault.http(caller, 'post', '/v1/media').set(factsFor(ticket, change)).send(bytes);
  return (answer.body as { id: string }).id;
}

const openView = (
  caller = agent,
  id = media,
  body: object = { ticket: { system: 'own', id: ticket }, purpose: 'kyc_review' },
) => vault.http(caller, 'post', `/v1/media/${id}/views`).send(body);
const view = async (id = media): Promise<string> => ((await openView(agent, id)).body as { id: string }).id;
const content = (id: string, headers: Record<string, string> = {}, caller = agent) =>
  vault.http(caller, 'get', `/v1/views/${id}/content`).set(headers).buffer(true).parse(bytesOf);
const read = (headers: Record<string, string> = {}, caller = reader, id = media) =>
  vault
    .http(caller, 'get', `/v1/media/${id}/content`)
    .set({ 'Vault-Ticket': `own/${ticket}`, 'Vault-Purpose': 'kyc_review', ...headers })
    .buffer(true)
    .parse(bytesOf);

function bytesOf(answer: unknown, done: (error: Error | null, body: unknown) => void): void {
  const response = answer as NodeJS.ReadableStream;
  const pieces: Buffer[] = [];
  response.on('data', (piece: Buffer) => pieces.push(piece));
  response.on('end', () => {
    const bytes = Buffer.concat(pieces);
    done(null, /^\{"type":"urn/.test(bytes.toString('latin1', 0, 12)) ? JSON.parse(bytes.toString()) : bytes);
  });
}

describe('a view', () => {
  it('tells a stranger nothing of tickets', async () => {
    const stranger = await vault.person('support_agent');
    const asked = (word: string, id = media) =>
      openView(stranger, id, { ticket: { system: 'own', id: word }, purpose: 'kyc_review' });
    const answers = [
      await asked('NOBODY-1'),
      await asked(ticket),
      await asked('NOBODY-1', '7f3b9a52-8a0e-4c5f-9a53-3f6f0a0e1a11'),
    ];
    expect(answers.map(told)).toEqual(['404 not_found', '404 not_found', '404 not_found']);
  });

  it('says which entry stands for it', async () => {
    const answer = await openView();
    expect(told(answer)).toBe('201');
    expect(answer.body).toMatchObject({ content: { type: 'image/jpeg', length: photo.length } });
    const { entry } = answer.body as { entry: number };
    const [leaf] = await vault.audit<{ body: Buffer }>(`SELECT body FROM audit.leaf WHERE n = ${entry}`);
    expect(JSON.parse(leaf?.body.toString() ?? '')).toMatchObject({
      n: entry,
      e: {
        type: 'view.opened',
        actor: { id: agent.id, role: 'kyc_agent' },
        obj: { media },
        purpose: 'kyc_review',
        decision: 'allow',
      },
    });
  });

  it('shows the whole content and keeps it to itself', async () => {
    const answer = await content(await view());
    expect(answer.status).toBe(200);
    expect(sha256(answer.body as Buffer)).toBe(sha256(photo));
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(photo.length),
      'content-disposition': `inline; filename="passport.jpg"; filename*=UTF-8''passport.jpg`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'accept-ranges': 'bytes',
      'repr-digest': `sha-256=:${Buffer.from(sha256(photo), 'hex').toString('base64')}:`,
    });
  });

  it('shows any range', async () => {
    const id = await view();
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 1],
      ['bytes=16383-16385', 16_383, 16_386],
      ['bytes=50000-', 50_000, photo.length],
      ['bytes=-7', photo.length - 7, photo.length],
    ] as const) {
      const answer = await content(id, { Range: range });
      expect(answer.status).toBe(206);
      expect(answer.headers['content-range']).toBe(`bytes ${from}-${to - 1}/${photo.length}`);
      expect((answer.body as Buffer).equals(photo.subarray(from, to))).toBe(true);
    }
  });

  it('refuses a range outside the content', async () => {
    const answer = await content(await view(), { Range: 'bytes=999999999-' });
    expect(told(answer)).toBe('416 range_not_satisfiable');
    expect(answer.headers['content-range']).toBe(`bytes */${photo.length}`);
  });

  it('is whole for several ranges and for nonsense', async () => {
    const id = await view();
    for (const range of ['bytes=0-1,4-5', 'bytes=x', 'pages=1'])
      expect((await content(id, { Range: range })).status).toBe(200);
  });

  it('saves the bytes that the client has', async () => {
    const id = await view();
    const { headers } = await content(id);
    const etag = String(headers['etag']);
    expect((await content(id, { 'If-None-Match': etag })).status).toBe(304);
    expect((await content(id, { Range: 'bytes=0-1', 'If-Range': etag })).status).toBe(206);
    expect((await content(id, { Range: 'bytes=0-1', 'If-Range': '"other"' })).status).toBe(200);
  });

  it('tells HEAD the headers alone', async () => {
    const answer = await vault.http(agent, 'head', `/v1/views/${await view()}/content`);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe(String(photo.length));
  });

  it('is closed with what was read of it', async () => {
    const opened = await openView();
    const { id } = opened.body as { id: string };
    await content(id, { Range: 'bytes=0-99' });
    await content(id, { Range: 'bytes=100-149' });
    expect((await vault.http(agent, 'delete', `/v1/views/${id}`)).status).toBe(204);
    const closed = (await vault.events(media)).filter(({ type }) => type === 'view.closed').at(-1);
    expect(closed).toMatchObject({ actor: { id: agent.id }, bytes: 150, reason: 'closed', decision: 'allow' });
    const [row] = await vault.sql<{ ranges: number }>('SELECT ranges FROM records.media_view WHERE id = $1', [id]);
    expect(row?.ranges).toBe(2);
    expect(told(await content(id))).toBe('410 view_closed');
  });

  it('is one entry however many ranges are read', async () => {
    const before = (await vault.events(media)).length;
    const id = await view();
    for (let count = 0; count < 5; count += 1) await content(id, { Range: 'bytes=0-9' });
    expect(await vault.events(media)).toHaveLength(before + 1);
  });

  it('of another person is nobody’s business', async () => {
    const id = await view();
    const other = await vault.person('kyc_agent');
    expect(told(await content(id, {}, other))).toBe('404 not_found');
    expect(told(await vault.http(other, 'delete', `/v1/views/${id}`))).toBe('404 not_found');
    expect((await vault.events(other.id)).at(-1)).toMatchObject({
      type: 'view.denied',
      decision: 'deny',
      reason: 'out_of_reach',
    });
    expect((await content(id)).status).toBe(200);
  });

  it('of another session of the same person is closed', async () => {
    const id = await view();
    await vault.sql('UPDATE records.media_view SET session_id = gen_random_uuid() WHERE id = $1', [id]);
    expect(told(await content(id))).toBe('404 not_found');
  });

  it('runs out', async () => {
    const id = await view();
    await vault.sql(`UPDATE records.media_view SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    expect(told(await content(id))).toBe('410 view_closed');
    await vault.app.get(CloseViews).run();
    await eventually(async () => {
      const closed = (await vault.events(media)).filter(({ type }) => type === 'view.closed');
      expect(closed.map(({ reason }) => reason)).toContain('expired');
    });
  });
});

describe('opening is refused', () => {
  const cases: [string, () => Promise<string>, string, string][] = [
    ['without a grant', async () => told(await openView(compliance)), '403 grant_required', 'view.denied'],
    [
      'for another purpose',
      async () => told(await openView(agent, media, { ticket: { system: 'own', id: ticket }, purpose: 'support' })),
      '403 grant_required',
      'view.denied',
    ],
    [
      'for no known purpose',
      async () =>
        told(await openView(agent, media, { ticket: { system: 'own', id: ticket }, purpose: 'fun_and_games' })),
      '422 unknown_purpose',
      'view.denied',
    ],
    [
      'under a ticket that is not there',
      async () =>
        told(await openView(agent, media, { ticket: { system: 'own', id: 'nobody' }, purpose: 'kyc_review' })),
      '404 unknown_ticket',
      'view.denied',
    ],
    [
      'for an item that is not there',
      async () => told(await openView(agent, '7f3b9a52-8a0e-4c5f-9a53-3f6f0a0e1a11')),
      '404 not_found',
      'view.denied',
    ],
    [
      'under another item’s ticket',
      async () =>
        told(
          await openView(agent, media, {
            ticket: { system: 'own', id: await vault.ticket({ assignee: agent.id }) },
            purpose: 'kyc_review',
          }),
        ),
      '403 grant_required',
      'view.denied',
    ],
    [
      'to programs without a ticket',
      async () => told(await read({ 'Vault-Ticket': '' })),
      '403 ticket_required',
      'media.read.denied',
    ],
    [
      'to programs without a purpose',
      async () => told(await read({ 'Vault-Purpose': '' })),
      '403 purpose_required',
      'media.read.denied',
    ],
    [
      'to people at the address for programs',
      async () => told(await read({}, agent)),
      '403 forbidden',
      'media.read.denied',
    ],
  ];
  it.each(cases)('%s', async (_title, attempt, expected, type) => {
    expect(await attempt()).toBe(expected);
    const denied = (await vault.events()).filter((event) => event.decision === 'deny').at(-1);
    expect(denied).toMatchObject({ type, decision: 'deny' });
  });

  it('to who may not see the item, as if it were not there', async () => {
    const support = await vault.person('support_agent');
    expect(told(await openView(support))).toBe('404 not_found');
    expect((await vault.events(support.id)).at(-1)).toMatchObject({ type: 'view.denied', decision: 'deny' });
  });

  it('while the item is in quarantine', async () => {
    const held = await takeIn(photo, { 'Vault-Jurisdiction': undefined });
    expect(told(await openView(agent, held))).toBe('409 media_quarantined');
    expect(told(await read({}, reader, held))).toBe('409 media_quarantined');
    expect((await vault.events(held)).at(-1)).toMatchObject({ decision: 'deny', reason: 'media_quarantined' });
  });

  it('after its ticket was closed', async () => {
    const other = await vault.ticket({ assignee: agent.id });
    const id = await takeIn(photo, { 'Vault-Ticket': `own/${other}` });
    const body = { ticket: { system: 'own', id: other }, purpose: 'kyc_review' };
    const opened = await openView(agent, id, body);
    expect(told(opened)).toBe('201');
    await vault.sql(`UPDATE records.ticket SET status = 'closed' WHERE external_id = $1`, [other]);
    expect(['403 ticket_closed', '404 not_found']).toContain(told(await openView(agent, id, body)));
  });
});

describe('a program', () => {
  it('reads under a ticket and a purpose', async () => {
    const answer = await read();
    expect(sha256(answer.body as Buffer)).toBe(sha256(photo));
    await eventually(async () =>
      expect((await vault.events(media)).slice(-2)).toMatchObject([
        {
          type: 'media.read.open',
          actor: { kind: 'client', id: reader.id, role: 'media:read' },
          range: 'all',
          decision: 'allow',
        },
        { type: 'media.read.close', bytes: photo.length, reason: 'completed' },
      ]),
    );
  });

  it('reads a range of it', async () => {
    const answer = await read({ Range: 'bytes=10-19' });
    expect(answer.status).toBe(206);
    expect((answer.body as Buffer).equals(photo.subarray(10, 20))).toBe(true);
    await eventually(async () =>
      expect((await vault.events(media)).slice(-2)).toMatchObject([{ range: '10-19' }, { bytes: 10 }]),
    );
  });

  it('without the scope reads nothing', async () => {
    const lister = await vault.program('media:list');
    expect(told(await read({}, lister))).toBe('403 forbidden');
    expect((await vault.events(lister.id)).at(-1)).toMatchObject({ type: 'access.denied' });
  });
});

describe('a download that is running', () => {
  const long = Buffer.concat([mp4(), Buffer.alloc(60 * 1024 * 1024, 7)]);
  let video: string;
  beforeAll(async () => {
    video = await takeIn(long, {
      'Vault-Class': 'vcip_recording',
      'Content-Type': 'video/mp4',
      'Content-Disposition': undefined,
    });
  });

  /** Reads so slowly that the whole would take a minute, acts once bytes have come, and says how it ended. */
  const started = async (
    path: string,
    caller: Caller,
    headers: Record<string, string> = {},
    act: () => Promise<unknown>,
  ) => {
    let bytes = 0;
    let cut = false;
    const over = new Promise<void>((resolve) => {
      httpGet(`${vault.url}${path}`, { headers: { ...caller.headers, ...headers } }, (response) => {
        response.on('data', (piece: Buffer) => {
          bytes += piece.length;
          response.pause();
          setTimeout(() => response.resume(), 50);
        });
        response.on('error', () => (cut = true));
        response.on('close', resolve);
      });
    });
    await eventually(() => expect(bytes).toBeGreaterThan(0));
    await act();
    const acted = performance.now();
    await over;
    return { bytes, cut, millis: performance.now() - acted };
  };

  it('is cut when its session ends', async () => {
    const person = await vault.person('kyc_agent');
    const other = await vault.ticket({ assignee: person.id });
    const id = await takeIn(
      long,
      {
        'Vault-Ticket': `own/${other}`,
        'Vault-Class': 'vcip_recording',
        'Content-Type': 'video/mp4',
        'Content-Disposition': undefined,
      },
      person,
    );
    const opened = await openView(person, id, { ticket: { system: 'own', id: other }, purpose: 'kyc_review' });
    const { id: viewId } = opened.body as { id: string };
    const result = await started(`/v1/views/${viewId}/content`, person, {}, () =>
      vault.http(person, 'delete', '/v1/sessions/current'),
    );
    expect(result).toMatchObject({ cut: true });
    expect(result.bytes).toBeLessThan(long.length);
    expect(result.millis).toBeLessThan(cutWithinMillis);
    await eventually(async () =>
      expect((await vault.events(id)).at(-1)).toMatchObject({ type: 'view.closed', reason: 'session_ended' }),
    );
  });

  it('is cut when its view is closed', async () => {
    const id = await view(video);
    const result = await started(`/v1/views/${id}/content`, agent, {}, () =>
      vault.http(agent, 'delete', `/v1/views/${id}`),
    );
    expect(result).toMatchObject({ cut: true });
    expect(result.millis).toBeLessThan(cutWithinMillis);
    await eventually(async () => {
      const closed = (await vault.events(video)).at(-1);
      expect(closed).toMatchObject({ type: 'view.closed', reason: 'closed' });
      expect(closed?.bytes).toBeGreaterThan(0);
    });
  });

  it('is cut when its grant is revoked', async () => {
    const headers = { 'Vault-Ticket': `own/${ticket}`, 'Vault-Purpose': 'kyc_review' };
    const revoke = () =>
      vault.sql(
        `UPDATE access.grants SET state = 'revoked', ended_at = now(), ended_by = $1, end_reason = 'revoked'
        WHERE actor_id = $1 AND state = 'active' RETURNING pg_notify('grant_ended', id::text)`,
        [reader.id],
      );
    const result = await started(`/v1/media/${video}/content`, reader, headers, revoke);
    expect(result).toMatchObject({ cut: true });
    expect(result.millis).toBeLessThan(cutWithinMillis);
    await eventually(async () =>
      expect((await vault.events(video)).at(-1)).toMatchObject({ type: 'media.read.close', reason: 'grant_ended' }),
    );
    expect(told(await read({}, reader, video))).toBe('403 grant_revoked');
  });

  it('is closed as unknown when its process died', async () => {
    const id = await view(video);
    await vault.sql(
      `UPDATE records.media_view SET streams = 1, beat_at = now() - interval '5 minutes', expires_at = now() WHERE id = $1`,
      [id],
    );
    await vault.app.get(CloseViews).run();
    await eventually(async () =>
      expect((await vault.events(video)).at(-1)).toMatchObject({ type: 'view.closed', reason: 'unknown' }),
    );
  });
});

describe('damage in the store', () => {
  /** Flips one bit of the stored object, behind the vault's back. */
  const flip = async (id: string, at: number): Promise<void> => {
    const [row] = await vault.sql<{ key: string }>('SELECT object_key AS key FROM records.media WHERE id = $1', [id]);
    const { path } = await findVersion(join(vault.folder, 'objects', 'versions', row?.key ?? ''));
    const file = await openFile(path, 'r+');
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
    await file.close();
  };

  it('in the first chunk gives a code and no byte', async () => {
    const id = await takeIn(photo);
    await flip(id, 200);
    const answer = await content(await view(id));
    expect(told(answer)).toMatch(/^5\d\d integrity_failed$/);
    const types = (await vault.events(id)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['media.integrity_failed', 'media.quarantined']));
    expect(told(await openView(agent, id))).toBe('409 media_quarantined');
  });

  it('further on cuts the connection before it', async () => {
    const big = Buffer.concat([jpeg(), Buffer.alloc(8 * 1024 * 1024, 3)]);
    const id = await takeIn(big);
    await flip(id, 7 * 1024 * 1024);
    const headers = { ...agent.headers };
    const viewId = await view(id);
    const result = await new Promise<{ cut: boolean; right: boolean; bytes: number }>((resolve) => {
      httpGet(`${vault.url}/v1/views/${viewId}/content`, { headers }, (response) => {
        const pieces: Buffer[] = [];
        let cut = false;
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', () => (cut = true));
        response.on('close', () => {
          const bytes = Buffer.concat(pieces);
          resolve({ cut, bytes: bytes.length, right: bytes.equals(big.subarray(0, bytes.length)) });
        });
      });
    });
    expect(result).toMatchObject({ cut: true, right: true });
    expect(result.bytes).toBeLessThanOrEqual(7 * 1024 * 1024);
    await eventually(async () => {
      const failed = (await vault.events(id)).find(({ type }) => type === 'media.integrity_failed');
      expect(failed).toMatchObject({ decision: 'error', reason: 'chunk_invalid' });
      expect(failed?.range).toMatch(/^\d+-\d+$/);
    });
  });
});

async function findVersion(path: string): Promise<{ path: string }> {
  const { readdir, stat } = await import('node:fs/promises');
  if ((await stat(path)).isFile()) return { path };
  const names = (await readdir(path)).sort();
  return findVersion(join(path, names.at(-1) ?? ''));
}
