import { createHmac } from 'node:crypto';
import type { Id } from '../../../kernel';
import type { DestructibleItem } from '../../../records/media';
import { canonicalJson, type CanonicalValue } from '../../../trust/audit';
import type { IrreversibleAt } from '../../../trust/keys';
import type { ItemVerdict } from '../destruction';
import type { Plan } from '../plans/plan.repository';

/** Everything that a certificate is made of. */
export interface CertificateFacts {
  readonly plan: Plan;
  readonly items: readonly DestructibleItem[];
  readonly verdicts: readonly (ItemVerdict & { readonly versions: number | null })[];
  readonly vault: Id;
  readonly log: string;
  readonly issuedAt: Date;
  /** Kept nowhere: with it nobody could find the person by trying pseudonyms. */
  readonly salt: Buffer;
}

/** What was looked for after the destruction, for each item. */
const probes = ['data_key_does_not_open', 'no_version_in_store', 'no_incomplete_put', 'state_refuses_reading'];

/**
 * The text of a certificate of destruction (fields after NIST SP 800-88's sample form, regulation.md E3): canonical JSON, so that its
 * hash means one thing. It names nobody: items, keys and staff by ids, the person by a salted hash.
 */
export function certificateBody(facts: CertificateFacts): string {
  const { plan, vault, log, issuedAt } = facts;
  return canonicalJson({
    v: 1,
    id: plan.certificateId,
    vault,
    issuedAt: issuedAt.toISOString(),
    plan: { id: plan.id, itemsSha256: plan.itemsSha256 },
    authority: { ground: plan.ground, reference: { ...plan.reference } },
    ...(plan.reference.kind === 'plan' ? { supplements: plan.reference.id } : {}),
    subject: subjectOf(facts),
    method: { kind: 'cryptographic_erasure_and_deletion', standard: 'NIST SP 800-88' },
    requested: { by: plan.requestedBy, at: time(plan.requestedAt) },
    approved: { approval: plan.approvalId, sha256: plan.approvalSha256 },
    started: { by: plan.startedBy, at: time(plan.startedAt), ...holdsOf(plan) },
    keys: { subjectKeys: [...plan.keyIds], goneAt: time(plan.keysGoneAt), nodes: plan.nodes },
    copies: { ...plan.copies },
    logicalAt: time(plan.logicalAt),
    bytesGoneAt: time(plan.bytesGoneAt),
    items: itemsOf(facts),
    kept: facts.verdicts.filter(({ kept }) => kept !== null).length,
    verification: { probes, by: 'vault', result: 'nothing_found' },
    log: { origin: log, entry: plan.erasedBy },
    backups: 'an_addendum_follows',
  });
}

/** The text of an addendum: from when on no copy of the keystore, escrow copies included, opens anything of it. */
export function addendumBody(certificate: {
  readonly id: Id;
  readonly sha256: string;
  readonly irreversible: Extract<IrreversibleAt, { known: true }>;
  readonly issuedAt: Date;
}): string {
  const { id, sha256, irreversible, issuedAt } = certificate;
  return canonicalJson({
    v: 1,
    certificate: id,
    certificateSha256: sha256,
    issuedAt: issuedAt.toISOString(),
    irreversibleAt: irreversible.at.toISOString(),
    lastEpoch: irreversible.lastEpoch,
  });
}

function itemsOf({ items, verdicts }: CertificateFacts): CanonicalValue {
  const verdictOf = new Map(verdicts.map((verdict) => [verdict.media, verdict]));
  return items.map((item) => {
    const verdict = verdictOf.get(item.id);
    return {
      ...{
        media: item.id,
        class: item.class,
        object: item.objectId,
        sha256: item.objectSha256,
        dataKey: item.dataKeyId,
      },
      ...{ authority: [...(verdict?.authority ?? [])], versions: verdict?.versions ?? null },
    };
  });
}

function subjectOf({ plan: { whole, subjectId }, salt }: CertificateFacts): CanonicalValue {
  if (!whole || subjectId === null) return null;
  return { saltedSha256: createHmac('sha256', salt).update(subjectId).digest('hex'), end: 'whole' };
}

/** What ended before was free of holds then; one that came since was too late. */
function holdsOf({ ground, startedAt }: Plan) {
  if (ground === 'restored') return { holdsCheckedAt: null, holds: 'checked_before' };
  return { holdsCheckedAt: time(startedAt), holds: 'none' };
}

function time(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
