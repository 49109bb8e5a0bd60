import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, type RequestContext } from '../../../kernel';
import { Installation } from '../../../platform/settings';
import { type ItemDescription, ItemFacts, SealingProofs } from '../../../records/media';
import { AUDIT_OPTIONS, type AuditOptions, type EvidenceLeaf } from '../../../trust/audit';
import { type Bsa63, bsa63 } from '../bundle/bsa-63';
import { EvidenceNotFound } from '../evidence.errors';
import { LogAnswers } from './log-answers';

export interface ProvenanceStep {
  readonly entry: number;
  readonly at: string;
  readonly act: string;
  readonly by: { readonly kind: string; readonly role: string | null };
  readonly decision: string;
  readonly reason: string | null;
}

/** Why this is the file that was sent (regulation, question 23). */
export interface ProvenanceReport {
  readonly item: ItemDescription;
  /** SHA-256 of the sealed object: as the entry about its storing says, and as the store gives it out now. */
  readonly stored: { readonly entry: number; readonly sha256: string | null; readonly now: string | null };
  readonly unchanged: boolean;
  /** From receipt to now, without who looked at it. */
  readonly steps: readonly ProvenanceStep[];
  /** Times at which a stored byte was found to be another. */
  readonly damage: readonly ProvenanceStep[];
  /** Provenance manifests in the content (C2PA) are not read. */
  readonly c2pa: 'not_checked';
  readonly bsa63: Bsa63;
}

@Injectable()
export class Provenance {
  constructor(
    private readonly answers: LogAnswers,
    private readonly items: ItemFacts,
    private readonly proofs: SealingProofs,
    private readonly installation: Installation,
    @Inject(AUDIT_OPTIONS) private readonly audit: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(context: RequestContext, media: Id): Promise<ProvenanceReport> {
    const entry = await this.answers.record(context, 'provenance', { media });
    const at = this.clock.now();
    const leaves = await this.answers.leaves(context, { media }, { to: at });
    const stored = leaves.find(({ event }) => event.type === 'media.stored' && event.decision === 'allow');
    const [item] = await this.items.describe(context, [media]);
    if (item === undefined || stored === undefined) throw new EvidenceNotFound();
    const now = await this.proofs.digest(media, entry);
    const sha256 = stored.event.obj?.sha256 ?? null;
    const { vaultId: vault } = this.installation;
    const { origin } = this.audit;
    return {
      item,
      stored: { entry: stored.n, sha256, now },
      unchanged: sha256 !== null && sha256 === now && stored.event.obj?.object === item.object,
      steps: leaves.filter(({ event }) => changed.includes(event.type)).map(stepOf),
      damage: leaves.filter(({ event }) => event.type === 'media.integrity_failed').map(stepOf),
      c2pa: 'not_checked',
      bsa63: bsa63({ id: context.traceId, vault, origin, at }, [item]),
    };
  }
}

const changed = [
  'media.received',
  'media.stored',
  'media.released',
  'media.quarantined',
  'media.linked',
  'media.facts.completed',
];

function stepOf({ n, event: { t, type, actor, decision, reason } }: EvidenceLeaf): ProvenanceStep {
  return { entry: n, at: t, act: type, by: { kind: actor.kind, role: actor.role }, decision, reason };
}
