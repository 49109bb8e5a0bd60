import { hash } from 'node:crypto';
import { auditTypes, isAuditType, operationOf } from '../../event-types';
import { tileWidth } from '../../format/tiles';
import { hashLength } from '../../format/tree';
import { leafColumns } from '../../search-columns';
import { type CopiedRow, int64 } from './copy-out';
import { member } from './leaf-members';
import { hexPairs, idPairs } from './leaf-words';
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

  add(row: CopiedRow): void {
    const n = this.#first + this.#rows;
    this.#sound &&= this.#rows < tileWidth && int64(row.view, row.fields[0] ?? 0) === n && this.#isSound(row, n);
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

  #isSound(row: CopiedRow, n: number): boolean {
    const { bytes, fields } = row;
    const body = fields[bodyField * 2] ?? 0;
    const end = body + (fields[bodyField * 2 + 1] ?? 0);
    if (!this.#scanner.scan(bytes, body, end, n) || !this.#columnsFit(row) || !this.#timeGoesOn()) return false;
    this.#noteParts(bytes, n);
    // The byte before the body belongs to its length, which has been read: the leaf's prefix goes there, and nothing is copied.
    bytes[body - 1] = 0;
    const digest = hash('sha256', bytes.subarray(body - 1, end), 'binary');
    this.#hashes.write(digest, this.#rows * hashLength, 'latin1');
    const beside = fields[hashField * 2] ?? 0;
    return fields[hashField * 2 + 1] === hashLength && digest === bytes.toString('latin1', beside, beside + hashLength);
  }

  #columnsFit(row: CopiedRow): boolean {
    const { fields } = row;
    const { spans, times } = this.#scanner;
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
      } else if (!comparison.fits(row, from, to, at, length)) return false;
    }
    const [sealedAt, at] = [fields[sealedField * 2] ?? 0, fields[atField * 2] ?? 0];
    return sameInstant(row.view, times.sealed.ms, sealedAt) && sameInstant(row.view, times.at.ms, at);
  }

  #timeGoesOn(): boolean {
    const sealed = this.#scanner.times.sealed.ms;
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

type Fits = (row: CopiedRow, from: number, to: number, at: number, length: number) => boolean;

const sameText: Fits = ({ bytes }, from, to, at, length) => {
  if (to - from !== length) return false;
  for (let i = 0; i < length; i += 1) if (bytes[from + i] !== bytes[at + i]) return false;
  return true;
};

/** A UUID's 36 characters against its 16 bytes. */
const sameId: Fits = ({ bytes, view }, from, _to, at, length) => {
  if (length !== 16) return false;
  for (let i = 0; i < 16; i += 1) {
    if (bytes[at + i] !== hexPairs[view.getUint16(from + (idPairs[i] ?? 0))]) return false;
  }
  return true;
};

/** A time was read with its leaf: here only that the column is as long as one. PostgreSQL counts microseconds from the year 2000. */
const isInstant: Fits = (_row, _from, _to, _at, length) => length === 8;

function sameInstant(view: DataView, ms: number, at: number): boolean {
  return int64(view, at) === (ms - 946_684_800_000) * 1000;
}

const sameOperation: Fits = ({ bytes }, from, to, at, length) => {
  const operation = operationAt(bytes, from, to);
  return operation.length === length && isAt(bytes, at, operation);
};

function operationAt(bytes: Buffer, from: number, to: number): Buffer {
  for (const { type, operation } of typesByLength[to - from] ?? []) if (isAt(bytes, from, type)) return operation;
  return ofUnknownTypes;
}

function isAt(bytes: Buffer, at: number, wanted: Buffer): boolean {
  for (let i = wanted.length - 1; i >= 0; i -= 1) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

const ofUnknownTypes = Buffer.from('system');
const typesByLength: { readonly type: Buffer; readonly operation: Buffer }[][] = [];
for (const type of Object.keys(auditTypes).filter(isAuditType)) {
  (typesByLength[type.length] ??= []).push({ type: Buffer.from(type), operation: Buffer.from(operationOf(type)) });
}

const byType: Readonly<Record<string, Fits>> = { uuid: sameId, timestamptz: isInstant, text: sameText };

/** How each search column is compared with the leaf, in the order of the columns. */
const comparisons: readonly { readonly which: number; readonly fits: Fits }[] = leafColumns.map(({ name, type }) => {
  if (name === 'operation') return { which: member.type, fits: sameOperation };
  return { which: name === 'sealedAt' ? member.sealed : member[name], fits: byType[type] ?? (() => false) };
});

const fieldOf = (column: string) => copiedColumns.indexOf(column);
const [sealedField, atField] = [fieldOf('sealed_at'), fieldOf('at')];
