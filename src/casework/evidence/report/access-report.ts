import type { Id } from '../../../kernel';
import type { EvidenceEntry } from '../../../trust/audit';
import type { Claim, EvidenceRequest } from '../bundle/claim';

/** One line of an access report: who did what, when, under which ticket, why, and what was shown. */
export interface ReportLine {
  readonly n: number;
  readonly at: string;
  readonly sealedAt: string;
  readonly type: string;
  readonly actor: {
    readonly kind: string;
    readonly id: Id;
    readonly name: string | null;
    readonly role: string | null;
  };
  readonly session: Id | null;
  readonly signedInBy: readonly string[];
  readonly subject: Id | null;
  readonly media: Id | null;
  readonly class: string | null;
  readonly part: string | null;
  /** Whether what was shown was masked; null where nothing was shown. */
  readonly masked: boolean | null;
  readonly ticket: { readonly sys: string; readonly id: string } | null;
  readonly purpose: string | null;
  readonly grant: Id | null;
  readonly decision: string;
  readonly reason: string | null;
  readonly range: string | null;
  readonly bytes: number | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** What is left of the part about the person who acted. */
  readonly origin: string | null;
}

/** What stands above the lines. */
export interface ReportHead {
  readonly format: 'strongroom/access-report/v1';
  readonly id: Id;
  readonly createdAt: string;
  readonly vault: Id;
  readonly origin: string;
  readonly requestedBy: Claim['requestedBy'];
  readonly completeness: EvidenceRequest['completeness'];
  readonly statement: string;
  readonly period: EvidenceRequest['period'];
  readonly query: EvidenceRequest['query'];
  readonly count: number;
  readonly checkpoint: { readonly size: number; readonly root: string; readonly note: string };
  readonly policies: readonly string[];
}

export function reportLine(entry: EvidenceEntry, names: ReadonlyMap<Id, string>): ReportLine {
  const { event } = entry;
  const { actor, obj } = event;
  return {
    n: entry.n,
    at: event.t,
    sealedAt: entry.sealed,
    type: event.type,
    actor: { kind: actor.kind, id: actor.id, name: names.get(actor.id) ?? null, role: actor.role },
    session: actor.sess,
    signedInBy: actor.amr,
    subject: event.subj,
    media: obj?.media ?? null,
    class: obj?.class ?? null,
    ...partShown(obj?.part ?? null),
    ticket: event.ticket,
    purpose: event.purpose,
    grant: event.grant,
    decision: event.decision,
    reason: event.reason,
    range: event.range,
    bytes: event.bytes,
    ...originOf(entry.personal.actor),
  };
}

function partShown(part: string | null): Pick<ReportLine, 'part' | 'masked'> {
  return { part, masked: part === null ? null : part === 'masked' };
}

function originOf(part: EvidenceEntry['personal']['actor']): Pick<ReportLine, 'ip' | 'userAgent' | 'origin'> {
  const shown = part?.state === 'present' ? part.payload : {};
  return { ip: shown['ip'] ?? null, userAgent: shown['userAgent'] ?? null, origin: part?.state ?? null };
}

/** What the report may claim about its own completeness, in words. */
export function statementOf(
  completeness: EvidenceRequest['completeness'],
  size: number,
  within: { readonly first: number; readonly last: number } | null,
): string {
  if (completeness === 'selection') return 'A selection by the search columns: that nothing was left out is not shown.';
  if (within === null)
    return `No entry was sealed in this period. The log has ${size} entries under the checkpoint below.`;
  return (
    `Every entry from number ${within.first} to ${within.last} was read, which are all that were sealed in this period, ` +
    `and every one that fits stands below. An evidence bundle over the same period proves it to whoever does not trust us.`
  );
}
