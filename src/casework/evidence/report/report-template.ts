import { page } from '../../../platform/documents';
import type { ReportHead, ReportLine } from './access-report';

/** As many lines as a printed report shows; all of them stand in the JSON. */
export const mostPrinted = 500;

export const reportTemplate = `${page(true)}
#pairs(data.facts)
#v(4pt)
#text(weight: "bold")[#data.statement]
#v(4pt)
#set text(size: 6pt)
#table(columns: (auto, auto, 1.4fr, 1fr, 1.2fr, 1.2fr, 1fr, auto), stroke: 0.4pt + luma(75%), inset: 3pt,
  table.header(..data.columns.map(strong)),
  ..data.lines.flatten())
#if data.more > 0 [#data.more further entries stand in the JSON of this report.]
`;

const columns = ['Entry', 'When (UTC)', 'Who', 'What', 'Ticket and purpose', 'Item', 'From', 'Decision'];

/** The data of a printed report. */
export function printed(head: ReportHead, lines: readonly ReportLine[]): Readonly<Record<string, unknown>> {
  return {
    title: 'Access report',
    id: head.id,
    origin: head.origin,
    statement: head.statement,
    columns,
    facts: [
      ['About', aboutOf(head)],
      ['Period (sealed)', `${head.period.from} to ${head.period.to}`],
      ['Entries', String(head.count)],
      ['Requested by', `${head.requestedBy.role ?? ''} ${head.requestedBy.actor}`],
      ['Made', head.createdAt],
      ['Checkpoint', `${head.checkpoint.size} entries, root ${head.checkpoint.root}`],
      ['Policies in force', head.policies.join(' ') || 'none named'],
    ],
    lines: lines.slice(0, mostPrinted).map(cells),
    more: Math.max(0, head.count - mostPrinted),
  };
}

function aboutOf({ query }: ReportHead): string {
  const { ticket, media, ...plain } = query;
  const terms = Object.entries({
    ...plain,
    ...(media && { media: typeof media === 'string' ? media : `${media.length} items` }),
    ...(ticket && { ticket: `${ticket.sys}/${ticket.id}` }),
  });
  return terms.map(([name, value]) => `${name} ${value}`).join(', ') || 'everything';
}

function cells(line: ReportLine): string[] {
  const { actor, ticket, session, ip } = line;
  return [
    String(line.n),
    line.at.replace('T', ' ').replace('Z', ''),
    joined(actor.name ?? actor.id, actor.role),
    joined(line.type, line.bytes === null ? null : `${line.bytes} bytes`),
    joined(ticket === null ? null : `${ticket.sys}/${ticket.id}`, line.purpose),
    joined(line.class, line.part, line.media),
    joined(ip ?? line.origin, session === null ? null : `session ${session}`),
    joined(line.decision, line.reason),
  ];
}

function joined(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join('\n');
}
