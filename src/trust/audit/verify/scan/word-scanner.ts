import type { InstantReader } from './instant';
import { memberCount } from './leaf-members';
import {
  codeBytes,
  dash,
  first,
  type FixedText,
  hexPairs,
  idDashes,
  idLength,
  idPairs,
  isDigit,
  names,
  quote as quoteByte,
} from './leaf-words';

/**
 * The words that a leaf is made of, read from bytes one after another: each method goes past one word and answers true, or
 * false where something else stands there. No object is made of any of them.
 */
export abstract class WordScanner {
  /** Where each member's text lies in the bytes: from and to, without quotes; -1 for null. See `member`. */
  readonly spans = new Int32Array(memberCount * 2);
  protected bytes: Buffer = Buffer.alloc(0);
  protected view = new DataView(this.bytes.buffer);
  protected at = 0;
  protected end = 0;

  protected take(bytes: Buffer): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  protected text({ length, words }: FixedText): boolean {
    const { view, at } = this;
    const last = at + length - 4;
    if (last + 4 > this.end) return false;
    for (let i = 0, place = at; i < words.length; i += 1, place += 4) {
      if (view.getInt32(place < last ? place : last, true) !== words[i]) return false;
    }
    this.at = at + length;
    return true;
  }

  protected quote(): boolean {
    return this.byte(quoteByte);
  }

  protected byte(wanted: number): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== wanted) return false;
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
    if (!this.text(names.null)) return false;
    this.none(which);
    return true;
  }

  protected idOrNull(which: number): boolean {
    return this.isNull(which) || this.id(which);
  }

  /** A UUID of version 1 to 8 and variant 8, 9, a or b. */
  protected id(which: number): boolean {
    if (!this.quote()) return false;
    const start = this.at;
    const to = start + idLength;
    if (to > this.end) return false;
    if (!this.#isId(start)) return false;
    this.at = to;
    this.keep(which, start, to);
    return this.quote();
  }

  #isId(start: number): boolean {
    const { bytes, view } = this;
    for (let i = 0; i < idDashes.length; i += 1) if (bytes[start + (idDashes[i] ?? 0)] !== dash) return false;
    let all = 0;
    for (let i = 0; i < idPairs.length; i += 1) all |= hexPairs[view.getUint16(start + (idPairs[i] ?? 0))] ?? -1;
    const version = bytes[start + 14] ?? 0;
    const variant = bytes[start + 19] ?? 0;
    // Of what is a hexadecimal digit: 1 to 8; and 8, 9, a, b.
    return all >= 0 && version >= 49 && version <= 56 && variant >= 56 && variant <= 98;
  }

  /** So many hexadecimal digits: an even number of them. */
  protected hex(count: number): boolean {
    const to = this.at + count;
    if (to > this.end) return false;
    const { view } = this;
    let all = 0;
    for (let i = this.at; i < to; i += 2) all |= hexPairs[view.getUint16(i)] ?? -1;
    if (all < 0) return false;
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

  protected oneOf(words: readonly FixedText[], which: number): boolean {
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

  /** A time, whose milliseconds are kept too. */
  protected instant(which: number, reader: InstantReader): boolean {
    if (!this.quote()) return false;
    const start = this.at;
    if (start + 25 > this.end || Number.isNaN(reader.read(this.bytes, this.view, start))) return false;
    this.keep(which, start, start + 24);
    this.at = start + 24;
    return this.quote();
  }
}
