/** What a checkpoint file says: which log, how many entries, and the root of its tree (C2SP tlog-checkpoint). */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
}

/** A checkpoint from the text of its file; null where the text is none. */
export function checkpointOf(text: string): Checkpoint | null {
  const [origin = '', size = '', root = '', ...rest] = text.replaceAll('\r\n', '\n').split('\n');
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size) || !rest.includes('')) return null;
  const bytes = bytesOf(root);
  return bytes?.length === 32 ? { origin, size: Number(size), root: bytes } : null;
}

function bytesOf(base64: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Whether the later log begins with the earlier one, checked here from the vault's hashes (RFC 9162, 2.1.4.2). */
export async function beginsWith(later: Checkpoint, earlier: Checkpoint, proof: readonly string[]): Promise<boolean> {
  if (earlier.size === 0) return proof.length === 0;
  if (earlier.size === later.size) return proof.length === 0 && same(earlier.root, later.root);
  const path = proof.map(bytesOf);
  if (path.some((hash) => hash?.length !== 32)) return false;
  const hashes = path as Uint8Array[];
  const [first, ...rest] = isPowerOfTwo(earlier.size) ? [earlier.root, ...hashes] : hashes;
  if (first === undefined) return false;
  let [at, last] = skipOnes(earlier.size - 1, later.size - 1);
  let [from, to] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      from = await nodeHash(hash, from);
      to = await nodeHash(hash, to);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      to = await nodeHash(to, hash);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && same(from, earlier.root) && same(to, later.root);
}

// Sizes pass 2 ** 32: no bit operators.
const half = (value: number) => Math.floor(value / 2);

function isPowerOfTwo(size: number): boolean {
  let rest = size;
  while (rest % 2 === 0 && rest > 0) rest = half(rest);
  return rest === 1;
}

function skipOnes(first: number, second: number): [number, number] {
  let [at, last] = [first, second];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  return [at, last];
}

async function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from([1, ...left, ...right])));
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
