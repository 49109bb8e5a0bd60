import {
  createHash,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  verify as verifyBytes,
} from 'node:crypto';
import { newId } from '../../../src/kernel';
import { buildLeaf, type LeafEvent } from '../../../src/trust/audit/format/leaf';
import { signCheckpoint, verifierKey } from '../../../src/trust/audit/format/note';
import { inclusionProof, type SubtreeReader } from '../../../src/trust/audit/format/proof';
import { encodeBundle, TileBuilder, tilePath, tileWidth } from '../../../src/trust/audit/format/tiles';
import { CompactRange, leafHash, rootOf } from '../../../src/trust/audit/format/tree';
import { Files } from '../../../tools/verifier/files.mjs';
import { type Platform, type Report, verify } from '../../../tools/verifier/verify.mjs';

export const origin = 'test.example/log';
const startMs = Date.parse('2026-11-01T00:00:00.000Z');

export type FileMap = Map<string, Buffer>;

/** A log in memory, made by the product's own format code; every change is up to the test. */
export class MadeLog {
  readonly privateKey: KeyObject;
  readonly key: string;
  readonly leaves: Buffer[] = [];
  readonly events: LeafEvent[] = [];

  /** @param nameAt the log's name from that entry on */
  constructor(
    size: number,
    change: (n: number) => Partial<LeafEvent> = () => ({}),
    private readonly nameAt: (n: number) => string = () => origin,
  ) {
    this.privateKey = generateKeyPairSync('ed25519').privateKey;
    this.key = this.keyUnder(nameAt(size - 1));
    for (let n = 0; n < size; n += 1) {
      const event = eventOf(n, change(n));
      this.events.push(event);
      this.leaves.push(buildLeaf({ log: nameAt(n), n, sealed: sealedAt(n) }, event));
    }
  }

  get hashes(): Buffer[] {
    return this.leaves.map(leafHash);
  }

  note(size = this.leaves.length, key = this.privateKey): string {
    return signCheckpoint({ origin: this.nameAt(size - 1), size, root: rootOf(this.hashes.slice(0, size)) }, key);
  }

  /** The public key as those know it who know the log by that name. */
  keyUnder(name: string): string {
    return verifierKey({ origin: name, publicKey: createPublicKey(this.privateKey) });
  }

  /** The files of an export. */
  export(): FileMap {
    const files: FileMap = new Map([
      ['key', Buffer.from(`${this.key}\n`)],
      ['checkpoint', Buffer.from(this.note())],
    ]);
    const builder = new TileBuilder();
    const tiles = [...this.hashes.flatMap((hash) => builder.add(hash)), ...builder.edge()];
    for (const tile of tiles) files.set(tilePath(tile), tile.hashes);
    for (let index = 0; index * tileWidth < this.leaves.length; index += 1) {
      const bundle = this.leaves.slice(index * tileWidth, (index + 1) * tileWidth);
      files.set(tilePath({ level: 'entries', index, width: bundle.length }), encodeBundle(bundle));
    }
    return files;
  }

  readonly subtree: SubtreeReader = (level, index) =>
    Promise.resolve(rootOf(this.hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)));

  async proof(n: number, size = this.leaves.length): Promise<string> {
    const path = await inclusionProof(n, size, this.subtree);
    return proofText(n, path, this.note(size));
  }

  /** The subtrees around a stretch of leaves, as a bundle carries them. */
  range(first: number, last: number): object {
    const size = this.leaves.length;
    const left = CompactRange.empty();
    for (const hash of this.hashes.slice(0, first)) left.append(hash);
    const lefts = Array.from({ length: left.hashes().length / 32 }, (_, i) =>
      left.hashes().subarray(i * 32, i * 32 + 32),
    );
    const right: Buffer[] = [];
    for (let at = last + 1; at < size;) {
      let span = 1;
      while (at % (span * 2) === 0 && at + span * 2 <= size) span *= 2;
      right.push(rootOf(this.hashes.slice(at, at + span)));
      at += span;
    }
    const encoded = (hashes: Buffer[]) => hashes.map((hash) => hash.toString('base64'));
    return { first, last, size, left: encoded(lefts), right: encoded(right) };
  }
}

export function proofText(index: number, path: readonly Buffer[], note: string): string {
  const lines = path.map((hash) => `${hash.toString('base64')}\n`).join('');
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${lines}\n${note}`;
}

export function sealedAt(n: number): string {
  return new Date(startMs + n * 60_000).toISOString();
}

function eventOf(n: number, change: Partial<LeafEvent>): LeafEvent {
  return {
    id: newId(),
    t: sealedAt(n),
    type: 'media.read.open',
    actor: { kind: 'user', id: newId(), role: 'kyc_agent', sess: null, amr: ['pwd'] },
    subj: newId(),
    obj: { media: newId(), object: newId(), class: 'passport', part: 'original', sha256: 'ab'.repeat(32) },
    ticket: { sys: 'zendesk', id: '35436' },
    purpose: 'identity_check',
    grant: null,
    decision: 'allow',
    reason: null,
    policy: null,
    range: 'all',
    bytes: null,
    pa: null,
    ps: null,
    ...change,
  };
}

const platform: Platform = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  hmacSha256: (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
  verifyEd25519: (key, signature, bytes) => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') };
    return verifyBytes(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), signature);
  },
  sha256OfFile: async (source) =>
    new Uint8Array(
      createHash('sha256')
        .update(await source.slice(0, source.size))
        .digest(),
    ),
};

/** Runs the verifier's core over files in memory. */
export function check(files: FileMap, trusted: Parameters<typeof verify>[1]['trusted'] = {}): Promise<Report> {
  const sources = [...files].map(([path, bytes]) => {
    const slice = (from: number, to: number) => Promise.resolve(Uint8Array.from(bytes.subarray(from, to)));
    return [path, { size: bytes.length, slice }] as const;
  });
  return verify(new Files(new Map(sources)), { platform, trusted });
}

export function wrong({ checks }: Report): string[] {
  return checks
    .filter(({ holds }) => holds === false)
    .map(({ what, says }) => (says === '' ? what : `${what}: ${says}`));
}

export function open({ checks }: Report): string[] {
  return checks.filter(({ holds }) => holds === null).map(({ what }) => what);
}
