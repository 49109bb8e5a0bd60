import { createHmac } from 'node:crypto';
import type { Id } from '../../../kernel';
import { canonicalJson, type CanonicalValue } from '../../../trust/audit';
import type { IrreversibleAt } from '../../../trust/keys';
import type { Plan } from '../plans/plan.repository';
import type { ListSum } from './item-list';

/** Everything that a certificate is made of. */
export interface CertificateFacts {
  readonly plan: Plan;
  readonly list: ListSum;
  readonly kept: number;
  /** Became other people's, whose claims remain: readable for these, and not destroyed. */
  readonly moved: number;
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
 * hash means one thing. It names nobody: staff and keys by ids, the person by a salted hash, items by the hash of their list.
 */
export function certificateBody(facts: CertificateFacts): string {
  const { plan, list, kept, moved, vault, log, issuedAt } = facts;
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
    items: { count: list.count, sha256: list.sha256 },
    policies: [...list.policies],
    kept,
    moved,
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
