import type { EntryView } from '../../../trust/audit';

/* ArcSight Common Event Format, version 0. */

/** One line. In the head `|` and `\` are escaped, in the extension `=`, `\` and line breaks. */
export function toCef(entry: EntryView): string {
  const head = ['CEF:0', 'Strongroom', 'Strongroom', '1', entry.type, entry.type, String(severityOf(entry))];
  return `${head.map(inHead).join('|')}|${extension(entry)}`;
}

function extension(entry: EntryView): string {
  const { ip, userAgent } = entry.personal.actor?.payload ?? {};
  const ticket = entry.ticket === null ? null : `${entry.ticket.system}/${entry.ticket.id}`;
  const pairs: readonly (readonly [string, string | number | null | undefined])[] = [
    ['rt', Date.parse(entry.at)],
    ['end', Date.parse(entry.sealedAt)],
    ['externalId', entry.id],
    ['act', entry.type],
    ['outcome', entry.decision],
    ['reason', entry.reason],
    ['suid', entry.actor.id],
    ['spriv', entry.actor.role],
    ['src', ip],
    ['requestClientApplication', userAgent],
    ['fileId', entry.object?.media],
    ...labelled('cn1', 'entry', entry.n),
    ...labelled('cs1', 'ticket', ticket),
    ...labelled('cs2', 'purpose', entry.purpose),
    ...labelled('cs3', 'class', entry.object?.class),
    ...labelled('cs4', 'subject', entry.subject),
    ...labelled('cs5', 'grant', entry.grant),
    ...labelled('cs6', 'leafHash', entry.leafHash),
  ];
  const given = pairs.filter(([, value]) => value !== null && value !== undefined);
  return given.map(([key, value]) => `${key}=${inExtension(String(value))}`).join(' ');
}

function labelled(key: string, label: string, value: string | number | null | undefined) {
  return value === null || value === undefined
    ? []
    : ([
        [key, value],
        [`${key}Label`, label],
      ] as const);
}

function inHead(text: string): string {
  return text.replace(/[\\|]/g, '\\$&');
}

function inExtension(text: string): string {
  return text.replace(/[\\=]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');
}

function severityOf({ decision, type }: EntryView): number {
  if (type === 'media.integrity_failed' || type === 'audit.pending_refused') return 10;
  return { allow: 3, deny: 6, error: 8 }[decision];
}
