import type { RequestContext, Role } from '../../../kernel';
import type { AuditRecord, AuditType } from '../../audit';
import type { Approval } from './approval';

/** An entry about a request for approval: which one, what it would do, and the hash of exactly that. */
export function approvalEntry(
  { actor, origin }: Pick<RequestContext, 'actor' | 'origin'>,
  type: AuditType,
  about: {
    readonly approval?: Pick<Approval, 'id' | 'action' | 'hash'>;
    readonly role: Role | 'system' | null;
    readonly reason?: string;
    readonly decision?: AuditRecord['decision'];
  },
): AuditRecord {
  const { approval, role, reason, decision = 'allow' } = about;
  const object = approval && { object: approval.id, part: approval.action, sha256: approval.hash };
  return { type, actor, origin, role, decision, ...(object && { object }), ...(reason && { reason }) };
}
