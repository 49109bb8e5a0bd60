import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, type RequestContext } from '../../../kernel';
import { Access } from '../../../trust/access';
import { Audit, type EvidenceLeaf, type EvidenceQuery, LogEvidence } from '../../../trust/audit';
import { evidenceEntry } from '../artefacts/evidence-entry';
import { EvidenceTooLarge } from '../evidence.errors';
import { type Entitlements, entitlementsOf, entitlementTypes } from './entitlements';

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

const beginning = new Date('2000-01-01T00:00:00.000Z');
const mostLines = 20_000;
/** Acts in which somebody saw something of the person. */
const seen = ['view.opened', 'media.read.open', 'media.shown', 'subject.shown'];

/** Questions that one answer settles. Each is an entry, sealed before the answer. */
@Injectable()
export class Questions {
  constructor(
    private readonly log: LogEvidence,
    private readonly audit: Audit,
    private readonly access: Access,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Who could act at a moment: replayed from the sealed entries up to it. */
  async entitlements(context: RequestContext, at: Date): Promise<Entitlements & { at: string }> {
    await this.#record(context, 'entitlements', {});
    const leaves: EvidenceLeaf[] = [];
    for (const type of entitlementTypes) leaves.push(...(await this.#leaves(context, { type }, at)));
    leaves.sort((one, other) => one.n - other.n);
    return { at: at.toISOString(), ...entitlementsOf(leaves) };
  }

  /** Who saw data of a person, for that person (GDPR Art 15; CJEU C-579/21, Pankki S). */
  async accessHistory(context: RequestContext, subject: Id): Promise<{ subject: Id; accesses: DisclosedAccess[] }> {
    await this.#record(context, 'access_history', { subject });
    const leaves = await this.#leaves(context, { subject }, this.clock.now());
    const shown = leaves.filter(({ event }) => seen.includes(event.type) && event.decision === 'allow');
    return { subject, accesses: shown.map(disclosed) };
  }

  async #leaves(context: RequestContext, query: EvidenceQuery, to: Date): Promise<EvidenceLeaf[]> {
    const frame = await this.log.frame(context, { from: beginning, to });
    const leaves: EvidenceLeaf[] = [];
    for await (const page of this.log.chosen(context, frame, { query, completeness: 'selection' })) {
      leaves.push(...page);
      if (leaves.length > mostLines) throw new EvidenceTooLarge();
    }
    return leaves;
  }

  async #record(context: RequestContext, reason: string, query: EvidenceQuery): Promise<void> {
    const role = this.access.role(context.actor, 'read', 'Report');
    const request = { query, completeness: 'selection', period: { from: '', to: '' }, content: 'none' } as const;
    await this.audit.recordSealed(evidenceEntry(context, 'report.made', { role, reason, request }));
  }
}

function disclosed({ event }: EvidenceLeaf): DisclosedAccess {
  const { t: at, type: act, actor, obj, purpose, decision } = event;
  const by = { kind: actor.kind, role: actor.role };
  return { at, by, act, class: obj?.class ?? null, part: obj?.part ?? null, purpose, decision };
}
