import type { Id, RequestContext, Role, Scope } from '../../../kernel';
import type { AuditRecord, AuditType } from '../../../trust/audit';
import type { Artefact } from './artefact';
import type { PolicyChange } from '../bundle/policies.repository';
import type { EvidenceRequest } from '../bundle/claim';

/** The entry about an act on evidence: whom and what it is about stands in it, so that such acts are found by that, too. */
export function evidenceEntry(
  context: RequestContext,
  type: AuditType,
  about: {
    readonly role: Role | Scope | 'system' | null;
    readonly request?: EvidenceRequest;
    readonly artefact?: Pick<Artefact, 'objectId' | 'class' | 'format'>;
    readonly object?: Id;
    readonly reason?: string;
    readonly decision?: AuditRecord['decision'];
    readonly bytes?: number;
  },
): AuditRecord {
  const { role, request, artefact, reason, bytes, decision = 'allow' } = about;
  const { subject, media, ticket } = request?.query ?? {};
  return {
    type,
    actor: context.actor,
    origin: context.origin,
    role,
    subject,
    object: {
      media: typeof media === 'string' ? media : undefined,
      object: artefact?.objectId ?? about.object,
      class: artefact?.class,
      part: artefact?.format,
    },
    ticket: ticket === undefined ? undefined : { system: ticket.sys, id: ticket.id },
    decision,
    reason,
    bytes,
  };
}

/** Other policy data than before: the entry itself names the new hash as its policy, the object the old one. */
export function policyEntry({ actor, origin }: RequestContext, { previous }: PolicyChange): AuditRecord {
  const object = { part: 'policy', ...(previous && { sha256: previous.replace('sha256:', '') }) };
  const reason = previous === null ? 'first' : 'changed';
  return { type: 'system.policy.changed', actor, origin, role: 'system', decision: 'allow', object, reason };
}
