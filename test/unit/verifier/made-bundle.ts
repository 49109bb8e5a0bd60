import { createHash, generateKeyPairSync } from 'node:crypto';
import { newId } from '../../../src/kernel';
import { packPersonalPart } from '../../../src/trust/audit/format/personal-part';
import type { LeafEvent } from '../../../src/trust/audit/format/leaf';
import { encodeBundle } from '../../../src/trust/audit/format/tiles';
import { rootOf } from '../../../src/trust/audit/format/tree';
import { selfSignedCertificate } from '../../../src/trust/keys/certificate';
import { signDetached } from '../../../src/trust/keys/cms';
import { type FileMap, MadeLog, origin, sealedAt } from './made-log';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
/** Who signs the bundles. */
export const signer = {
  privateKey: pem,
  certificate: selfSignedCertificate(pem, {
    commonName: 'strongroom/test',
    hostNames: [],
    notBefore: new Date(Date.now() - 60_000),
  }),
};

export const subject = newId();
const part = packPersonalPart({ ip: '203.0.113.9' });
const [media, object] = [newId(), newId()];
const stored = { media, object, class: 'passport', part: 'original', sha256: 'cd'.repeat(32) };

/** Entries 20 to 79 lie in the period; those about the subject are 30, 40, 50 and, before and after it, 10 and 90. */
export const madeLog = new MadeLog(100, (n): Partial<LeafEvent> => {
  const about = n % 10 === 0 && [10, 30, 40, 50, 90].includes(n) ? { subj: subject } : {};
  if (n === 30) return { ...about, type: 'media.stored', obj: stored, bytes: 1_000 };
  return n === 40 ? { ...about, pa: part.commitment, obj: stored } : { ...about, obj: null };
});

export interface MadeBundle {
  readonly claim: Record<string, unknown>;
  readonly entries: Record<string, unknown>[];
  readonly items: Record<string, unknown>[];
  leaves: Buffer[];
  range: object;
  readonly more: FileMap;
}

/** What an honest vault packs; `change` is what somebody makes of it before it is listed and sealed. */
export async function madeBundle(
  completeness: 'all' | 'selection',
  change: (bundle: MadeBundle) => void = () => undefined,
): Promise<FileMap> {
  const chosen = [30, 40, 50];
  const carried = completeness === 'all' ? { first: 19, last: 80, count: 62 } : { first: 30, last: 50, count: 3 };
  const content = Buffer.from('a photo');
  const bundle: MadeBundle = {
    claim: {
      ...{ format: 'strongroom/evidence-bundle/v1', id: newId(), createdAt: sealedAt(99), vault: newId(), origin },
      ...{ requestedBy: { actor: newId(), role: 'dpo' }, completeness, query: { subject } },
      period: { from: sealedAt(20), to: sealedAt(80) },
      ...{ chosen: 3, carried, content: 'bytes', policies: [], policiesMissing: [], operations: {} },
      checkpoint: { size: 100, root: rootOf(madeLog.hashes).toString('base64') },
    },
    entries: chosen.map((n) => ({
      n,
      id: madeLog.events[n]?.id,
      personal: { actor: n === 40 ? shownPart() : null, subject: null },
    })),
    items: [
      {
        ...{ media, object, class: 'passport', contentType: 'image/jpeg', length: content.length },
        ...{ receivedAt: sealedAt(30), channel: 'rest', sealedSha256: 'cd'.repeat(32), sealedSize: 1_000 },
        ...{ contentSha256: sha256(content), fileName: null, path: `data/items/${media}` },
      },
    ],
    leaves: completeness === 'all' ? madeLog.leaves.slice(19, 81) : chosen.map((n) => madeLog.leaves[n] ?? content),
    range: madeLog.range(19, 80),
    more: new Map([[`data/items/${media}`, content]]),
  };
  if (completeness === 'selection') {
    for (const n of chosen) bundle.more.set(`data/log/proofs/${n}.tlog-proof`, Buffer.from(await madeLog.proof(n)));
  }
  change(bundle);
  return packed(bundle, completeness);
}

function packed({ claim, entries, items, leaves, range, more }: MadeBundle, completeness: string): FileMap {
  const lines = (values: readonly object[]) =>
    Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  const payload: FileMap = new Map([
    ['data/claim.json', Buffer.from(JSON.stringify(claim))],
    ['data/log/key', Buffer.from(`${madeLog.key}\n`)],
    ['data/log/checkpoint', Buffer.from(madeLog.note())],
    ['data/log/leaves', encodeBundle(leaves)],
    ['data/entries.jsonl', lines(entries)],
    ['data/items.jsonl', lines(items)],
    ...(completeness === 'all' ? [['data/log/range.json', Buffer.from(JSON.stringify(range))] as const] : []),
    ...more,
  ]);
  const listed = (files: FileMap) =>
    Buffer.from([...files].map(([path, bytes]) => `${sha256(bytes)}  ${path}\n`).join(''));
  const tags: FileMap = new Map([
    ['bagit.txt', Buffer.from('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')],
    ['manifest-sha256.txt', listed(payload)],
  ]);
  const manifest = listed(tags);
  const signature = signDetached(createHash('sha256').update(manifest).digest(), signer, new Date());
  const all = new Map([
    ...payload,
    ...tags,
    ['tagmanifest-sha256.txt', manifest] as const,
    ['tagmanifest-sha256.txt.p7s', signature] as const,
  ]);
  return new Map([...all].map(([path, bytes]) => [`strongroom-bundle-x/${path}`, bytes]));
}

function shownPart(): object {
  const { plain } = part;
  return {
    state: 'present',
    salt: plain.subarray(0, 32).toString('base64'),
    payload: JSON.parse(plain.subarray(32).toString()) as object,
  };
}
