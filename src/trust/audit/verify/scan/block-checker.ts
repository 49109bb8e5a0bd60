import { hash } from 'node:crypto';
import { auditTypes, isAuditType, operationOf } from '../../event-types';
import { tileWidth } from '../../format/tiles';
import { hashLength } from '../../format/tree';
import { leafColumns } from '../../search-columns';
import { type CopiedRow, int64 } from './copy-out';
import { instantMs } from './instant';
import { member } from './leaf-members';
import { LeafScanner, type NamedLeaves } from './leaf-scanner';

/** The columns that are copied, in this order: number, hash, body, then the search columns. */
export const copiedColumns = ['n', 'hash', 'body', ...leafColumns.map(({ column }) => column)];
const [hashField, bodyField, firstSearchField] = [1, 2, 3];

/** What a block of 256 leaves commits to, for whoever opens personal parts. */
export interface CommittedParts {
  readonly n: number;
  readonly id: string | null;
  readonly pa: string | null;
  readonly ps: string | null;
}

/**
 * Says whether a block of up to 256 rows is in every respect as it was sealed: numbers without a gap, leaves that
 * `parseLeaf` would accept, the hash beside each, the search columns, times that do not go back. It never says what is
 * wrong: a block with anything unusual is read again, row by row, by the checker that names it.
 */
export class BlockChecker {
  readonly #scanner: LeafScanner;
  readonly #hashes: Buffer;
  readonly #commits = new Uint8Array(tileWidth);
  #parts: CommittedParts[] = [];
  #first = 0;
  #rows = 0;
  #sound = true;
  #sealedFirst = NaN;
  #sealedLast = -Infinity;

  constructor(
    origins: readonly NamedLeaves[],
    private readonly keepParts: boolean,
  ) {
    this.#scanner = new LeafScanner(origins);
    this.#hashes = Buffer.alloc(tileWidth * hashLength);
  }

  begin(first: number): void {
    this.#first = first;
    this.#rows = 0;
    this.#sound = true;
    this.#sealedFirst = NaN;
    this.#sealedLast = -Infinity;
    this.#parts = [];
    this.#commits.fill(0);
  }

  add({ bytes, fields }: CopiedRow): void {
    const n = this.#first + this.#rows;
    this.#sound &&= this.#rows < tileWidth && int64(bytes, fields[0] ?? 0) === n && this.#isSound(bytes, fields, n);
    this.#rows += 1;
  }

  /** Whether the block is sound, of exactly so many rows. */
  isSound(count: number): boolean {
    return this.#sound && this.#rows === count;
  }

  /** The leaf hashes, computed from the bytes. */
  hashes(): Buffer {
    return this.#hashes.subarray(0, this.#rows * hashLength);
  }

  get sealed(): { first: number; last: number } {
    return { first: this.#sealedFirst, last: this.#sealedLast };
  }

  /** For each row which parts it commits to: 1 the actor part, 2 the subject part. */
  get commits(): Uint8Array {
    return this.#commits;
  }

  get parts(): CommittedParts[] {
    return this.#parts;
  }

  #isSound(bytes: Buffer, fields: Int32Array, n: number): boolean {
    const body = fields[bodyField * 2] ?? 0;
    const end = body + (fields[bodyField * 2 + 1] ?? 0);
    if (!this.#scanner.scan(bytes, body, end, n) || !this.#columnsFit(bytes, fields) || !this.#timeGoesOn(bytes))
      return false;
    this.#noteParts(bytes, n);
    // The byte before the body belongs to its length, which has been read: the leaf's prefix goes there, and nothing is copied.
    bytes[body - 1] = 0;
    const digest = hash('sha256', bytes.subarray(body - 1, end), 'binary');
    this.#hashes.write(digest, this.#rows * hashLength, 'binary');
    const beside = fields[hashField * 2] ?? 0;
    return fields[hashField * 2 + 1] === hashLength && digest === bytes.toString('latin1', beside, beside + hashLength);
  }

  #columnsFit(bytes: Buffer, fields: Int32Array): boolean {
    const { spans } = this.#scanner;
    for (let i = 0; i < comparisons.length; i += 1) {
      const field = (firstSearchField + i) * 2;
      const at = fields[field] ?? 0;
      const length = fields[field + 1] ?? -1;
      const comparison = comparisons[i];
      if (comparison === undefined) return false;
      const from = spans[comparison.which * 2] ?? -1;
      const to = spans[comparison.which * 2 + 1] ?? -1;
      if (from < 0 || length < 0) {
        if (from >= 0 || length >= 0) return false;
      } else if (!comparison.fits(bytes, from, to, at, length)) return false;
    }
    return true;
  }

  #timeGoesOn(bytes: Buffer): boolean {
    const sealed = instantMs(bytes, this.#scanner.spans[member.sealed * 2] ?? 0);
    if (this.#rows === 0) this.#sealedFirst = sealed;
    const goesOn = sealed >= this.#sealedLast;
    this.#sealedLast = sealed;
    return goesOn;
  }

  #noteParts(bytes: Buffer, n: number): void {
    const { spans } = this.#scanner;
    const pa = spans[member.pa * 2] ?? -1;
    const ps = spans[member.ps * 2] ?? -1;
    this.#commits[this.#rows] = (pa < 0 ? 0 : 1) + (ps < 0 ? 0 : 2);
    if (!this.keepParts || (pa < 0 && ps < 0)) return;
    const read = (which: number) => {
      const from = spans[which * 2] ?? -1;
      return from < 0 ? null : bytes.toString('latin1', from, spans[which * 2 + 1]);
    };
    this.#parts.push({ n, id: read(member.id), pa: read(member.pa), ps: read(member.ps) });
  }
}

type Fits = (bytes: Buffer, from: number, to: number, at: number, length: number) => boolean;

const sameText: Fits = (bytes, from, to, at, length) => {
  if (to - from !== length) return false;
  for (let i = 0; i < length; i += 1) if (bytes[from + i] !== bytes[at + i]) return false;
  return true;
};

/** A UUID's 36 characters against its 16 bytes. */
const sameId: Fits = (bytes, from, _to, at, length) => {
  if (length !== 16) return false;
  let place = from;
  for (let i = 0; i < 16; i += 1) {
    if (i === 4 || i === 6 || i === 8 || i === 10) place += 1;
    const high = nibbles[bytes[place] ?? 0] ?? 0;
    const low = nibbles[bytes[place + 1] ?? 0] ?? 0;
    if (bytes[at + i] !== high * 16 + low) return false;
    place += 2;
  }
  return true;
};

/** PostgreSQL counts microseconds from the year 2000. */
const sameInstant: Fits = (bytes, from, _to, at, length) =>
  length === 8 && int64(bytes, at) === (instantMs(bytes, from) - 946_684_800_000) * 1000;

const sameOperation: Fits = (bytes, from, to, at, length) => {
  const type = bytes.toString('latin1', from, to);
  const operation = operations.get(type) ?? 'system';
  return operation.length === length && operation === bytes.toString('latin1', at, at + length);
};

const operations = new Map(
  Object.keys(auditTypes)
    .filter(isAuditType)
    .map((type) => [type as string, operationOf(type)]),
);

const nibbles = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(byte));
  return value < 0 ? 0 : value;
});

const byType: Readonly<Record<string, Fits>> = { uuid: sameId, timestamptz: sameInstant, text: sameText };

/** How each search column is compared with the leaf, in the order of the columns. */
const comparisons: readonly { readonly which: number; readonly fits: Fits }[] = leafColumns.map(({ name, type }) => {
  if (name === 'operation') return { which: member.type, fits: sameOperation };
  return { which: name === 'sealedAt' ? member.sealed : member[name], fits: byType[type] ?? (() => false) };
});
