import { InstantReader } from './instant';
import { member } from './leaf-members';
import {
  base64Bytes,
  closeBrace,
  closeBracket,
  comma,
  dash,
  decisions,
  equalsSign,
  type FixedText,
  kinds,
  letter,
  names,
  text,
  ticketBytes,
} from './leaf-words';
import { WordScanner } from './word-scanner';

/** The log's name in the leaves below a number, where no earlier name is. */
export interface NamedLeaves {
  readonly origin: string;
  readonly below: number;
}

/**
 * Reads the bytes of a leaf without making a single object of them: every member of version 1 is always there and in
 * one order, so a leaf is a text with holes. What this accepts, `parseLeaf` accepts; what it does not know (an escape in
 * a ticket id, say) it refuses, and the caller asks `parseLeaf`. It is what makes a log of ten million entries checkable.
 */
export class LeafScanner extends WordScanner {
  /** What reads the two times of a leaf; each knows the last one. */
  readonly times = { at: new InstantReader(), sealed: new InstantReader() };
  readonly #logs: readonly { readonly name: FixedText; readonly below: number }[];

  /** By their names, oldest first. */
  constructor(origins: readonly NamedLeaves[]) {
    super();
    this.#logs = origins.map(({ origin, below }) => ({
      name: text(`},"log":${JSON.stringify(origin)},"n":`),
      below,
    }));
  }

  /** Whether the bytes are the leaf of number `n` of this log, and where its members are. */
  scan(bytes: Buffer, from: number, to: number, n: number): boolean {
    this.take(bytes);
    this.at = from;
    this.end = to;
    return to - from <= longestLeaf && this.#leaf(n) && this.at === to;
  }

  #leaf(n: number): boolean {
    return this.#actor() && this.#toObject() && this.#toReason() && this.#toType() && this.#place(n);
  }

  #toObject(): boolean {
    return (
      this.text(names.bytes) &&
      this.#countOrNull() &&
      this.text(names.decision) &&
      this.oneOf(decisions, member.decision) &&
      this.text(names.grant) &&
      this.idOrNull(member.grant) &&
      this.text(names.id) &&
      this.id(member.id) &&
      this.text(names.obj) &&
      this.#object()
    );
  }

  #toReason(): boolean {
    return (
      this.text(names.pa) &&
      this.#commitment(member.pa) &&
      this.text(names.policy) &&
      this.#policy() &&
      this.text(names.ps) &&
      this.#commitment(member.ps) &&
      this.text(names.purpose) &&
      this.code(member.purpose) &&
      this.text(names.range) &&
      this.#range() &&
      this.text(names.reason) &&
      this.code(member.reason)
    );
  }

  #toType(): boolean {
    return (
      this.text(names.subj) &&
      this.idOrNull(member.subject) &&
      this.text(names.t) &&
      this.instant(member.at, this.times.at) &&
      this.text(names.ticket) &&
      this.#ticket() &&
      this.text(names.type) &&
      this.#type()
    );
  }

  #place(n: number): boolean {
    const log = this.#logOf(n);
    return (
      log !== null &&
      this.text(log) &&
      this.#number(n) &&
      this.text(names.sealed) &&
      this.instant(member.sealed, this.times.sealed) &&
      this.text(names.end)
    );
  }

  #logOf(n: number): FixedText | null {
    for (const { name, below } of this.#logs) if (n < below) return name;
    return null;
  }

  #actor(): boolean {
    return (
      this.text(names.amr) &&
      this.#amr() &&
      this.text(names.actorId) &&
      this.id(member.actor) &&
      this.text(names.kind) &&
      this.oneOf(kinds, member.actorKind) &&
      this.text(names.role) &&
      this.code(member.role) &&
      this.text(names.session) &&
      this.idOrNull(member.session)
    );
  }

  #object(): boolean {
    if (this.isNull(member.class)) {
      this.none(member.media);
      this.none(member.part);
      return true;
    }
    return (
      this.text(names.class) &&
      this.code(member.class) &&
      this.text(names.media) &&
      this.idOrNull(member.media) &&
      this.text(names.object) &&
      this.idOrNull(member.object) &&
      this.text(names.part) &&
      this.code(member.part) &&
      this.text(names.sha256) &&
      (this.isNull(member.digest) || (this.quote() && this.hex(64) && this.quote())) &&
      this.byte(closeBrace)
    );
  }

  #ticket(): boolean {
    if (this.isNull(member.ticket)) {
      this.none(member.ticketSystem);
      return true;
    }
    return (
      this.text(names.ticketId) &&
      this.quote() &&
      this.#ticketText() &&
      this.quote() &&
      this.text(names.system) &&
      this.code(member.ticketSystem, false) &&
      this.byte(closeBrace)
    );
  }

  /** Only ids that cannot be taken for a phone number and need no escape: short ones, or with a letter. */
  #ticketText(): boolean {
    const start = this.at;
    let letters = 0;
    for (; this.at < this.end; this.at += 1) {
      const kind = ticketBytes[this.bytes[this.at] ?? 0] ?? 0;
      if (kind === 0) break;
      if (kind === letter) letters += 1;
    }
    const length = this.at - start;
    this.keep(member.ticket, start, this.at);
    return length > 0 && length <= 128 && (letters > 0 || length < 10);
  }

  #amr(): boolean {
    for (let count = 0; count < 8; count += 1) {
      if (this.bytes[this.at] === closeBracket) return true;
      if (count > 0 && !this.byte(comma)) return false;
      if (!this.code(member.amr, false)) return false;
    }
    return true;
  }

  #countOrNull(): boolean {
    return this.isNull(member.bytes) || this.digits(15);
  }

  #number(n: number): boolean {
    const start = this.at;
    if (!this.digits(15)) return false;
    let value = 0;
    for (let i = start; i < this.at; i += 1) value = value * 10 + ((this.bytes[i] ?? 0) - 48);
    return value === n;
  }

  #commitment(which: number): boolean {
    if (this.isNull(which)) return true;
    if (!this.quote()) return false;
    const start = this.at;
    if (start + 44 > this.end) return false;
    for (let i = start; i < start + 43; i += 1) if (base64Bytes[this.bytes[i] ?? 0] === 0) return false;
    this.at = start + 43;
    this.keep(which, start, start + 44);
    return this.byte(equalsSign) && this.quote();
  }

  #policy(): boolean {
    return this.isNull(member.policy) || (this.text(names.digest) && this.hex(64) && this.quote());
  }

  #range(): boolean {
    if (this.isNull(member.range) || this.text(names.all)) return true;
    return this.quote() && this.digitRun() && this.byte(dash) && this.digitRun() && this.quote();
  }

  #type(): boolean {
    if (!this.quote()) return false;
    const start = this.at;
    let parts = 0;
    let length = 0;
    for (; this.at < this.end; this.at += 1) {
      const byte = this.bytes[this.at] ?? 0;
      if (byte === 46) {
        if (length === 0) return false;
        parts += 1;
        length = 0;
      } else if ((byte >= 97 && byte <= 122) || byte === 95) length += 1;
      else break;
    }
    this.keep(member.type, start, this.at);
    return parts > 0 && length > 0 && this.quote();
  }
}

const longestLeaf = 16_384;
