import type { LogEntry } from '../api/types';

const columns: readonly (readonly [name: string, of: (entry: LogEntry) => string | number | null | undefined])[] = [
  ['entry', ({ n }) => n],
  ['at', ({ at }) => at],
  ['type', ({ type }) => type],
  ['decision', ({ decision }) => decision],
  ['reason', ({ reason }) => reason],
  ['actor_kind', ({ actor }) => actor.kind],
  ['actor', ({ actor }) => actor.id],
  ['role', ({ actor }) => actor.role],
  ['media', ({ object }) => object?.media],
  ['class', ({ object }) => object?.class],
  ['subject', ({ subject }) => subject],
  ['ticket_system', ({ ticket }) => ticket?.system],
  ['ticket', ({ ticket }) => ticket?.id],
  ['purpose', ({ purpose }) => purpose],
  ['grant', ({ grant }) => grant],
  ['bytes', ({ bytes }) => bytes],
  ['leaf_hash', ({ leafHash }) => leafHash],
];

/** A cell that no spreadsheet takes for a formula, quoted as RFC 4180 wants. */
function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The loaded entries as CSV: ids and codes, nothing personal. */
export function asCsv(entries: readonly LogEntry[]): string {
  const lines = entries.map((entry) => columns.map(([, of]) => cell(of(entry))).join(','));
  return [columns.map(([name]) => name).join(','), ...lines].join('\r\n') + '\r\n';
}
