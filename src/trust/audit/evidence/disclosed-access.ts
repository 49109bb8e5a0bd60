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
}

/** Acts in which somebody saw something of the person. */
const seen: ReadonlySet<string> = new Set(['view.opened', 'media.read.open', 'media.shown', 'subject.shown']);

/** What the person is told of an entry (GDPR Art 15; CJEU C-579/21, Pankki S); null where it is about no access of theirs. */
export function disclosedAccess({
  t: at,
  type: act,
  actor,
  obj,
  purpose,
  decision,
}: LeafEvent): DisclosedAccess | null {
  if (!seen.has(act) || decision !== 'allow') return null;
  const by = { kind: actor.kind, role: actor.role };
  return { at, by, act, class: obj?.class ?? null, part: obj?.part ?? null, purpose, decision };
}
