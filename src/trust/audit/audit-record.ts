import { type Actor, type Id, newOrderedId, type Origin, type Role, type Scope } from '../../kernel';
import { InvalidAuditRecord, PersonalTicketId } from './audit.errors';
import { type AuditType, isAuditType } from './event-types';
import { InvalidLeaf, type LeafEvent } from './format/leaf';
import type { PersonalPayload } from './format/personal-part';
import { looksPersonal } from './format/ticket-id';

export type Decision = 'allow' | 'deny' | 'error';

/**
 * What a use case tells the log about one act. Ids and codes go into the leaf for ever; whatever says something about a
 * person (address, device, file name, free text) goes into `origin` and `private`, which can be erased.
 */
export interface AuditRecord {
  readonly type: AuditType;
  readonly actor: Actor;
  /** The role or scope that decided, where one did. */
  readonly role: Role | Scope | 'system' | null;
  readonly origin?: Origin;
  /** More about the person who acted, sealed beside the origin (such as the filter of a search in the log). */
  readonly actorPayload?: Readonly<Partial<PersonalPayload>>;
  readonly subject?: Id;
  readonly object?: {
    readonly media?: Id;
    readonly object?: Id;
    readonly class?: string;
    readonly part?: string;
    /** Of the sealed object, hex. */
    readonly sha256?: string;
  };
  readonly ticket?: { readonly system: string; readonly id: string };
  readonly purpose?: string;
  readonly grant?: Id;
  readonly decision: Decision;
  /** A code, never a sentence. */
  readonly reason?: string;
  /** `all` or `a-b`: bytes of a reading, or entry numbers of a page of the log. */
  readonly range?: string;
  readonly bytes?: number;
  readonly private?: {
    /** Whose payload key seals it: a media item, or a subject where no item is meant. */
    readonly owner: Id;
    readonly payload: PersonalPayload;
  };
}

/** Facts about the person who acted, or null where there are none to seal. */
export function actorPayload({ origin, actorPayload: more }: AuditRecord): PersonalPayload | null {
  const payload = {
    ...more,
    ...(origin?.ip ? { ip: origin.ip } : {}),
    ...(origin?.userAgent ? { userAgent: wellFormed(origin.userAgent.slice(0, 512)) } : {}),
  };
  return Object.keys(payload).length === 0 ? null : payload;
}

/** The event of a record. Throws where a member would put something into the leaf that does not belong there. */
export function toEvent(
  record: AuditRecord,
  place: { at: Date; policy: string | null; pa: string | null; ps: string | null },
): LeafEvent {
  if (!isAuditType(record.type)) throw new InvalidAuditRecord('type');
  if (record.ticket !== undefined && looksPersonal(record.ticket.id)) throw new PersonalTicketId();
  const { actor, ticket } = record;
  return {
    id: newOrderedId(place.at.getTime()),
    t: place.at.toISOString(),
    type: record.type,
    actor: { kind: actor.kind, id: actor.id, role: record.role, sess: actor.sessionId, amr: actor.amr },
    subj: record.subject ?? null,
    obj: eventObject(record.object),
    ticket: ticket === undefined ? null : { sys: ticket.system, id: ticket.id },
    purpose: record.purpose ?? null,
    grant: record.grant ?? null,
    decision: record.decision,
    reason: record.reason ?? null,
    policy: place.policy,
    range: record.range ?? null,
    bytes: record.bytes ?? null,
    pa: place.pa,
    ps: place.ps,
  };
}

/** Says which member of a record does not fit, instead of the format's own error. */
export function asInvalidRecord(error: unknown): unknown {
  return error instanceof InvalidLeaf ? new InvalidAuditRecord(error.member) : error;
}

function eventObject(object: AuditRecord['object']): LeafEvent['obj'] {
  if (object === undefined) return null;
  return {
    media: object.media ?? null,
    object: object.object ?? null,
    class: object.class ?? null,
    part: object.part ?? null,
    sha256: object.sha256 ?? null,
  };
}

/** A cut in the middle of a surrogate pair, or a client's own nonsense, becomes U+FFFD instead of a refusal. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
