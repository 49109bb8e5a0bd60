import { concat, utf8 } from './bytes.mjs';

/*
 * A log that was opened anew goes on under another name: the first one's and a number, `vault.example/1`, `vault.example/1.2`,
 * `vault.example/1.3`. The key stays; the entry `audit.log.opened` is the first under the new name.
 */

const numberedName = /^(.+)\.([2-9]|[1-9]\d{1,8})$/u;

/** The name that a log had before it was opened anew; null where it had none. */
export function nameBefore(name) {
  const [, first, number] = numberedName.exec(name) ?? [];
  if (first === undefined) return null;
  return number === '2' ? first : `${first}.${Number(number) - 1}`;
}

/** Whether the log of this name may have gone by the other one before, or goes by it still. */
export function wentBy(name, earlier) {
  if (name === earlier) return true;
  const [, first, number] = numberedName.exec(name) ?? [];
  const [, firstToo, before] = numberedName.exec(earlier) ?? [];
  return first !== undefined && (first === earlier || (first === firstToo && Number(before) < Number(number)));
}

/** The same key under another name: its id covers the name. */
export async function underName(key, name, platform) {
  const id = await platform.sha256(concat(utf8(`${name}\n`), Uint8Array.of(1), key.key));
  return { ...key, name, id: id.slice(0, 4) };
}

/** Follows the names of a log through its entries, in the order of their numbers; some of them may be left out. */
export class NamesOfLog {
  #name = null;

  /** @param last the name of the checkpoint over all of them */
  constructor(last) {
    this.last = last;
  }

  /** Whether the entry is of this log: it goes by the name of the one before it, or opens the next one. */
  follows({ n, log, e: { type, decision, range } }) {
    const opens = type === 'audit.log.opened' && decision === 'allow' && range?.startsWith(`${n}-`) === true;
    const before = opens ? nameBefore(log) : log;
    const fits = this.#name === null ? wentBy(this.last, log) : this.#name === before;
    if (fits) this.#name = log;
    return fits;
  }

  /** Whether they have led to the name of the checkpoint. */
  get complete() {
    return this.#name === null || this.#name === this.last;
  }
}
