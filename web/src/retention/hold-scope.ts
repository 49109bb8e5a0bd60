import type { HoldScope } from './retention-api';

/** A scope as it is written in the form: lists as lines of text. */
export interface WrittenScope {
  subjects: string;
  tickets: string;
  media: string;
  classes: readonly string[];
  from: string;
  to: string;
}

export const emptyScope: WrittenScope = { subjects: '', tickets: '', media: '', classes: [], from: '', to: '' };

function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((line) => line !== ''))];
}

/** The id of a line, also where it was copied with the address of its page. */
function idOf(line: string): string {
  return line.split('/').at(-1) ?? line;
}

/** `own/T-1` and `T-1`, as the API takes a ticket. */
function ticketOf(line: string): { system: string; id: string } {
  const slash = line.indexOf('/');
  return slash < 0 ? { system: 'own', id: line } : { system: line.slice(0, slash), id: line.slice(slash + 1) };
}

/** What the vault is told; null where nothing is named, which no hold may do. Days are meant in the person's zone. */
export function scopeOf(written: WrittenScope): HoldScope | null {
  const subjects = linesOf(written.subjects).map(idOf);
  const media = linesOf(written.media).map(idOf);
  const tickets = linesOf(written.tickets).map(ticketOf);
  const classes = [...written.classes];
  if (subjects.length + media.length + tickets.length + classes.length === 0) return null;
  const day = (text: string, add: number): string | null => {
    const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + add).toISOString() : null;
  };
  const [from, to] = [day(written.from, 0), day(written.to, 1)];
  return {
    ...(subjects.length > 0 ? { subjects } : {}),
    ...(media.length > 0 ? { media } : {}),
    ...(tickets.length > 0 ? { tickets } : {}),
    ...(classes.length > 0 ? { classes } : {}),
    ...(from === null ? {} : { receivedFrom: from }),
    ...(to === null ? {} : { receivedTo: to }),
  };
}
