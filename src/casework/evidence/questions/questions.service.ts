import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, type RequestContext } from '../../../kernel';
import type { EvidenceLeaf } from '../../../trust/audit';
import { type Entitlements, entitlementsOf, entitlementTypes } from './entitlements';
import { LogAnswers } from './log-answers';

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
const seen = ['view.opened', 'media.read.open', 'media.shown', 'subject.shown'];

/** Questions that one answer settles. Each is an entry, sealed before the answer. */
@Injectable()
export class Questions {
  constructor(
    private readonly answers: LogAnswers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Who could act at a moment: replayed from the sealed entries up to it. */
  async entitlements(context: RequestContext, at: Date): Promise<Entitlements & { at: string }> {
    await this.answers.record(context, 'entitlements');
    const leaves = await this.answers.ofTypes(context, entitlementTypes, { to: at });
    return { at: at.toISOString(), ...entitlementsOf(leaves) };
  }

  /** Who saw data of a person, for that person (GDPR Art 15; CJEU C-579/21, Pankki S). */
  async accessHistory(context: RequestContext, subject: Id): Promise<{ subject: Id; accesses: DisclosedAccess[] }> {
    await this.answers.record(context, 'access_history', { subject });
    const leaves = await this.answers.leaves(context, { subject }, { to: this.clock.now() });
    const shown = leaves.filter(({ event }) => seen.includes(event.type) && event.decision === 'allow');
    return { subject, accesses: shown.map(disclosed) };
  }
}

function disclosed({ event }: EvidenceLeaf): DisclosedAccess {
  const { t: at, type: act, actor, obj, purpose, decision } = event;
  const by = { kind: actor.kind, role: actor.role };
  return { at, by, act, class: obj?.class ?? null, part: obj?.part ?? null, purpose, decision };
}
