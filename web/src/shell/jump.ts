import type { Place } from './rail';

/** Where a jump leads: the page, and what its URL says. */
export type Destination =
  | { to: '/item/$id'; params: { id: string } }
  | { to: '/library'; search: { ticket?: string; subject?: string } }
  | { to: '/log'; search: { ticket?: string; media?: string; subject?: string; entry?: number } }
  | { to: Place['to'] };

export interface Suggestion {
  /** The catalogue key of the sentence that offers it. */
  text: string;
  value: string;
  destination: Destination;
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/i;

/** `own/T-1001` and `T-1001`, as the filters of the API write a ticket. */
function ticketOf(text: string): string {
  return text.includes('/') ? text : `own/${text}`;
}

/** What somebody may see, and so jump to. */
export interface Sees {
  library: boolean;
  log: boolean;
  pages: readonly Place['to'][];
}

/** What a text in the jump field may mean: an id, `#ticket`, `@subject`, `>page`, or an entry's number. */
export function suggestionsFor(typed: string, sees: Sees): Suggestion[] {
  const text = typed.trim();
  if (text === '') return [];
  if (text.startsWith('>')) {
    const wanted = text.slice(1).trim().toLowerCase();
    return sees.pages
      .map((to) => ({ text: 'jump.page', value: to.slice(1), destination: { to } }))
      .filter(({ value }) => value.startsWith(wanted));
  }
  const id = uuid.exec(text)?.[0].toLowerCase();
  if (id !== undefined && !text.startsWith('#')) return forId(id, text.startsWith('@'), sees);
  if (text.startsWith('@')) return [];
  const found: Suggestion[] = [];
  const ticket = ticketOf(text.replace(/^#/, ''));
  if (sees.library)
    found.push({ text: 'jump.ticketMedia', value: ticket, destination: { to: '/library', search: { ticket } } });
  if (sees.log) found.push({ text: 'jump.ticketLog', value: ticket, destination: { to: '/log', search: { ticket } } });
  const n = Number(text.replaceAll(',', ''));
  if (sees.log && Number.isSafeInteger(n) && n >= 0) {
    found.unshift({ text: 'jump.entry', value: text, destination: { to: '/log', search: { entry: n } } });
  }
  return found;
}

function forId(id: string, subjectOnly: boolean, sees: Sees): Suggestion[] {
  const item: Suggestion[] =
    subjectOnly || !sees.library
      ? []
      : [{ text: 'jump.item', value: id, destination: { to: '/item/$id', params: { id } } }];
  const subject: Suggestion[] = sees.library
    ? [{ text: 'jump.subjectMedia', value: id, destination: { to: '/library', search: { subject: id } } }]
    : [];
  const log: Suggestion[] = sees.log
    ? [
        {
          text: 'jump.log',
          value: id,
          destination: { to: '/log', search: subjectOnly ? { subject: id } : { media: id } },
        },
      ]
    : [];
  return [...item, ...log, ...subject];
}
