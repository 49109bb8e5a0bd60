import { BadCheckpoint, type Checkpoint, openCheckpoint, splitNote } from '../../format/note';
import { verifyConsistency } from '../../format/proof';
import { emptyRoot, hashLength } from '../../format/tree';
import type { VerifierKey } from '../../format/verifier-key';

/*
 * The rules of a witness (c2sp.org/tlog-witness, add-checkpoint). The request is
 *   old <size>\n
 *   <base64 hash>\n        up to 63 lines: the consistency proof
 *   \n
 *   <checkpoint>
 */

export interface AddCheckpoint {
  readonly old: number;
  readonly proof: readonly Buffer[];
  readonly note: string;
}

/** What a witness knows of a log: the last checkpoint that it cosigned. */
export type Known = Pick<Checkpoint, 'size' | 'root'>;

export type Judgement =
  | { readonly status: 200; readonly checkpoint: Checkpoint }
  | { readonly status: 409; readonly known: number }
  | { readonly status: 400 | 403 | 404 | 422 };

const longestProof = 63;

export function renderAddCheckpoint({ old, proof, note }: AddCheckpoint): string {
  return `old ${old}\n${proof.map((hash) => `${hash.toString('base64')}\n`).join('')}\n${note}`;
}

/** Null for what is no such request. */
export function parseAddCheckpoint(text: string): AddCheckpoint | null {
  const end = text.indexOf('\n\n');
  const [first = '', ...lines] = text.slice(0, Math.max(0, end)).split('\n');
  const [, old] = /^old (0|[1-9]\d{0,15})$/.exec(first) ?? [];
  const proof = lines.map((line) => Buffer.from(line, 'base64'));
  const spelt = lines.every((line, i) => proof[i]?.length === hashLength && proof[i].toString('base64') === line);
  if (old === undefined || !Number.isSafeInteger(Number(old)) || lines.length > longestProof || !spelt) return null;
  return { old: Number(old), proof, note: text.slice(end + 2) };
}

/** Decides one request against what is known, in the order that the specification gives. Pure: 200 is not yet a signature. */
export function judge(request: AddCheckpoint, keys: readonly VerifierKey[], known: Known | null): Judgement {
  const checkpoint = openUnder(request.note, keys);
  if (checkpoint === null) return { status: 403 };
  if (request.old > checkpoint.size) return { status: 400 };
  const before = known ?? { size: 0, root: emptyRoot() };
  if (request.old !== before.size) return { status: 409, known: before.size };
  if (request.old === checkpoint.size && !checkpoint.root.equals(before.root))
    return { status: 409, known: before.size };
  if (!verifyConsistency({ earlier: before, later: checkpoint, proof: request.proof })) return { status: 422 };
  return { status: 200, checkpoint };
}

/** The origin that a note claims, to find the log's key by; null where it is no note. */
export function claimedOrigin(note: string): string | null {
  try {
    return splitNote(note).text.split('\n')[0] ?? null;
  } catch {
    return null;
  }
}

/** A log whose key was changed has two for a time. */
function openUnder(note: string, keys: readonly VerifierKey[]): Checkpoint | null {
  for (const { name, publicKey } of keys) {
    try {
      return openCheckpoint(note, { origin: name, publicKey });
    } catch (error) {
      if (!(error instanceof BadCheckpoint)) throw error;
    }
  }
  return null;
}
