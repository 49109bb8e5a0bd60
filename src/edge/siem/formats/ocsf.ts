import { operationOfType, type EntryView } from '../../../trust/audit';

/* OCSF 1.3: File Hosting Activity (6006) for items, Authentication (3002) for sessions, API Activity (6003) for the rest. */

const version = '1.3.0';
const fileActivities: Readonly<Record<string, number>> = {
  'media.received': 1,
  'media.stored': 1,
  'media.read.open': 2,
  'media.facts.completed': 3,
  'view.opened': 14,
};
const authActivities: Readonly<Record<string, number>> = {
  'session.opened': 1,
  'session.denied': 1,
  'session.closed': 2,
  'session.expired': 2,
  'session.revoked': 2,
};

export function toOcsf(entry: EntryView): Record<string, unknown> {
  const { id: activity, ...kind } = classOf(entry);
  const failed = entry.decision !== 'allow';
  return {
    activity_id: activity,
    category_uid: Math.floor(kind.class_uid / 1000),
    class_uid: kind.class_uid,
    type_uid: kind.class_uid * 100 + activity,
    ...(activity === 99 ? { activity_name: entry.type } : {}),
    time: Date.parse(entry.at),
    severity_id: severityOf(entry),
    status_id: failed ? 2 : 1,
    ...(entry.reason === null ? {} : { status_detail: entry.reason }),
    metadata: {
      version,
      product: { name: 'Strongroom', vendor_name: 'Strongroom' },
      uid: entry.id,
      sequence: entry.n,
      logged_time: Date.parse(entry.sealedAt),
      log_name: 'access log',
      event_code: entry.type,
    },
    ...kind.about,
    src_endpoint: sourceOf(entry),
    unmapped: unmapped(entry),
  };
}

function classOf(entry: EntryView): { class_uid: number; id: number; about: Record<string, unknown> } {
  const user = userOf(entry);
  const actor = { user };
  const { media = null, sha256 = null } = entry.object ?? {};
  if (media !== null && /^(media|view)\./.test(entry.type)) {
    const hashes = sha256 === null ? {} : { hashes: [{ algorithm_id: 3, value: sha256 }] };
    const file = { name: media, uid: media, type_id: 1, ...hashes };
    return { class_uid: 6006, id: fileActivities[entry.type] ?? 99, about: { actor, file } };
  }
  const auth = authActivities[entry.type];
  if (auth !== undefined) return { class_uid: 3002, id: auth, about: { user, service: { name: 'Strongroom' } } };
  const id = { read: 2, change: 3 }[operationOfType(entry.type) as string] ?? 99;
  return {
    class_uid: 6003,
    id,
    about: { actor, api: { operation: entry.type, service: { name: 'Strongroom' } } },
  };
}

function userOf({ actor }: EntryView): Record<string, unknown> {
  const groups = actor.role === null ? {} : { groups: [{ name: actor.role }] };
  return { uid: actor.id, type_id: { user: 1, client: 99, system: 3 }[actor.kind], ...groups };
}

/** The class demands a source; without the address there is nothing to say of it but that it is withheld. */
function sourceOf({ personal }: EntryView): Record<string, unknown> {
  const ip = personal.actor?.payload?.['ip'];
  return ip === undefined ? { name: 'withheld' } : { ip };
}

/** 1 informational, 3 medium for refusals, 5 critical where something does not fit. */
function severityOf({ decision, type }: EntryView): number {
  if (type === 'media.integrity_failed' || type === 'audit.pending_refused') return 5;
  return { allow: 1, deny: 3, error: 4 }[decision];
}

function unmapped(entry: EntryView): Record<string, unknown> {
  const { subject, ticket, purpose, grant, object, policy, leafHash } = entry;
  const userAgent = entry.personal.actor?.payload?.['userAgent'];
  const facts = { subject, purpose, grant, policy, class: object?.class ?? null, part: object?.part ?? null };
  return {
    ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)),
    ...(ticket === null ? {} : { ticket: `${ticket.system}/${ticket.id}` }),
    ...(userAgent === undefined ? {} : { userAgent }),
    leafHash,
  };
}
