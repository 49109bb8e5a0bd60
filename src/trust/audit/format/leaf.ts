import { isId, type Id } from '../../../kernel';
import { canonicalJson, parseCanonical, type CanonicalValue } from './canonical';
import { isOrigin } from './note';
import { isTicketId } from './ticket-id';

/*
 * A leaf: JCS bytes, stored and hashed verbatim, at most 16 KiB.
 *   {"e":{…event…},"log":origin,"n":sequence number,"sealed":UTC time,"v":1}
 * The event is fixed when the act happens; number and time are added when it is sealed. Every member is always
 * there (null where it says nothing), so that one act has one spelling.
 */

export const maxLeafLength = 16_384;

export interface LeafEvent {
  readonly id: Id;
  /** Occurred at, by the clock of the node that acted. */
  readonly t: string;
  readonly type: string;
  readonly actor: {
    readonly kind: 'user' | 'client' | 'system';
    readonly id: Id;
    readonly role: string | null;
    readonly sess: Id | null;
    readonly amr: readonly string[];
  };
  readonly subj: Id | null;
  readonly obj: {
    readonly media: Id | null;
    readonly object: Id | null;
    readonly class: string | null;
    readonly part: string | null;
    /** Of the sealed object. Never of the plaintext: that would survive an erasure. */
    readonly sha256: string | null;
  } | null;
  readonly ticket: { readonly sys: string; readonly id: string } | null;
  readonly purpose: string | null;
  readonly grant: Id | null;
  readonly decision: 'allow' | 'deny' | 'error';
  readonly reason: string | null;
  readonly policy: string | null;
  readonly range: string | null;
  readonly bytes: number | null;
  /** Commitments to the personal parts: of the person who acted, and of the customer. */
  readonly pa: string | null;
  readonly ps: string | null;
}

export interface Leaf {
  readonly v: 1;
  readonly log: string;
  readonly n: number;
  readonly sealed: string;
  readonly e: LeafEvent;
}

/** A value that is no event or leaf of version 1; `member` says where, never what. */
export class InvalidLeaf extends Error {
  constructor(readonly member: string) {
    super(`not a leaf: ${member}`);
    this.name = 'InvalidLeaf';
  }
}

export interface LeafPlace {
  readonly log: string;
  readonly n: number;
  readonly sealed: string;
}

/** The bytes to store and hash. Throws where the event is malformed or the leaf too long. */
export function buildLeaf(place: LeafPlace, event: LeafEvent): Buffer {
  return placeEvent(place, eventText(event));
}

/** The same from the event's canonical text, as `eventText` made it or `parseEvent` accepted it: not checked again. */
export function placeEvent({ log, n, sealed }: LeafPlace, text: string): Buffer {
  const rest = { log, n, sealed, v: 1 };
  check('leaf', placeShape, rest);
  // In canonical order "e" comes first and everything else after it.
  const bytes = Buffer.from(`{"e":${text},${canonicalJson(rest).slice(1)}`);
  if (bytes.length > maxLeafLength) throw new InvalidLeaf('length');
  return bytes;
}

/** Reads stored bytes. Throws `NotCanonical` or `InvalidLeaf`. */
export function parseLeaf(bytes: Uint8Array): Leaf {
  if (bytes.length > maxLeafLength) throw new InvalidLeaf('length');
  const value: unknown = parseCanonical(bytes);
  check('leaf', leafShape, value);
  return value as Leaf;
}

/** The canonical text of an event, as it waits in the queue. */
export function eventText(event: LeafEvent): string {
  check('e', eventShape, event);
  return canonicalJson(event as unknown as CanonicalValue);
}

export function parseEvent(text: string): LeafEvent {
  const value: unknown = parseCanonical(Buffer.from(text));
  check('e', eventShape, value);
  return value as LeafEvent;
}

type Rule = (value: unknown, at: string) => boolean;
type Shape = Readonly<Record<string, Rule>>;

/** Exactly the members of the shape, each by its rule. */
function check(at: string, shape: Shape, value: unknown): true {
  if (typeof value !== 'object' || value === null) throw new InvalidLeaf(at);
  const members = value as Record<string, unknown>;
  const names = Object.keys(members);
  if (names.length !== Object.keys(shape).length) throw new InvalidLeaf(at);
  for (const [name, rule] of Object.entries(shape)) {
    if (!Object.hasOwn(members, name) || !rule(members[name], `${at}.${name}`)) throw new InvalidLeaf(`${at}.${name}`);
  }
  return true;
}

const text =
  (pattern: RegExp): Rule =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const orNull =
  (rule: Rule): Rule =>
  (value, at) =>
    value === null || rule(value, at);
const members =
  (shape: Shape): Rule =>
  (value, at) =>
    check(at, shape, value);

// A code is a word of ours from a closed list: too narrow for a name, an address or a sentence of a person.
const code = text(/^[a-z0-9][a-z0-9_.:-]{0,63}$/);
const hexDigest = text(/^[0-9a-f]{64}$/);
const count: Rule = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
// From the year 2000 on: earlier ones are faults, and not every such time is one for PostgreSQL too.
const instant: Rule = (value) =>
  typeof value === 'string' && /^2[0-9]{3}-/.test(value) && value.length === 24 && isInstant(value);
const committed = text(/^[A-Za-z0-9+/]{43}=$/);

function isInstant(value: string): boolean {
  const millis = Date.parse(value);
  return !Number.isNaN(millis) && new Date(millis).toISOString() === value;
}

const eventShape: Shape = {
  id: isId,
  t: instant,
  type: text(/^[a-z_]+(\.[a-z_]+)+$/),
  actor: members({
    kind: text(/^(user|client|system)$/),
    id: isId,
    role: orNull(code),
    sess: orNull(isId),
    amr: (value) => Array.isArray(value) && value.length <= 8 && value.every((item) => code(item, 'amr')),
  }),
  subj: orNull(isId),
  obj: orNull(
    members({
      media: orNull(isId),
      object: orNull(isId),
      class: orNull(code),
      part: orNull(code),
      sha256: orNull(hexDigest),
    }),
  ),
  ticket: orNull(members({ sys: code, id: isTicketId })),
  purpose: orNull(code),
  grant: orNull(isId),
  decision: text(/^(allow|deny|error)$/),
  reason: orNull(code),
  policy: orNull(text(/^sha256:[0-9a-f]{64}$/)),
  range: orNull(text(/^(all|[0-9]{1,16}-[0-9]{1,16})$/)),
  bytes: orNull(count),
  pa: orNull(committed),
  ps: orNull(committed),
};

const placeShape: Shape = {
  v: (value) => value === 1,
  log: (value) => typeof value === 'string' && isOrigin(value),
  n: count,
  sealed: instant,
};

const leafShape: Shape = { ...placeShape, e: members(eventShape) };
