/** What kind of act an entry records: `refusal` and `session` are told apart because auditors count them apart. */
export type Operation = 'read' | 'change' | 'refusal' | 'session' | 'system';

/** What an act was about. Roles that see only part of the log see whole areas of it. */
export type AuditArea =
  'media' | 'tickets' | 'subjects' | 'access' | 'people' | 'keys' | 'log' | 'retention' | 'system';

interface Meaning {
  readonly area: AuditArea;
  readonly operation: Operation;
}

/**
 * The closed list of what the log can say. A name is never reused or renamed: it stands in sealed leaves. A new
 * kind of act is a new line here, in the same commit as the code that records it.
 */
export const auditTypes = {
  'media.received': { area: 'media', operation: 'change' },
  'media.stored': { area: 'media', operation: 'change' },
  'media.released': { area: 'media', operation: 'change' },
  'media.quarantined': { area: 'media', operation: 'change' },
  'media.rejected': { area: 'media', operation: 'change' },
  'media.linked': { area: 'media', operation: 'change' },
  'media.facts.completed': { area: 'media', operation: 'change' },
  'media.listed': { area: 'media', operation: 'read' },
  'media.shown': { area: 'media', operation: 'read' },
  'media.read.open': { area: 'media', operation: 'read' },
  'media.read.close': { area: 'media', operation: 'read' },
  'media.read.denied': { area: 'media', operation: 'refusal' },
  'media.integrity_failed': { area: 'media', operation: 'system' },
  'media.destroyed': { area: 'media', operation: 'change' },
  'media.orphan_removed': { area: 'media', operation: 'system' },
  'view.opened': { area: 'media', operation: 'read' },
  'view.closed': { area: 'media', operation: 'read' },
  'view.denied': { area: 'media', operation: 'refusal' },
  'ticket.created': { area: 'tickets', operation: 'change' },
  'ticket.changed': { area: 'tickets', operation: 'change' },
  'ticket.shown': { area: 'tickets', operation: 'read' },
  'ticket.listed': { area: 'tickets', operation: 'read' },
  'subject.created': { area: 'subjects', operation: 'change' },
  'subject.identifier.added': { area: 'subjects', operation: 'change' },
  'subject.merged': { area: 'subjects', operation: 'change' },
  'subject.destroyed': { area: 'subjects', operation: 'change' },
  'subject.searched': { area: 'subjects', operation: 'read' },
  'subject.shown': { area: 'subjects', operation: 'read' },
  'subject.listed': { area: 'subjects', operation: 'read' },
  'request.received': { area: 'subjects', operation: 'change' },
  'request.identified': { area: 'subjects', operation: 'change' },
  'request.acknowledged': { area: 'subjects', operation: 'change' },
  'request.paused': { area: 'subjects', operation: 'change' },
  'request.resumed': { area: 'subjects', operation: 'change' },
  'request.extended': { area: 'subjects', operation: 'change' },
  'request.planned': { area: 'subjects', operation: 'change' },
  'request.refused': { area: 'subjects', operation: 'change' },
  'request.answered': { area: 'subjects', operation: 'change' },
  'request.closed': { area: 'subjects', operation: 'change' },
  'request.denied': { area: 'subjects', operation: 'refusal' },
  'request.listed': { area: 'subjects', operation: 'read' },
  'request.shown': { area: 'subjects', operation: 'read' },
  'breach.recorded': { area: 'subjects', operation: 'change' },
  'breach.assessed': { area: 'subjects', operation: 'change' },
  'breach.notified': { area: 'subjects', operation: 'change' },
  'breach.waived': { area: 'subjects', operation: 'change' },
  'breach.closed': { area: 'subjects', operation: 'change' },
  'breach.denied': { area: 'subjects', operation: 'refusal' },
  'breach.listed': { area: 'subjects', operation: 'read' },
  'breach.shown': { area: 'subjects', operation: 'read' },
  'access.denied': { area: 'access', operation: 'refusal' },
  'grant.requested': { area: 'access', operation: 'change' },
  'grant.given': { area: 'access', operation: 'change' },
  'grant.approved': { area: 'access', operation: 'change' },
  'grant.revoked': { area: 'access', operation: 'change' },
  'grant.denied': { area: 'access', operation: 'refusal' },
  'grant.listed': { area: 'access', operation: 'read' },
  'approval.requested': { area: 'access', operation: 'change' },
  'approval.changed': { area: 'access', operation: 'change' },
  'approval.given': { area: 'access', operation: 'change' },
  'approval.declined': { area: 'access', operation: 'change' },
  'approval.withdrawn': { area: 'access', operation: 'change' },
  'approval.expired': { area: 'access', operation: 'change' },
  'approval.executed': { area: 'access', operation: 'change' },
  'approval.denied': { area: 'access', operation: 'refusal' },
  'approval.listed': { area: 'access', operation: 'read' },
  'approval.shown': { area: 'access', operation: 'read' },
  'session.opened': { area: 'people', operation: 'session' },
  'session.closed': { area: 'people', operation: 'session' },
  'session.expired': { area: 'people', operation: 'session' },
  'session.revoked': { area: 'people', operation: 'session' },
  'session.denied': { area: 'people', operation: 'refusal' },
  'session.listed': { area: 'people', operation: 'read' },
  'session.shown': { area: 'people', operation: 'read' },
  'account.created': { area: 'people', operation: 'change' },
  'account.changed': { area: 'people', operation: 'change' },
  'account.roles.changed': { area: 'people', operation: 'change' },
  'account.locked': { area: 'people', operation: 'change' },
  'account.unlocked': { area: 'people', operation: 'change' },
  'account.password.changed': { area: 'people', operation: 'change' },
  'account.password.reset': { area: 'people', operation: 'change' },
  'account.setup': { area: 'people', operation: 'change' },
  'account.denied': { area: 'people', operation: 'refusal' },
  'account.listed': { area: 'people', operation: 'read' },
  'account.shown': { area: 'people', operation: 'read' },
  'client.created': { area: 'people', operation: 'change' },
  'client.removed': { area: 'people', operation: 'change' },
  'client.listed': { area: 'people', operation: 'read' },
  'client.token.issued': { area: 'people', operation: 'session' },
  'client.token.denied': { area: 'people', operation: 'refusal' },
  'audit.exported': { area: 'log', operation: 'read' },
  'audit.read': { area: 'log', operation: 'read' },
  'audit.denied': { area: 'log', operation: 'refusal' },
  'audit.search.saved': { area: 'log', operation: 'change' },
  'audit.search.changed': { area: 'log', operation: 'change' },
  'audit.search.removed': { area: 'log', operation: 'change' },
  'audit.search.matched': { area: 'log', operation: 'system' },
  'audit.volume.rebuilt': { area: 'log', operation: 'system' },
  'actor.suspended': { area: 'access', operation: 'change' },
  'actor.suspension.lifted': { area: 'access', operation: 'change' },
  'alert.raised': { area: 'log', operation: 'system' },
  'alert.closed': { area: 'log', operation: 'change' },
  'alert.denied': { area: 'log', operation: 'refusal' },
  'alert.listed': { area: 'log', operation: 'read' },
  'alert.shown': { area: 'log', operation: 'read' },
  'audit.verified': { area: 'log', operation: 'system' },
  'audit.log.opened': { area: 'log', operation: 'change' },
  'audit.refilled': { area: 'log', operation: 'system' },
  'audit.key.rotated': { area: 'log', operation: 'change' },
  'audit.pruned': { area: 'log', operation: 'change' },
  'audit.pending_refused': { area: 'log', operation: 'system' },
  'store.read.unexplained': { area: 'log', operation: 'system' },
  'siem.delivered': { area: 'log', operation: 'system' },
  'evidence.ordered': { area: 'log', operation: 'read' },
  'evidence.made': { area: 'log', operation: 'read' },
  'evidence.listed': { area: 'log', operation: 'read' },
  'evidence.opened': { area: 'log', operation: 'read' },
  'evidence.given': { area: 'log', operation: 'change' },
  'evidence.removed': { area: 'log', operation: 'change' },
  'evidence.damaged': { area: 'log', operation: 'system' },
  'evidence.denied': { area: 'log', operation: 'refusal' },
  'report.made': { area: 'log', operation: 'read' },
  'review.signed': { area: 'log', operation: 'change' },
  'review.closed': { area: 'log', operation: 'change' },
  'review.listed': { area: 'log', operation: 'read' },
  'retention.shown': { area: 'retention', operation: 'read' },
  'retention.noted': { area: 'retention', operation: 'change' },
  'retention.denied': { area: 'retention', operation: 'refusal' },
  'hold.placed': { area: 'retention', operation: 'change' },
  'hold.joined': { area: 'retention', operation: 'system' },
  'hold.confirmed': { area: 'retention', operation: 'change' },
  'hold.released': { area: 'retention', operation: 'change' },
  'hold.denied': { area: 'retention', operation: 'refusal' },
  'hold.listed': { area: 'retention', operation: 'read' },
  'hold.shown': { area: 'retention', operation: 'read' },
  'disposition.run': { area: 'retention', operation: 'system' },
  'disposition.listed': { area: 'retention', operation: 'read' },
  'destruction.started': { area: 'retention', operation: 'change' },
  'destruction.shown': { area: 'retention', operation: 'read' },
  'certificate.issued': { area: 'retention', operation: 'system' },
  'certificate.supplemented': { area: 'retention', operation: 'system' },
  'certificate.shown': { area: 'retention', operation: 'read' },
  'keys.created': { area: 'keys', operation: 'system' },
  'keys.subject.rekeyed': { area: 'keys', operation: 'change' },
  'keys.orphans.swept': { area: 'keys', operation: 'system' },
  'keys.epoch.ended': { area: 'keys', operation: 'system' },
  'keys.inventory.read': { area: 'keys', operation: 'read' },
  'keys.root.destroyed': { area: 'keys', operation: 'system' },
  'fsck.run': { area: 'system', operation: 'system' },
  'backup.made': { area: 'system', operation: 'system' },
  'backup.verified': { area: 'system', operation: 'system' },
  'backup.restored': { area: 'system', operation: 'system' },
  'system.initialised': { area: 'system', operation: 'system' },
  'system.started': { area: 'system', operation: 'system' },
  'system.stopped': { area: 'system', operation: 'system' },
  'system.policy.changed': { area: 'system', operation: 'system' },
} as const satisfies Record<string, Meaning>;

export type AuditType = keyof typeof auditTypes;

export function isAuditType(text: string): text is AuditType {
  return Object.hasOwn(auditTypes, text);
}

/** The same for a word that may be of another version: what is not known is the system's. */
export function operationOfType(type: string): Operation {
  return isAuditType(type) ? operationOf(type) : 'system';
}

export function operationOf(type: AuditType): Operation {
  return auditTypes[type].operation;
}

/** All types about some areas, for scoping a query. */
export function typesOfAreas(areas: readonly AuditArea[]): AuditType[] {
  const names = Object.keys(auditTypes).filter(isAuditType);
  return names.filter((name) => areas.includes(auditTypes[name].area));
}
