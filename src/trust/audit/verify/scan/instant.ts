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
