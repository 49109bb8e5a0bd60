import { instantMs } from './instant';
import { memberCount } from './leaf-members';
import { codeBytes, first, hexBytes, idBytes, idShape, isDigit, names, quote as quoteByte } from './leaf-words';

/**
 * The words that a leaf is made of, read from bytes one after another: each method goes past one word and answers true, or
 * false where something else stands there. No object is made of any of them.
 */
export abstract class WordScanner {
  /** Where each member's text lies in the bytes: from and to, without quotes; -1 for null. See `member`. */
  readonly spans = new Int32Array(memberCount * 2);
  protected bytes: Buffer = Buffer.alloc(0);
  protected at = 0;
  protected end = 0;

  protected text(expected: Buffer): boolean {
    const { length } = expected;
    const bytes = this.bytes;
    const at = this.at;
    if (at + length > this.end) return false;
    for (let i = 0; i < length; i += 1) if (bytes[at + i] !== expected[i]) return false;
    this.at = at + length;
    return true;
  }

  protected quote(): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== quoteByte) return false;
    this.at += 1;
    return true;
  }

  protected keep(which: number, from: number, to: number): void {
    this.spans[which * 2] = from;
    this.spans[which * 2 + 1] = to;
  }

  protected none(which: number): void {
    this.keep(which, -1, -1);
  }

  protected isNull(which: number): boolean {
    if (this.bytes[this.at] !== 110 || !this.text(names.null)) return false;
    this.none(which);
    return true;
  }

  protected idOrNull(which: number): boolean {
    return this.isNull(which) || this.id(which);
  }

  protected id(which: number): boolean {
    if (!this.quote()) return false;
    const start = this.at;
    const to = start + idShape.length;
    if (to > this.end) return false;
    for (let i = start; i < to; i += 1) {
      if (((idBytes[this.bytes[i] ?? 0] ?? 0) & (idShape[i - start] ?? 0)) === 0) return false;
    }
    this.at = to;
    this.keep(which, start, to);
    return this.quote();
  }

  protected dash(): boolean {
    if (this.bytes[this.at] !== 45) return false;
    this.at += 1;
    return true;
  }

  protected hex(count: number): boolean {
    const to = this.at + count;
    if (to > this.end) return false;
    for (let i = this.at; i < to; i += 1) if (hexBytes[this.bytes[i] ?? 0] === 0) return false;
    this.at = to;
    return true;
  }

  protected code(which: number, orNull = true): boolean {
    if (orNull && this.isNull(which)) return true;
    if (!this.quote()) return false;
    const start = this.at;
    if (codeBytes[this.bytes[start] ?? 0] !== first) return false;
    let at = start + 1;
    while (at < this.end && (codeBytes[this.bytes[at] ?? 0] ?? 0) !== 0) at += 1;
    this.at = at;
    this.keep(which, start, at);
    return at - start <= 64 && this.quote();
  }

  protected oneOf(words: readonly Buffer[], which: number): boolean {
    const start = this.at;
    for (const word of words) {
      if (!this.text(word)) continue;
      this.keep(which, start + 1, this.at - 1);
      return true;
    }
    return false;
  }

  /** A number without leading zeros; up to 15 digits, so that it is below 2^53. */
  protected digits(most: number): boolean {
    const start = this.at;
    while (this.at < this.end && isDigit(this.bytes[this.at])) this.at += 1;
    const length = this.at - start;
    return length > 0 && length <= most && (length === 1 || this.bytes[start] !== 48);
  }

  protected digitRun(): boolean {
    const start = this.at;
    while (this.at < this.end && isDigit(this.bytes[this.at])) this.at += 1;
    return this.at - start > 0 && this.at - start <= 16;
  }

  protected instant(which: number): boolean {
    if (!this.quote()) return false;
    const start = this.at;
    if (start + 25 > this.end || Number.isNaN(instantMs(this.bytes, start))) return false;
    this.keep(which, start, start + 24);
    this.at = start + 24;
    return this.quote();
  }
}
