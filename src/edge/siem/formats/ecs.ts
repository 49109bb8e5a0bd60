import { operationOfType, type EntryView } from '../../../trust/audit';

/* Elastic Common Schema 8.11. What it has no field for stands under `strongroom`. */

export function toEcs(entry: EntryView): Record<string, unknown> {
  const { ip, userAgent } = entry.personal.actor?.payload ?? {};
  const { object, ticket, subject, purpose, grant, policy, leafHash } = entry;
  const own = { subject, purpose, grant, policy, class: object?.class, part: object?.part, media: object?.media };
  return {
    '@timestamp': entry.at,
    ecs: { version: '8.11.0' },
    event: {
      id: entry.id,
      kind: 'event',
      category: [categoryOf(entry.type)],
      type: [typeOf(entry)],
      action: entry.type,
      outcome: { allow: 'success', deny: 'failure', error: 'failure' }[entry.decision],
      sequence: entry.n,
      created: entry.sealedAt,
      dataset: 'strongroom.access',
      module: 'strongroom',
      ...(entry.reason === null ? {} : { reason: entry.reason }),
    },
    user: { id: entry.actor.id, ...(entry.actor.role === null ? {} : { roles: [entry.actor.role] }) },
    ...(ip === undefined ? {} : { source: { ip } }),
    ...(userAgent === undefined ? {} : { user_agent: { original: userAgent } }),
    strongroom: {
      ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== null && value !== undefined)),
      ...(ticket === null ? {} : { ticket: `${ticket.system}/${ticket.id}` }),
      decision: entry.decision,
      leaf_hash: leafHash,
    },
  };
}

function categoryOf(type: string): string {
  if (/^(media|view)\./.test(type)) return 'file';
  if (type.startsWith('session.') || type.startsWith('client.token.')) return 'authentication';
  if (/^(account|client|grant|access)\./.test(type)) return 'iam';
  return type.startsWith('keys.') || type.startsWith('system.') ? 'configuration' : 'database';
}

function typeOf({ type, decision }: EntryView): string {
  if (type === 'session.opened') return 'start';
  if (/^session\.(closed|expired|revoked)$/.test(type)) return 'end';
  if (decision === 'deny') return 'denied';
  return { read: 'access', change: 'change', refusal: 'denied', session: 'info', system: 'info' }[
    operationOfType(type)
  ];
}
