import { isDigit } from './leaf-words';

/**
 * Milliseconds of a time spelled `2026-11-25T07:09:51.000Z` at a place in the bytes; NaN for every other spelling, for a
 * day that no month has, and for years outside 2000 to 2254, whose microseconds a number cannot hold.
 */
export function instantMs(bytes: Buffer, at: number): number {
  for (let i = 0; i < instantShape.length; i += 1) {
    const wanted = instantShape[i] ?? 0;
    const byte = bytes[at + i] ?? 0;
    if (wanted === 48 ? !isDigit(byte) : byte !== wanted) return NaN;
  }
  const days = daysSince2000(two(bytes, at) * 100 + two(bytes, at + 2), two(bytes, at + 5), two(bytes, at + 8));
  const hour = two(bytes, at + 11);
  const minute = two(bytes, at + 14);
  const second = two(bytes, at + 17);
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  const millis = two(bytes, at + 20) * 10 + ((bytes[at + 22] ?? 0) - 48);
  return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + millis + ms2000;
}

/**
 * Reads times of which most lie in the minute of the one before: then only seconds are looked at. What it answers is what
 * `instantMs` answers.
 */
export class InstantReader {
  /** The time read last. */
  ms = NaN;
  readonly #minute = new Int32Array(4);
  #minuteMs = NaN;

  read(bytes: Buffer, view: DataView, at: number): number {
    if (!this.#isSameMinute(view, at)) this.#takeMinute(bytes, view, at);
    const second = secondMs(bytes, at + minuteLength);
    this.ms = this.#minuteMs + second;
    return this.ms;
  }

  #isSameMinute(view: DataView, at: number): boolean {
    const minute = this.#minute;
    for (let i = 0; i < minute.length; i += 1) if (view.getInt32(at + i * 4, true) !== minute[i]) return false;
    return true;
  }

  #takeMinute(bytes: Buffer, view: DataView, at: number): void {
    for (let i = 0; i < this.#minute.length; i += 1) this.#minute[i] = view.getInt32(at + i * 4, true);
    const ms = instantMs(bytes, at);
    this.#minuteMs = ms - secondMs(bytes, at + minuteLength);
    // A minute is not known to be one where the seconds are wrong.
    if (Number.isNaN(ms)) this.#minute.fill(0);
  }
}

/** Of `2026-11-25T07:09`, before `:51.000Z`. */
const minuteLength = 16;

/** Milliseconds of `:51.000Z`; NaN for every other spelling. */
function secondMs(bytes: Buffer, at: number): number {
  for (let i = 0; i < secondShape.length; i += 1) {
    const wanted = secondShape[i] ?? 0;
    const byte = bytes[at + i] ?? 0;
    if (wanted === 48 ? !isDigit(byte) : byte !== wanted) return NaN;
  }
  const second = two(bytes, at + 1);
  return second > 59 ? NaN : second * 1000 + two(bytes, at + 4) * 10 + ((bytes[at + 6] ?? 0) - 48);
}

const secondShape = Buffer.from(':00.000Z');
const ms2000 = 946_684_800_000;
const instantShape = Buffer.from('0000-00-00T00:00:00.000Z');
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysOf(year: number, month: number): number {
  return (daysBefore[month] ?? 0) - (daysBefore[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0);
}

/** NaN for a day that is none. */
function daysSince2000(year: number, month: number, day: number): number {
  const past = year - 2000;
  if (past < 0 || past > 254 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return NaN;
  const leaps =
    past === 0 ? 0 : Math.floor((past - 1) / 4) - Math.floor((past - 1) / 100) + Math.floor((past - 1) / 400) + 1;
  return past * 365 + leaps + (daysBefore[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0) + day - 1;
}

function two(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) - 48) * 10 + ((bytes[at + 1] ?? 0) - 48);
}
