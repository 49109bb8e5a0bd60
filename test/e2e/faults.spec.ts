import { randomBytes } from 'node:crypto';
import { open as openFile } from 'node:fs/promises';
import { readdirSync, renameSync, writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { jpeg } from '../support/media-corpus';
import { MediaAtLarge, sha256 } from './media-at-large';

let vault: MediaAtLarge;
let ticket: string;
const photo = Buffer.concat([jpeg(), randomBytes(3 * 1024 * 1024)]);
const half = photo.length >> 1;

beforeAll(async () => {
  vault = await MediaAtLarge.start({ STRONGROOM_AUDIT_WAIT_MS: '5000' });
  ticket = await vault.ticket();
});
afterAll(() => vault.end());

/** Repeats an intake until its key is free again, and says what became of it. */
async function untilTaken(key: string): ReturnType<MediaAtLarge['takeIn']> {
  for (;;) {
    const answer = await vault.takeIn(ticket, photo, { 'Idempotency-Key': key });
    if (answer.code !== 'idempotency_in_progress' && answer.status < 500 && answer.status > 0) return answer;
    await delay(1_000);
  }
}

/** Exactly one item of these bytes for a key, whole and readable. */
async function expectOne(before: number, id: string): Promise<void> {
  expect(await vault.count('records.media')).toBe(before + 1);
  const { id: view } = await vault.openView(id, ticket);
  expect((await vault.download(`/v1/views/${view}/content`)).sha256).toBe(sha256(photo));
}

const available = (): Promise<number> => vault.count('records.media');

describe('kill -9 of the vault while it receives', () => {
  it.each([
    ['before the first byte', 0],
    ['in the middle', half],
  ])('%s leaves nothing, and a repeat makes one', async (_title, sent) => {
    const before = await available();
    const key = `kill-${sent}`;
    const upload = vault.upload(ticket, { 'Idempotency-Key': key });
    if (sent > 0) upload.send(photo.subarray(0, sent));
    await delay(700);
    await vault.kill();
    expect((await upload.answer).status).toBe(0);
    expect(await available()).toBe(before);
    await vault.restart();
    const { status, item } = await untilTaken(key);
    expect(status).toBe(201);
    await expectOne(before, item.id);
  });

  it('between the store and the database leaves nothing', async () => {
    const before = await available();
    const key = 'kill-before-commit';
    const upload = vault.upload(ticket, { 'Idempotency-Key': key });
    await vault.locked('LOCK TABLE records.media IN SHARE MODE', async () => {
      void upload.send(photo).finish();
      // Everything is stored, and the row waits for the table.
      await eventually(async () =>
        expect(await vault.count(`pg_locks WHERE NOT granted AND relation = 'records.media'::regclass`)).toBe(1),
      );
      await vault.kill();
    });
    expect((await upload.answer).status).toBe(0);
    expect(await available()).toBe(before);
    await vault.restart();
    const { item } = await untilTaken(key);
    await expectOne(before, item.id);
    expect(await vault.count(`records.media_reservation WHERE abandoned_at IS NOT NULL`)).toBeGreaterThan(0);
  });

  it('after the commit keeps the item, and a repeat finds it', async () => {
    const before = await available();
    const key = 'kill-after-commit';
    const upload = vault.upload(ticket, { 'Idempotency-Key': key });
    void upload.send(photo).finish();
    await eventually(async () => expect(await available()).toBe(before + 1));
    await vault.kill();
    await vault.restart();
    const { item } = await untilTaken(key);
    await expectOne(before, item.id);
  });
});

describe('kill -9 of the vault while it sends', () => {
  it('cuts the client, and the view is closed as unknown', async () => {
    const { item } = await vault.takeIn(ticket, Buffer.concat([jpeg(), randomBytes(48 * 1024 * 1024)]));
    const view = await vault.openView(item.id, ticket);
    let came = 0;
    const got = vault.download(`/v1/views/${view.id}/content`, vault.agent, 30, (bytes) => (came = bytes));
    await eventually(() => expect(came).toBeGreaterThan(0));
    await vault.kill();
    const { cut, bytes } = await got;
    expect(cut).toBe(true);
    expect(bytes).toBeLessThan(item.length);
    // As 20 seconds of silence would.
    await vault.sql(
      `UPDATE records.media_view SET beat_at = now() - interval '1 minute', expires_at = now() WHERE id = $1`,
      [view.id],
    );
    await vault.restart();
    const closed = await vault.entry(item.id, ({ type }) => type === 'view.closed');
    expect(closed).toMatchObject({ reason: 'unknown' });
    expect((await vault.entries(item.id)).map(({ type }) => type)).toContain('view.opened');
  });
});

describe('PostgreSQL restarted', () => {
  it('in mid-upload loses no item and makes no second', async () => {
    const before = await available();
    const key = 'postgres-restarted';
    const upload = vault.upload(ticket, { 'Idempotency-Key': key }).send(photo.subarray(0, half));
    await delay(500);
    await vault.restartPostgres();
    const first = await upload.send(photo.subarray(half)).finish();
    expect([201, 500, 503]).toContain(first.status);
    expect(first.status).not.toBe(500);
    const { item } = await untilTaken(key);
    await expectOne(before, item.id);
  });

  it('is recovered from within ten seconds', async () => {
    await vault.restartPostgres();
    const began = performance.now();
    for (;;) {
      const { status } = await vault.call('GET', '/v1/media', vault.agent).catch(() => ({ status: 0 }));
      if (status === 200) break;
      await delay(100);
    }
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('with the log blocked no byte leaves', () => {
  let media: string;
  beforeAll(async () => {
    media = (await vault.takeIn(ticket, photo)).item.id;
  });

  const reading = async (): Promise<{ status: number; code: string; content: number }> => {
    const path = `/v1/media/${media}/content`;
    const headers = { ...vault.program, 'Vault-Ticket': `own/${ticket}`, 'Vault-Purpose': 'kyc_review' };
    const { status, code, bytes } = await vault.download(path, headers);
    return { status, code, content: status === 200 || status === 206 ? bytes : 0 };
  };

  it('while entries are not sealed', async () => {
    const answer = await vault.locked('LOCK TABLE audit.head IN ACCESS EXCLUSIVE MODE', reading);
    expect(answer).toEqual({ status: 503, code: 'audit_unavailable', content: 0 });
  });

  it('while entries cannot be written', async () => {
    await vault.sql('REVOKE INSERT ON audit.pending FROM strongroom_app');
    const answer = await reading();
    await vault.sql('GRANT INSERT ON audit.pending TO strongroom_app');
    expect(answer).toEqual({ status: 503, code: 'audit_unavailable', content: 0 });
  });

  it('while the database is away', async () => {
    vault.wire.silence(true);
    const answer = await Promise.race([reading(), delay(4_000).then(() => ({ status: 0, code: '', content: 0 }))]);
    vault.wire.silence(false);
    vault.wire.reset();
    expect(answer.content).toBe(0);
    await delay(1_000);
  });

  it('and opens again afterwards', async () => {
    await eventually(async () => expect(await reading()).toMatchObject({ status: 200, content: photo.length }), 30_000);
  });
});

describe('a store that fails', () => {
  const objects = (): string => join(vault.folder, 'data', 'objects');

  it('before an intake gives a code and no item', async () => {
    await vault.takeIn(ticket, photo);
    const before = await available();
    renameSync(objects(), `${objects()}.away`);
    writeFileSync(objects(), 'no folder');
    const answer = await vault.takeIn(ticket, photo);
    rmSync(objects());
    renameSync(`${objects()}.away`, objects());
    expect(answer).toMatchObject({ status: 503, code: 'store_unavailable' });
    expect(await available()).toBe(before);
  });

  it('during an intake gives a code and no item', async () => {
    const before = await available();
    const upload = vault.upload(ticket).send(photo.subarray(0, half));
    await delay(700);
    renameSync(objects(), `${objects()}.away`);
    writeFileSync(objects(), 'no folder');
    const answer = await upload.send(photo.subarray(half)).finish();
    rmSync(objects());
    renameSync(`${objects()}.away`, objects());
    expect(answer).toMatchObject({ status: 503, code: 'store_unavailable' });
    expect(await available()).toBe(before);
  });

  it('with one flipped bit gives no wrong byte', async () => {
    const { item } = await vault.takeIn(ticket, photo);
    const [row] = await vault.sql<{ key: string }>('SELECT object_key AS key FROM records.media WHERE id = $1', [
      item.id,
    ]);
    const folder = join(objects(), 'versions', row?.key ?? '');
    const file = await openFile(join(folder, readdirSync(folder)[0] ?? ''), 'r+');
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, photo.length - 5_000);
    await file.write(Buffer.from([(byte[0] ?? 0) ^ 4]), 0, 1, photo.length - 5_000);
    await file.close();
    const { id } = await vault.openView(item.id, ticket);
    const got = await vault.download(`/v1/views/${id}/content`);
    expect(got.cut).toBe(true);
    expect(got.bytes).toBeLessThan(photo.length - 5_000);
    expect(got.sha256).toBe(sha256(photo.subarray(0, got.bytes)));
    const failed = await vault.entry(item.id, ({ type }) => type === 'media.integrity_failed');
    expect(failed).toMatchObject({ decision: 'error', reason: 'chunk_invalid' });
    expect(await vault.openView(item.id, ticket)).toMatchObject({ status: 409, code: 'media_quarantined' });
  });
});
