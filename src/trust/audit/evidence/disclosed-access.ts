import type { LeafEvent } from '../format/leaf';

/** One access as the person it is about may see it: staff as roles, never as names or accounts. */
export interface DisclosedAccess {
  readonly at: string;
  readonly by: { readonly kind: string; readonly role: string | null };
  readonly act: string;
  readonly class: string | null;
  readonly part: string | null;
  readonly purpose: string | null;
  readonly decision: string;
  /** To what kind of recipient it was given outside: a category, `authority` among them; null where it stayed inside. */
  readonly recipient: string | null;
}

/** Acts in which somebody saw something of the person. */
const seen: ReadonlySet<string> = new Set(['view.opened', 'media.read.open', 'media.shown', 'subject.shown']);

/**
 * Openings for an authority are told as the disclosure that they led to: one that a law forbids to tell of (AML tipping-off,
 * DPDP Rules r.23) would show in them.
 */
const toldOtherwise = 'authority_request';
const secret = '_secret';

/** What the person is told of an entry (GDPR Art 15; CJEU C-579/21, Pankki S); null where it is about no access of theirs. */
export function disclosedAccess({
  t: at,
  type: act,
  actor,
  obj,
  purpose,
  decision,
  reason,
}: LeafEvent): DisclosedAccess | null {
  const given = act === 'disclosure.recorded';
  if (!(given || seen.has(act)) || decision !== 'allow') return null;
  if (purpose === toldOtherwise || (given && reason?.endsWith(secret) === true)) return null;
  const by = { kind: actor.kind, role: actor.role };
  const recipient = given ? recipientCategory(reason ?? '') : null;
  return { at, by, act, class: obj?.class ?? null, part: obj?.part ?? null, purpose, decision, recipient };
}

/** The kind of recipient that a basis of disclosure speaks of. */
function recipientCategory(basis: string): string {
  return basis === 'authority_request' ? 'authority' : basis;
}
