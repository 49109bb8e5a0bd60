import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../kernel';
import { cosignedAt } from '../../format/cosignature';
import { signCheckpoint } from '../../format/note';
import { consistencyProof, rootAt, type SubtreeReader } from '../../format/proof';
import { leafHash, rootOf } from '../../format/tree';
import { parseVerifierKey, renderVerifierKey, type VerifierKey } from '../../format/verifier-key';
import { renderAddCheckpoint } from './add-checkpoint';
import { BadLogKey, startWitness } from './start-witness';
import { Witness, witnessServer } from './witness';
import { WitnessState } from './witness-state';

const log = generateKeyPairSync('ed25519');
const origin = 'vault.example/log';
const own = generateKeyPairSync('ed25519');
const key: VerifierKey = { name: 'witness.example', type: 4, publicKey: own.publicKey };
const honest = (n: number) => leafHash(Buffer.from(`leaf ${n}`));
const forked = (n: number) => leafHash(Buffer.from(n < 3 ? `leaf ${n}` : `fork ${n}`));

const tree =
  (leaf: (n: number) => Buffer): SubtreeReader =>
  (level, index) =>
    Promise.resolve(rootOf(Array.from({ length: 2 ** level }, (_, i) => leaf(index * 2 ** level + i))));

async function noteOf(size: number, leaf = honest, privateKey = log.privateKey, name = origin): Promise<string> {
  return signCheckpoint({ origin: name, size, root: await rootAt(size, tree(leaf)) }, privateKey);
}

async function request(old: number, size: number, leaf = honest): Promise<string> {
  const proof = old > size ? [] : await consistencyProof(old, size, tree(leaf));
  return renderAddCheckpoint({ old, proof, note: await noteOf(size, leaf) });
}

describe('a witness', () => {
  let folder: string;
  let url: string;
  let server: ReturnType<typeof witnessServer>;

  async function start(): Promise<void> {
    const state = new WitnessState(folder);
    await state.open();
    const logs: VerifierKey[] = [{ name: origin, type: 1, publicKey: log.publicKey }];
    server = witnessServer(new Witness({ key, privateKey: own.privateKey, logs, state, clock: systemClock }));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  async function stop(): Promise<void> {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
  async function submit(body: string): Promise<{ status: number; type: string; text: string }> {
    const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() };
  }
  const statusOf = async (body: string) => (await submit(body)).status;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-witness-'));
    await start();
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  it('cosigns what goes on', async () => {
    const first = await submit(await request(0, 3));
    expect(first.status).toBe(200);
    expect(cosignedAt(await noteOf(3), first.text, key)).not.toBeNull();
    const next = await submit(await request(3, 7));
    expect(cosignedAt(await noteOf(7), next.text, key)).not.toBeNull();
    expect(await statusOf(await request(7, 7))).toBe(200);
  });

  it('tells how far it is', async () => {
    await submit(await request(0, 5));
    for (const old of [0, 4]) {
      const answer = await submit(await request(old, 9));
      expect(answer).toEqual({ status: 409, type: 'text/x.tlog.size', text: '5\n' });
    }
  });

  it('never goes back', async () => {
    await submit(await request(0, 5));
    expect(await statusOf(await request(0, 4))).toBe(409);
    expect(await statusOf(await request(3, 4))).toBe(409);
    expect(await statusOf(await request(5, 4))).toBe(400);
  });

  it('never goes sideways', async () => {
    await submit(await request(0, 5));
    expect(await statusOf(await request(5, 9, forked))).toBe(422);
    expect(await statusOf(await request(5, 5, forked))).toBe(409);
    expect(await statusOf(await request(5, 9))).toBe(200);
  });

  it('remembers over a restart', async () => {
    await submit(await request(0, 5));
    await stop();
    await start();
    expect(await submit(await request(0, 3))).toMatchObject({ status: 409, text: '5\n' });
  });

  it('decides one request after another', async () => {
    await submit(await request(0, 2));
    const sizes = [3, 4, 5, 6, 7, 8];
    const statuses = await Promise.all(sizes.map(async (size) => statusOf(await request(2, size))));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(sizes.length - 1);
  });

  it('knows its logs and their keys', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const note = await noteOf(3, honest, log.privateKey, 'other.example/log');
    expect(await statusOf(renderAddCheckpoint({ old: 0, proof: [], note }))).toBe(404);
    const forged = await noteOf(3, honest, stranger);
    expect(await statusOf(renderAddCheckpoint({ old: 0, proof: [], note: forged }))).toBe(403);
  });

  it('reads requests strictly', async () => {
    const good = await request(0, 3);
    const hash = `${honest(1).toString('base64')}\n`;
    const wrong = [
      '',
      good.replace('old 0', 'old 00'),
      good.replace('old 0', 'old -1'),
      good.replace('old 0\n', ''),
      good.replace('old 0\n', 'old 0\nnot base64\n'),
      good.replace('old 0\n', `old 0\n${hash.repeat(64)}`),
      good.slice(0, -20),
    ];
    expect(await Promise.all(wrong.map(statusOf))).toEqual(wrong.map(() => 400));
    expect(await statusOf('x'.repeat(70_000))).toBe(413);
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${url}/other`, { method: 'POST' })).status).toBe(404);
    expect(await statusOf(good)).toBe(200);
  });

  it('takes no proof for a beginning', async () => {
    const note = await noteOf(3);
    expect(await statusOf(renderAddCheckpoint({ old: 0, proof: [honest(1)], note }))).toBe(422);
  });

  it('keeps its key where it keeps its memory', async () => {
    const logs = [renderVerifierKey({ name: origin, type: 1, publicKey: log.publicKey })];
    const options = { folder, name: 'w', address: '127.0.0.1', port: 0, logs, clock: systemClock };
    const [first, second] = [await startWitness(options), await startWitness(options)];
    await Promise.all([first.stop(), second.stop()]);
    expect(parseVerifierKey(first.key)?.type).toBe(4);
    expect(second.key).toBe(first.key);
    await expect(startWitness({ ...options, logs: [first.key] })).rejects.toThrow(BadLogKey);
  });
});
