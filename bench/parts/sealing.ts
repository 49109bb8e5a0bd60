import { type KeyObject, createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { newId } from '../../src/kernel';
import { headerLength, openHeader, sealedSize, sealing } from '../../src/platform/sealed';
import { run } from '../curl';
import { inTurn } from '../figures';
import { type BenchOptions } from '../options';
import { type Section, mibPerSecond } from '../report';

const chunk = 16_384;
const plain = randomBytes(2 ** 20);
const gcm = { authTagLength: 16 };

/** Sealing and opening alone, on one core, against the least that node:crypto can do and against openssl itself. */
export async function measureSealing({ rounds, quick }: BenchOptions): Promise<Section> {
  const mib = quick ? 256 : 1024;
  const key = createSecretKey(randomBytes(32));
  const object = await sealedSample(key);
  const speeds = await inTurn(rounds, {
    seal: () => timed(mib, () => sealMany(key, mib)),
    loop: () => timed(mib, () => loopMany(key, mib)),
    open: () => timed(mib, () => openMany(key, object, mib)),
    openLoop: () => timed(mib, () => openLoopMany(key, mib)),
    openssl: () => opensslSpeed(),
  });
  const least = { kind: 'least', ratio: 0.8, of: 'the bare loop' } as const;
  return {
    title: 'Sealing alone, one core',
    said: 'No network and no disk: 16 KiB chunks as the format has them.',
    rows: [
      {
        what: 'sealing',
        figure: mibPerSecond(speeds.seal),
        ratio: speeds.seal / speeds.loop,
        target: least,
        why: 'The batches of 1 MiB are joined by one copy.',
      },
      { what: 'bare loop of `createCipheriv` on 16 KiB', figure: mibPerSecond(speeds.loop) },
      { what: 'opening', figure: mibPerSecond(speeds.open), ratio: speeds.open / speeds.openLoop, target: least },
      { what: 'bare loop of `createDecipheriv` on 16 KiB', figure: mibPerSecond(speeds.openLoop) },
      { what: '`openssl speed -evp aes-256-gcm`, 16 KiB', figure: mibPerSecond(speeds.openssl) },
      { what: 'sealing, against openssl', figure: '', ratio: speeds.seal / speeds.openssl },
    ],
  };
}

async function timed(mib: number, work: () => Promise<void> | void): Promise<number> {
  const started = performance.now();
  await work();
  return mib / ((performance.now() - started) / 1000);
}

const ids = { vaultId: newId(), mediaId: newId(), objectId: newId(), dataKeyId: newId() };

async function* source(mib: number): AsyncGenerator<Buffer> {
  for (let count = 0; count < mib; count += 1) yield await Promise.resolve(plain);
}

async function sealMany(key: KeyObject, mib: number): Promise<void> {
  for await (const batch of sealing(key, ids, source(mib))) if (batch.length === 0) throw new Error('an empty batch');
}

async function sealedSample(key: KeyObject): Promise<Buffer> {
  const batches: Buffer[] = [];
  for await (const batch of sealing(key, ids, source(64))) batches.push(batch);
  return Buffer.concat(batches);
}

function openMany(key: KeyObject, object: Buffer, mib: number): void {
  const length = 64 * 2 ** 20;
  const found = { header: object.subarray(0, headerLength), size: sealedSize(length) };
  for (let done = 0; done < mib; done += 64) {
    const opener = openHeader(key, { ids, length }, found).whole();
    for (let at = headerLength; at < object.length; at += 64 * 16_400)
      opener.push(object.subarray(at, at + 64 * 16_400));
    opener.finish();
  }
}

function loopMany(key: KeyObject, mib: number): void {
  const nonce = randomBytes(12);
  for (let done = 0; done < mib; done += 1) {
    for (let at = 0; at < plain.length; at += chunk) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce, gcm);
      cipher.update(plain.subarray(at, at + chunk));
      cipher.final();
      cipher.getAuthTag();
    }
  }
}

function openLoopMany(key: KeyObject, mib: number): void {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, gcm);
  const sealed = Buffer.concat([cipher.update(plain.subarray(0, chunk)), cipher.final()]);
  const tag = cipher.getAuthTag();
  for (let done = 0; done < mib * 64; done += 1) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, gcm);
    decipher.setAuthTag(tag);
    decipher.update(sealed);
    decipher.final();
  }
}

async function opensslSpeed(): Promise<number> {
  const output = await run('openssl', [
    'speed',
    '-evp',
    'aes-256-gcm',
    '-bytes',
    String(chunk),
    '-seconds',
    '1',
    '-mr',
  ]);
  const speed = /\+F:\d+:[^:]+:([\d.]+)/.exec(output)?.[1];
  return Number(speed ?? NaN) / 2 ** 20;
}
