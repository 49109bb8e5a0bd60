import type { IncomingHttpHeaders } from 'node:http';
import type { FieldError, Id } from '../../../kernel';
import { isId } from '../../../kernel';
import type { PolicyData } from '../../../platform/settings';
import { unclassified } from '../inspection/release';
import { InvalidFacts, UnknownFact } from '../media.errors';

/** What a sender says about an item, checked against the closed lists. What was not said is null. */
export interface IntakeFacts {
  readonly ticket: { readonly system: string; readonly id: string };
  readonly subjectId: Id | null;
  readonly documentClass: string;
  /** The ticket's, where the sender names none. */
  readonly purpose: string | null;
  readonly jurisdiction: string | null;
  readonly legalBasis: string | null;
  /** By what the channel knows it, such as a message's or an attachment's id. */
  readonly source: string | null;
}

const members = ['ticket', 'subject', 'class', 'purpose', 'jurisdiction', 'legalBasis', 'source'] as const;
type Member = (typeof members)[number];

/** Facts as they came, before anything is believed, and how a fault names its place. */
interface GivenFacts {
  readonly values: Partial<Record<Member, unknown>>;
  readonly pointer: (member: Member) => string;
}

const headerOf: Readonly<Record<Member, string>> = {
  ticket: 'vault-ticket',
  subject: 'vault-subject',
  class: 'vault-class',
  purpose: 'vault-purpose',
  jurisdiction: 'vault-jurisdiction',
  legalBasis: 'vault-legal-basis',
  source: 'vault-source',
};

/** Facts of a raw body: `Vault-*` headers, percent-encoded where they are not ASCII. */
export function factsFromHeaders(policy: PolicyData, headers: IncomingHttpHeaders): IntakeFacts {
  const pointer = (member: Member): string => headerOf[member];
  const values: Partial<Record<Member, unknown>> = {};
  for (const member of members) {
    const value = headers[headerOf[member]];
    if (typeof value !== 'string' || value.trim() === '') continue;
    values[member] = member === 'ticket' ? ticketFromText(value) : decoded(value);
  }
  return checkedFacts(policy, { values, pointer });
}

/** Facts of a multipart body: its first part `facts`, a JSON object. */
export function factsFromPart(policy: PolicyData, text: string): IntakeFacts {
  const given = parsed(text);
  const unknown = Object.keys(given).filter((name) => !members.some((member) => member === name));
  if (unknown.length > 0) throw new InvalidFacts([{ pointer: '/', code: 'unknown_field' }]);
  return checkedFacts(policy, { values: given, pointer: (member) => `/${member}` });
}

/** `system/id`, as in the ticket's address; both may be percent-encoded. Undefined where it is no such pair. */
export function ticketFromText(text: string): { system: string; id: string } | undefined {
  const [, system, id] = /^\s*([^/\s]+)\/(\S(?:.*\S)?)\s*$/.exec(text) ?? [];
  if (system === undefined || id === undefined) return undefined;
  return { system: decoded(system), id: decoded(id) };
}

function checkedFacts(policy: PolicyData, given: GivenFacts): IntakeFacts {
  const faults: FieldError[] = [];
  const listed = (member: Member, code: UnknownFact['code'], codes: readonly { code: string }[]): string | null => {
    const value = given.values[member] ?? null;
    if (value === null || codes.some((item) => item.code === value)) return value as string | null;
    faults.push({ pointer: given.pointer(member), code });
    return null;
  };
  const facts = {
    ticket: ticketOf(given, faults),
    subjectId: subjectOf(given, faults),
    documentClass: listed('class', 'unknown_class', policy.documentClasses) ?? unclassified,
    purpose: listed('purpose', 'unknown_purpose', policy.purposes),
    jurisdiction: listed('jurisdiction', 'unknown_jurisdiction', policy.jurisdictions),
    legalBasis: listed('legalBasis', 'unknown_legal_basis', policy.legalBases),
    source: sourceOf(given, faults),
  };
  if (faults.length > 0) throw refusalOf(faults);
  return facts;
}

function ticketOf({ values, pointer }: GivenFacts, faults: FieldError[]): IntakeFacts['ticket'] {
  const { ticket } = values;
  if (typeof ticket === 'object' && ticket !== null) {
    const { system, id, ...more } = ticket as Record<string, unknown>;
    if (typeof system === 'string' && typeof id === 'string' && Object.keys(more).length === 0) return { system, id };
  }
  faults.push({ pointer: pointer('ticket'), code: ticket === undefined ? 'required' : 'malformed' });
  return { system: '', id: '' };
}

function subjectOf({ values, pointer }: GivenFacts, faults: FieldError[]): Id | null {
  const subject = values.subject ?? null;
  if (subject === null || isId(subject)) return subject;
  faults.push({ pointer: pointer('subject'), code: 'malformed' });
  return null;
}

const sourcePattern = /^[\x21-\x7e]{1,200}$/;

function sourceOf({ values, pointer }: GivenFacts, faults: FieldError[]): string | null {
  const source = values.source ?? null;
  if (source === null || (typeof source === 'string' && sourcePattern.test(source))) return source;
  faults.push({ pointer: pointer('source'), code: 'malformed' });
  return null;
}

const listCodes = ['unknown_class', 'unknown_purpose', 'unknown_jurisdiction', 'unknown_legal_basis'] as const;

function refusalOf(faults: readonly FieldError[]): InvalidFacts | UnknownFact {
  const code = listCodes.find((listCode) => faults[0]?.code === listCode);
  return code === undefined ? new InvalidFacts(faults) : new UnknownFact(code, faults);
}

/** Percent-encoding, bare or behind the `UTF-8''` of RFC 8187. What does not decode stays as it is, and then is in no list. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value.trim().replace(/^utf-8'[^']*'/i, ''));
  } catch {
    return value;
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // The one answer below serves every way of not being an object.
  }
  throw new InvalidFacts([{ pointer: '/', code: 'no_json_object' }]);
}
