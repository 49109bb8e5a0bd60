import { isValueName, type ValueName } from '../search/query';

/** The place in a search that somebody is typing at: what stands there, and what could take its place. */
export type Gap = { readonly from: number; readonly to: number; readonly typed: string } & (
  { readonly kind: 'term' } | { readonly kind: 'time' } | { readonly kind: 'value'; readonly name: ValueName }
);

/** The gap around a cursor; null where nothing can be suggested. Never throws: what is being typed is rarely complete. */
export function gapAt(text: string, cursor: number): Gap | null {
  const before = text.slice(0, cursor);
  const word = wordBefore(before);
  const to = cursor + (/^[^\s,"]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
  const colon = word.indexOf(':');
  if (colon < 0) {
    const typed = word.replace(/^-/, '');
    return { kind: 'term', from: before.length - typed.length, to, typed };
  }
  const name = word.slice(0, colon).replace(/^-/, '');
  const value = lastValue(word.slice(colon + 1));
  const place = { from: before.length - value.length, to, typed: value.replace(/^"/, '') };
  if (name === 'at') return { kind: 'time', ...place };
  return isValueName(name) ? { kind: 'value', name, ...place } : null;
}

/** From the last space outside quotes. */
function wordBefore(before: string): string {
  return /(?:[^\s"]|"(?:[^"\\]|\\.)*(?:"|$))*$/u.exec(before)?.[0] ?? '';
}

/** From the last comma outside quotes. */
function lastValue(values: string): string {
  return /(?:[^,"]|"(?:[^"\\]|\\.)*(?:"|$))*$/u.exec(values)?.[0] ?? '';
}
