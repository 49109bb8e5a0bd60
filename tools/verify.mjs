#!/usr/bin/env node
// Made by tools/verifier/build.mjs from the modules beside it: change those.
import { createHash, createHmac, createPublicKey, verify as verifySignature } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';

// bytes
/** Bytes as text and back. Every decoder is strict: two spellings of one thing must not both pass. */

function concat(...pieces) {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

function equal(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function utf8(text) {
  return new TextEncoder().encode(text);
}

function text(bytes) {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function base64(bytes) {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** Null for anything but the one base64 text of some bytes. */
function fromBase64(encoded) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  return base64(bytes) === encoded ? bytes : null;
}

function uint(bytes, at, length) {
  let value = 0;
  for (let i = 0; i < length; i += 1) value = value * 256 + bytes[at + i];
  return value;
}

// tree
/** The Merkle tree of RFC 9162 over SHA-256. `digest` is the platform's: it may answer at once or later. */
class Tree {
  constructor(digest) {
    this.digest = digest;
  }

  leafHash(leaf) {
    return this.digest(concat(Uint8Array.of(0), leaf));
  }

  nodeHash(left, right) {
    return this.digest(concat(Uint8Array.of(1), left, right));
  }

  leafHashes(leaves) {
    return Promise.all(leaves.map((leaf) => this.leafHash(leaf)));
  }

  /** The root over a power of two of hashes: a whole level at a time, so that a browser digests many at once. */
  async perfectRoot(hashes) {
    let level = hashes;
    while (level.length > 1) {
      const pairs = Array.from({ length: level.length / 2 }, (_, i) => this.nodeHash(level[2 * i], level[2 * i + 1]));
      level = await Promise.all(pairs);
    }
    return level[0];
  }

  /** RFC 9162, section 2.1.3.2. */
  async proves({ index, size, hash, path, root }) {
    if (!(index < size)) return false;
    let [node, last, found] = [index, size - 1, hash];
    for (const beside of path) {
      if (last === 0) return false;
      if (node % 2 === 1 || node === last) {
        found = await this.nodeHash(beside, found);
        while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
      } else {
        found = await this.nodeHash(found, beside);
      }
      [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    }
    return last === 0 && equal(found, root);
  }

  /** RFC 9162, section 2.1.4.2: whether the log of `size` begins with the one of `earlier` entries. */
  async continues({ earlier, earlierRoot, size, root, path }) {
    if (earlier === size) return path.length === 0 && equal(earlierRoot, root);
    if (!(earlier > 0 && earlier < size) || path.some((hash) => hash?.length !== 32)) return false;
    let [node, last] = [earlier - 1, size - 1];
    while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    const [first, ...beside] = node === 0 ? [earlierRoot, ...path] : path;
    if (first === undefined) return false;
    let [before, now] = [first, first];
    for (const hash of beside) {
      if (last === 0) return false;
      if (node % 2 === 1 || node === last) {
        before = await this.nodeHash(hash, before);
        now = await this.nodeHash(hash, now);
        while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
      } else {
        now = await this.nodeHash(now, hash);
      }
      [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    }
    return last === 0 && equal(before, earlierRoot) && equal(now, root);
  }
}

/** Roots of the perfect subtrees over leaves 0 … size−1, largest first: all that going on needs. */
class CompactRange {
  constructor(tree, size = 0, hashes = []) {
    this.tree = tree;
    this.size = size;
    this.hashes = [...hashes];
  }

  /** Whether so many hashes can be the range of this size. */
  static fits(size, hashes) {
    return size.toString(2).replaceAll('0', '').length === hashes.length && hashes.every(({ length }) => length === 32);
  }

  /** Appends the root over a perfect subtree of so many leaves; it has to begin at a multiple of them. */
  async append(hash, leaves = 1) {
    let node = hash;
    for (let rest = this.size / leaves; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      node = await this.tree.nodeHash(this.hashes.pop(), node);
    }
    this.hashes.push(node);
    this.size += leaves;
  }

  async root() {
    if (this.hashes.length === 0) return this.tree.digest(new Uint8Array());
    let root = this.hashes.at(-1);
    for (let i = this.hashes.length - 2; i >= 0; i -= 1) root = await this.tree.nodeHash(this.hashes[i], root);
    return root;
  }
}

// note
/** A key in C2SP's spelling, `name+hex key id+base64(kind ‖ key)`: 1 is a log's Ed25519 key, 4 a witness's. Null for no key. */
async function readKey(line, platform) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(line.trim()) ?? [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (bytes === null || bytes.length !== 33 || (bytes[0] !== 1 && bytes[0] !== 4)) return null;
  const expected = (await platform.sha256(concat(utf8(`${name}\n`), bytes))).slice(0, 4);
  return hex(expected) === id ? { name, id: expected, kind: bytes[0], key: bytes.slice(1) } : null;
}

/** Reads a checkpoint without believing it. Null where it is no signed note over a checkpoint. */
function parseCheckpoint(bytes) {
  const note = parseNote(bytes);
  const [origin, size, root, end, ...more] = note?.body.split('\n') ?? [];
  if (end !== '' || more.length > 0 || !/^(0|[1-9]\d{0,15})$/.test(size ?? '')) return null;
  const hash = fromBase64(root ?? '');
  return hash?.length === 32 ? { ...note, origin, size: Number(size), root: hash } : null;
}

/** Reads the note in which a key of the log names the next one, without believing it. */
function parseHandOver(bytes) {
  const note = parseNote(bytes);
  const [first, origin, size, next, end, ...more] = note?.body.split('\n') ?? [];
  if (first !== 'strongroom.log-key/hand-over/v1' || end !== '' || more.length > 0) return null;
  return /^[1-9]\d{0,14}$/.test(size) ? { ...note, origin, size: Number(size), next } : null;
}

/** A C2SP signed note; null where the bytes are none. */
function parseNote(bytes) {
  let note;
  try {
    note = text(bytes);
  } catch {
    return null;
  }
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return null;
  const signatures = note
    .slice(split + 2, -1)
    .split('\n')
    .map(parseSignature);
  return signatures.includes(null) ? null : { body: note.slice(0, split + 1), signatures };
}

function parseSignature(line) {
  const [, name, encoded] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? [];
  const blob = encoded === undefined ? null : fromBase64(encoded);
  return blob === null || blob.length < 5 ? null : { name, id: blob.slice(0, 4), signature: blob.slice(4) };
}

/** Whether the log itself signed the checkpoint, or the hand-over. */
async function isSignedBy(note, key, platform) {
  const ours = note.signatures.filter(({ name, id }) => name === key.name && equal(id, key.id));
  if (note.origin !== key.name || ours.length === 0) return false;
  const holds = ours.map(({ signature }) => platform.verifyEd25519(key.key, signature, utf8(note.body)));
  return (await Promise.all(holds)).every(Boolean);
}

/** When a witness cosigned (c2sp.org/tlog-cosignature), or null. */
async function cosignedAt(checkpoint, witness, platform) {
  for (const { name, id, signature } of checkpoint.signatures) {
    if (name !== witness.name || !equal(id, witness.id) || signature.length !== 72) continue;
    const seconds = uint(signature, 0, 8);
    const signed = utf8(`cosignature/v1\ntime ${seconds}\n${checkpoint.body}`);
    if (await platform.verifyEd25519(witness.key, signature.slice(8), signed)) return new Date(seconds * 1000);
  }
  return null;
}

// leaf
const id = (value) => /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value);
const code = (value) => /^[a-z0-9][a-z0-9_.:-]{0,63}$/.test(value);
const hash = (value) => /^[0-9a-f]{64}$/.test(value);
const commitment = (value) => /^[A-Za-z0-9+/]{43}=$/.test(value);
const count = (value) => Number.isSafeInteger(value) && value >= 0;
const instant = (value) => typeof value === 'string' && value.length === 24 && isInstant(value);
const oneOf =
  (...values) =>
  (value) =>
    values.includes(value);
const orNull = (rule) => (value) => value === null || rule(value);
const string = (rule) => (value) => typeof value === 'string' && rule(value);

function isInstant(value) {
  const millis = Date.parse(value);
  return !Number.isNaN(millis) && new Date(millis).toISOString() === value;
}

const shapes = {
  leaf: { v: oneOf(1), log: string((value) => value.length > 0), n: count, sealed: instant, e: members('event') },
  event: {
    ...{ id: string(id), t: instant, type: string((value) => /^[a-z_]+(\.[a-z_]+)+$/.test(value)) },
    ...{ actor: members('actor'), subj: orNull(string(id)), obj: orNull(members('object')) },
    ...{ ticket: orNull(members('ticket')), purpose: orNull(string(code)), grant: orNull(string(id)) },
    ...{ decision: oneOf('allow', 'deny', 'error'), reason: orNull(string(code)) },
    policy: orNull(string((value) => /^sha256:[0-9a-f]{64}$/.test(value))),
    range: orNull(string((value) => /^(all|\d{1,16}-\d{1,16})$/.test(value))),
    ...{ bytes: orNull(count), pa: orNull(string(commitment)), ps: orNull(string(commitment)) },
  },
  actor: {
    ...{
      kind: oneOf('user', 'client', 'system'),
      id: string(id),
      role: orNull(string(code)),
      sess: orNull(string(id)),
    },
    amr: (value) => Array.isArray(value) && value.length <= 8 && value.every(string(code)),
  },
  object: {
    ...{ media: orNull(string(id)), object: orNull(string(id)), class: orNull(string(code)) },
    ...{ part: orNull(string(code)), sha256: orNull(string(hash)) },
  },
  ticket: { sys: string(code), id: string((value) => value.length > 0) },
};

/** Exactly the members of a shape, each by its rule. */
function members(name) {
  return (value) => {
    const shape = shapes[name];
    if (typeof value !== 'object' || value === null || Object.keys(value).length !== Object.keys(shape).length)
      return false;
    return Object.entries(shape).every(([member, rule]) => Object.hasOwn(value, member) && rule(value[member]));
  };
}

/** RFC 8785 for the values that a leaf may hold; null for any other. */
function canonical(value) {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : null;
  const parts = Array.isArray(value)
    ? value.map(canonical)
    : Object.keys(value)
        .sort()
        .map((name) => joined(name, canonical(value[name])));
  if (parts.includes(null)) return null;
  return Array.isArray(value) ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}

function joined(name, value) {
  return value === null ? null : `${JSON.stringify(name)}:${value}`;
}

/** The leaf in these bytes; null where they are another spelling, or no leaf of version 1. */
function readLeaf(bytes) {
  if (bytes.length > 16384) return null;
  try {
    const written = text(bytes);
    const leaf = JSON.parse(written);
    return canonical(leaf) === written && members('leaf')(leaf) ? leaf : null;
  } catch {
    return null;
  }
}

// operations
/** What kind of act each type of entry is, as it was when this verifier was made. Types are never renamed and never change their kind. */
const types = {
  change: [
    'media.received',
    'media.stored',
    'media.released',
    'media.quarantined',
    'media.rejected',
    'media.linked',
    'media.facts.completed',
    'ticket.created',
    'ticket.changed',
    'subject.created',
    'subject.identifier.added',
    'subject.merged',
    'grant.requested',
    'grant.given',
    'grant.approved',
    'grant.revoked',
    'approval.requested',
    'approval.changed',
    'approval.given',
    'approval.declined',
    'approval.withdrawn',
    'approval.expired',
    'approval.executed',
    'account.created',
    'account.changed',
    'account.roles.changed',
    'account.locked',
    'account.unlocked',
    'account.password.changed',
    'account.password.reset',
    'account.setup',
    'client.created',
    'client.removed',
    'audit.search.saved',
    'audit.search.changed',
    'audit.search.removed',
    'keys.subject.rekeyed',
  ],
  read: [
    'keys.inventory.read',
    'media.listed',
    'media.shown',
    'media.read.open',
    'media.read.close',
    'view.opened',
    'view.closed',
    'ticket.shown',
    'ticket.listed',
    'subject.searched',
    'subject.shown',
    'subject.listed',
    'grant.listed',
    'approval.listed',
    'approval.shown',
    'session.listed',
    'session.shown',
    'account.listed',
    'account.shown',
    'client.listed',
    'audit.exported',
    'audit.read',
  ],
  refusal: [
    'media.read.denied',
    'view.denied',
    'access.denied',
    'grant.denied',
    'approval.denied',
    'session.denied',
    'account.denied',
    'client.token.denied',
    'audit.denied',
  ],
  system: [
    'evidence.damaged',
    'media.integrity_failed',
    'media.orphan_removed',
    'audit.search.matched',
    'audit.volume.rebuilt',
    'audit.verified',
    'audit.pending_refused',
    'keys.created',
    'keys.orphans.swept',
    'keys.epoch.ended',
    'keys.root.destroyed',
    'fsck.run',
    'backup.made',
    'backup.verified',
    'backup.restored',
    'system.initialised',
    'system.started',
    'system.stopped',
    'system.policy.changed',
  ],
  session: ['session.opened', 'session.closed', 'session.expired', 'session.revoked', 'client.token.issued'],
};

const operations = Object.fromEntries(
  Object.entries(types).flatMap(([operation, names]) => names.map((name) => [name, operation])),
);

// query
/*
 * A question to the log, asked again over leaves alone. As text it is written as in the search of the log:
 *   query = term *(space term); term = ["-"] name ":" value *("," value); value = word | "text"
 *   names: actor role subject media ticket purpose class part operation type decision, and at: TIME, >=TIME … TIME..TIME
 * As members it is a bundle's `query`: each compares for equality.
 */

/** What a leaf carries under each name. `known` adds the operations of types that this verifier does not know. */
function columnsOf(leaf, known = {}) {
  const { e } = leaf;
  return {
    ...{ actor: e.actor.id, role: e.actor.role, subject: e.subj, media: e.obj?.media ?? null },
    ...{ ticket: e.ticket === null ? null : `${e.ticket.sys}/${e.ticket.id}`, purpose: e.purpose },
    ...{ class: e.obj?.class ?? null, part: e.obj?.part ?? null, type: e.type, decision: e.decision },
    operation: operations[e.type] ?? known[e.type] ?? 'system',
    at: Date.parse(e.t),
  };
}

/** A bundle's query: a function from a leaf's columns to whether it is chosen. Null where a member is not known. */
function membersQuery(query) {
  const { ticket, ...rest } = query;
  const wanted = { ...rest, ...(ticket === undefined ? {} : { ticket: `${ticket.sys}/${ticket.id}` }) };
  const { q, ...equal } = wanted;
  if (!Object.keys(equal).every((name) => valueNames.includes(name))) return null;
  const also = q === undefined ? () => true : textQuery(q);
  if (also === null) return null;
  return (columns) => Object.entries(equal).every(([name, value]) => columns[name] === value) && also(columns);
}

/** A query as text; null where it cannot be read, hangs on the time of asking, or asks for what no leaf holds. */
function textQuery(written) {
  const terms = [];
  let rest = written.trim();
  while (rest !== '') {
    const [whole, not, name, values] =
      /^(-?)([a-z]+):((?:"(?:[^"\\]|\\["\\])*"|[^\s,"]+)(?:,(?:"(?:[^"\\]|\\["\\])*"|[^\s,"]+))*)(?:\s+|$)/u.exec(
        rest,
      ) ?? [];
    if (whole === undefined) return null;
    const read = name === 'at' ? timeTest(values) : valueTest(name, values);
    if (read === null) return null;
    terms.push((columns) => (not === '-') !== read(columns));
    rest = rest.slice(whole.length);
  }
  return (columns) => terms.every((term) => term(columns));
}

const valueNames = [
  'actor',
  'role',
  'subject',
  'media',
  'ticket',
  'purpose',
  'class',
  'part',
  'operation',
  'type',
  'decision',
];

function valueTest(name, written) {
  if (!valueNames.includes(name)) return null;
  const values = written.match(/"(?:[^"\\]|\\["\\])*"|[^\s,"]+/gu).map(unquoted);
  const spelled = ['actor', 'subject', 'media'].includes(name) ? values.map((value) => value.toLowerCase()) : values;
  return (columns) => spelled.includes(columns[name]);
}

function unquoted(value) {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value;
}

function timeTest(written) {
  const [from, to, ...more] = written.split('..');
  if (more.length > 0) return null;
  if (to !== undefined) {
    const [first, last] = [spanOf(from), spanOf(to)];
    return first === null || last === null ? null : ({ at }) => at >= first.start && at < last.end;
  }
  const [, sign, time] = /^(>=|<=|>|<|)(.+)$/.exec(written) ?? [];
  const span = spanOf(time ?? '');
  if (span === null) return null;
  const tests = {
    '>=': ({ at }) => at >= span.start,
    '>': ({ at }) => at >= span.end,
    '<': ({ at }) => at < span.start,
    '<=': ({ at }) => at < span.end,
    '': ({ at }) => at >= span.start && at < span.end,
  };
  return tests[sign];
}

/** What a time covers: a whole day of UTC, a minute, a second or a millisecond. `now` means nothing to a verifier. */
function spanOf(written) {
  const day = /^[12]\d{3}-\d{2}-\d{2}$/.test(written);
  const [instant, second, fraction] =
    /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?(?:Z|[+-]\d{2}:\d{2})$/.exec(written) ?? [];
  const start = Date.parse(written);
  const calendar = Date.parse(`${written.slice(0, 10)}T00:00Z`);
  if ((!day && instant === undefined) || Number.isNaN(start) || Number.isNaN(calendar)) return null;
  if (!new Date(calendar).toISOString().startsWith(written.slice(0, 10))) return null;
  const length = day ? 86_400_000 : fraction !== undefined ? 1 : second !== undefined ? 1_000 : 60_000;
  return { start, end: start + length };
}

// report
/** What was checked and what it came to: lines in plain words. One that is not `true` is a finding or an open end. */
class Report {
  facts = [];
  checks = [];

  /** Something to know, neither good nor bad. */
  fact(label, value) {
    this.facts.push({ label, value: String(value) });
  }

  /** `holds` is true, false, or null where it could not be shown. */
  check(what, holds, says = '') {
    this.checks.push({ what, holds, says });
    return holds === true;
  }

  /** At most so many findings of one kind are listed; the rest is counted. */
  each(what, findings, most = 20) {
    const listed = findings.slice(0, most).join('; ');
    const more = findings.length > most ? `; and ${findings.length - most} more` : '';
    return this.check(what, findings.length === 0, listed + more);
  }

  /** `holds` only where nothing is wrong and something was checked. */
  get verdict() {
    if (this.checks.length === 0 || this.checks.some(({ holds }) => holds === false)) return 'broken';
    return this.checks.some(({ holds }) => holds === null) ? 'open' : 'holds';
  }

  lines() {
    const signs = new Map([
      [true, 'ok   '],
      [false, 'WRONG'],
      [null, 'open '],
    ]);
    return [
      ...this.facts.map(({ label, value }) => `${label}: ${value}`),
      ...this.checks.map(({ what, holds, says }) => `${signs.get(holds)}  ${what}${says === '' ? '' : `: ${says}`}`),
      verdicts[this.verdict],
    ];
  }
}

const verdicts = {
  holds: 'Everything that was checked holds.',
  open: 'Nothing is wrong, but not everything could be shown: see the open lines.',
  broken: 'SOMETHING DOES NOT HOLD: see the lines marked WRONG.',
};

// log-names
/*
 * A log that was opened anew goes on under another name: the first one's and a number, `vault.example/1`, `vault.example/1.2`,
 * `vault.example/1.3`. The key stays; the entry `audit.log.opened` is the first under the new name.
 */

const numberedName = /^(.+)\.([2-9]|[1-9]\d{1,8})$/u;

/** The name that a log had before it was opened anew; null where it had none. */
function nameBefore(name) {
  const [, first, number] = numberedName.exec(name) ?? [];
  if (first === undefined) return null;
  return number === '2' ? first : `${first}.${Number(number) - 1}`;
}

/** Whether the log of this name may have gone by the other one before, or goes by it still. */
function wentBy(name, earlier) {
  if (name === earlier) return true;
  const [, first, number] = numberedName.exec(name) ?? [];
  const [, firstToo, before] = numberedName.exec(earlier) ?? [];
  return first !== undefined && (first === earlier || (first === firstToo && Number(before) < Number(number)));
}

/** The same key under another name: its id covers the name. */
async function underName(key, name, platform) {
  const id = await platform.sha256(concat(utf8(`${name}\n`), Uint8Array.of(1), key.key));
  return { ...key, name, id: id.slice(0, 4) };
}

/** Follows the names of a log through its entries, in the order of their numbers; some of them may be left out. */
class NamesOfLog {
  #name = null;

  /** @param last the name of the checkpoint over all of them */
  constructor(last) {
    this.last = last;
  }

  /** Whether the entry is of this log: it goes by the name of the one before it, or opens the next one. */
  follows({ n, log, e: { type, decision, range } }) {
    const opens = type === 'audit.log.opened' && decision === 'allow' && range?.startsWith(`${n}-`) === true;
    const before = opens ? nameBefore(log) : log;
    const fits = this.#name === null ? wentBy(this.last, log) : this.#name === before;
    if (fits) this.#name = log;
    return fits;
  }

  /** Whether they have led to the name of the checkpoint. */
  get complete() {
    return this.#name === null || this.#name === this.last;
  }
}

// said-of-log
/** What entries say about the log itself: what was pruned, where a new log was opened, who approved that, and which key came next. */
class SaidOfLog {
  openings = [];
  #prunings = [];
  #asked = [];
  #given = [];
  #keys = new Map();

  take({ n, log, e: { type, decision, actor, obj, range } }) {
    if (decision !== 'allow') return;
    const request = `${obj?.object} ${obj?.sha256}`;
    const step = { n, request, by: actor.id, role: actor.role };
    if (type === 'audit.pruned') this.#prunings.push({ n, request, range });
    else if (type === 'audit.log.opened') this.openings.push({ n, request, range, log });
    else if (type === 'approval.requested') this.#asked.push(step);
    else if (type === 'approval.given') this.#given.push(step);
    else if (type === 'audit.key.rotated') this.#keys.set(n, obj?.sha256);
  }

  /** Whether an entry let all of them go, and two people had approved exactly that before. */
  pruningApproved(count) {
    return this.#prunings.some(({ n, request, range }) => {
      const last = Number(/^0-(\d+)$/.exec(range ?? '')?.[1] ?? -1);
      const given = this.#given.filter((step) => step.request === request && step.n < n);
      return last >= count - 1 && last < n && new Set(given.map(({ by }) => by)).size >= 2;
    });
  }

  /**
   * Whether one person asked for exactly this new log and another one in another role approved it. Both are told after its
   * first entry, which comes before anything else; null where no entry follows yet.
   */
  openingApproved({ n, request }, size) {
    const approved = this.#asked
      .filter((step) => step.request === request)
      .some(({ by, role }) =>
        this.#given.some((step) => step.request === request && step.by !== by && step.role !== role),
      );
    return approved || (n === size - 1 ? null : false);
  }

  /** Whether the last entry under each key names the next one; what was pruned has said it to its checkpoint. */
  namesKeys(handOvers, pruned) {
    return handOvers.every(({ size, digest }) => size <= pruned || this.#keys.get(size - 1) === digest);
  }
}

/** A line for each new log that was opened in what has been read. */
function reportOpenings(said, size, report) {
  for (const opening of said.openings) {
    report.fact(
      `opened anew at entry ${opening.n}`,
      `${opening.log}, without entries ${opening.range} of the log before`,
    );
    const approved = said.openingApproved(opening, size);
    const says = approved === null ? 'its approvals are not under this checkpoint yet' : '';
    report.check(`two people wanted the new log at entry ${opening.n}`, approved, says);
  }
}

// hand-overs
/** The notes under a folder in which each key of the log names the next one, by the size that it signed last. */
async function readHandOvers(files, folder) {
  const paths = files.paths.filter((path) => path.startsWith(`${folder}/`) && /\/\d+$/.test(path));
  const notes = await Promise.all(paths.map(async (path) => parseHandOver(await files.read(path))));
  return notes.sort((one, other) => (one?.size ?? 0) - (other?.size ?? 0));
}

/**
 * Follows hand-overs from a key to the one that signed last: each signed by the key before it and by the one that it
 * names, under the name that the log had then. Null where that does not lead there.
 */
async function followHandOvers(notes, { from, to, platform }) {
  const steps = [];
  let key = from;
  for (const note of notes) {
    if (hex(key.key) === hex(to.key)) break;
    if (note === null || !wentBy(note.origin, key.name)) continue;
    const signer = await underName(key, note.origin, platform);
    if (!(await isSignedBy(note, signer, platform))) continue;
    const next = await readKey(note.next, platform);
    if (next?.kind !== 1 || next.name !== note.origin || !(await isSignedBy(note, next, platform))) return null;
    steps.push({ size: note.size, digest: hex(await platform.sha256(next.key)) });
    key = next;
  }
  const sameLog = wentBy(to.name, key.name) || wentBy(key.name, to.name);
  return hex(key.key) === hex(to.key) && sameLog ? steps : null;
}

// checkpoint
/**
 * The checkpoint and the key that everything else hangs on. A key that lies beside what it signed shows only that both
 * were made together: whoever verifies gives the key that they know, or compares the one that is reported.
 */
async function openCheckpoint({ note, key, handOvers = [], trusted, platform, report }) {
  const beside = key === null ? null : await readKey(text(key), platform);
  const given = trusted.key === undefined ? null : await readKey(trusted.key, platform);
  if (trusted.key !== undefined) report.check('the key that you gave', given?.kind === 1 ? true : false);
  const steps =
    given === null || beside === null ? [] : await followHandOvers(handOvers, { from: given, to: beside, platform });
  if (given !== null && beside !== null) {
    const says = (steps ?? []).map(({ size }) => `handed over after entry ${size - 1}`);
    if (steps !== null && given.name !== beside.name) says.push(`you know the log as ${given.name}`);
    report.check('the key beside the log is the one that you gave', steps !== null, says.join(', '));
  }
  const used = steps === null ? given : (beside ?? given);
  if (used === null) {
    report.check('the key of the log', false, 'there is none that can be read');
    return null;
  }
  report.fact('log', used.name);
  report.fact('key', `${hex(used.id)} (${hex(used.key)})`);
  if (given === null)
    report.check(
      'the key is the log’s own',
      null,
      'it came with the log: compare it with one that you got another way',
    );
  const checkpoint = note === null ? null : parseCheckpoint(note);
  if (!report.check('the checkpoint is a signed note', checkpoint !== null)) return null;
  if (!report.check('the log signed the checkpoint', await isSignedBy(checkpoint, used, platform))) return null;
  report.fact('entries under the checkpoint', checkpoint.size);
  await reportWitnesses(checkpoint, used, { trusted, platform, report });
  return { ...checkpoint, log: used.name, key: used, handOvers: steps ?? [] };
}

async function reportWitnesses(checkpoint, key, { trusted, platform, report }) {
  const others = checkpoint.signatures.filter(({ name }) => name !== key.name);
  for (const line of trusted.witnesses ?? []) {
    const witness = await readKey(line, platform);
    const at = witness?.kind === 4 ? await cosignedAt(checkpoint, witness, platform) : null;
    report.check(`witness ${witness?.name ?? '(no key)'} saw the checkpoint`, at !== null, at?.toISOString() ?? '');
  }
  if (others.length > 0 && (trusted.witnesses ?? []).length === 0) {
    report.fact(
      'cosignatures that were not checked (no key of a witness was given)',
      others.map(({ name }) => name).join(', '),
    );
  }
}

// export-folder
const width = 256;

/** Checks a log that was exported as C2SP tlog-tiles: every leaf, every tile, the root and its signature. */
async function verifyExport(files, { platform, trusted, report, progress = () => undefined }) {
  const [note, key] = [await files.read('checkpoint'), await files.read('key')];
  const handOvers = await readHandOvers(files, 'hand-overs');
  const checkpoint = await openCheckpoint({ note, key, handOvers, trusted, platform, report });
  if (checkpoint === null) return;
  const check = new ExportCheck(files, checkpoint, new Tree(platform.sha256));
  for (let index = 0; index * width < checkpoint.size; index += 1) {
    await check.bundle(index);
    progress(Math.min((index + 1) * width, checkpoint.size), checkpoint.size);
  }
  await check.upperTiles();
  report.each('every entry is there, readable, in its place', check.findings);
  report.check('the entries lead to the name of the checkpoint', check.names.complete);
  reportOpenings(check.says, checkpoint.size, report);
  if (check.pruned > 0) {
    report.check(`entries 0-${check.pruned - 1} can be read`, null, 'only their hashes are left');
    report.check('an entry and two approvals let them go', check.says.pruningApproved(check.pruned));
  }
  if (checkpoint.handOvers.length > 0)
    report.check('each change of key stands in the log', check.says.namesKeys(checkpoint.handOvers, check.pruned));
  report.each('every tile is made of what lies under it', check.tiles);
  report.check('the entries are the ones that the log signed', equal(await check.range.root(), checkpoint.root));
  report.check(
    'nothing was cut off after the checkpoint',
    null,
    'an export alone cannot show that: compare the checkpoint with an anchored or witnessed one',
  );
}

class ExportCheck {
  findings = [];
  tiles = [];
  /** What entries say about the log itself. */
  says = new SaidOfLog();
  /** Leaves at the beginning of which only the hashes are left. */
  pruned = 0;
  #roots = [];
  #sealed = '';

  constructor(files, checkpoint, tree) {
    this.files = files;
    this.checkpoint = checkpoint;
    this.tree = tree;
    this.range = new CompactRange(tree);
    this.names = new NamesOfLog(checkpoint.origin);
  }

  async bundle(index) {
    const first = index * width;
    const count = Math.min(width, this.checkpoint.size - first);
    const bytes = await this.files.read(tilePath('entries', index, count));
    const leaves = bytes === null ? null : splitLeaves(bytes, count);
    const tile = await this.files.read(tilePath(0, index, count));
    const pruned = bytes === null && first === this.pruned && count === width && tile?.length === width * 32;
    if (pruned) this.pruned += count;
    else if (leaves === null) this.findings.push(`entries ${first}-${first + count - 1} are missing or cut`);
    else leaves.forEach((leaf, i) => this.#leaf(leaf, first + i));
    const hashes = leaves === null ? splitHashes(tile, count) : await this.tree.leafHashes(leaves);
    if (leaves !== null && (tile === null || !equal(concat(...hashes), tile)))
      this.#tileDiffers(tile, hashes, first, count);
    if (hashes === null) return;
    if (count < width) for (const hash of hashes) await this.range.append(hash);
    else {
      const root = await this.tree.perfectRoot(hashes);
      // The tiles above stand on the tile, the checkpoint on the entries: a difference is told where it is.
      const kept = splitHashes(tile, count);
      this.#roots.push(kept === null ? root : await this.tree.perfectRoot(kept));
      await this.range.append(root, width);
    }
  }

  /** Levels above: 256 roots of the level below, and at the edge as many as there are. */
  async upperTiles() {
    for (let level = 1, below = this.#roots; below.length > 0; level += 1) {
      const roots = [];
      for (let index = 0; index * width < below.length; index += 1) {
        const under = below.slice(index * width, (index + 1) * width);
        const tile = await this.files.read(tilePath(level, index, under.length));
        if (tile === null || !equal(concat(...under), tile)) this.tiles.push(tilePath(level, index, under.length));
        if (under.length === width) roots.push(await this.tree.perfectRoot(under));
      }
      below = roots;
    }
  }

  #leaf(bytes, n) {
    const leaf = readLeaf(bytes);
    if (leaf === null) this.findings.push(`entry ${n} is no entry`);
    else if (leaf.n !== n || !this.names.follows(leaf)) this.findings.push(`entry ${n} belongs elsewhere`);
    else if (leaf.sealed < this.#sealed) this.findings.push(`entry ${n} was sealed before the one before it`);
    else {
      this.#sealed = leaf.sealed;
      this.says.take(leaf);
    }
  }

  #tileDiffers(tile, hashes, first, count) {
    const known = splitHashes(tile, count);
    if (known === null) {
      this.tiles.push(tilePath(0, first / width, count));
      return;
    }
    hashes.forEach((hash, i) => {
      if (!equal(hash, known[i])) this.findings.push(`entry ${first + i} is not the one in its tile`);
    });
  }
}

function tilePath(level, index, count) {
  const digits = String(index)
    .padStart(Math.ceil(String(index).length / 3) * 3, '0')
    .match(/\d{3}/g);
  const name = digits.map((group, i) => (i < digits.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${count === width ? '' : `.p/${count}`}`;
}

/** Leaves as they lie in a bundle, each u16 length ‖ bytes; null where it is not so many, exactly. */
function splitLeaves(bytes, count) {
  const leaves = [];
  let at = 0;
  while (at + 2 <= bytes.length && leaves.length < count) {
    const end = at + 2 + uint(bytes, at, 2);
    leaves.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at === bytes.length && leaves.length === count ? leaves : null;
}

function splitHashes(tile, count) {
  if (tile?.length !== count * 32) return null;
  return Array.from({ length: count }, (_, i) => tile.subarray(i * 32, (i + 1) * 32));
}

// proof
/** Reads a C2SP tlog-proof; null where it is none. */
function readProof(bytes) {
  try {
    const written = text(bytes);
    const gap = written.indexOf('\n\n');
    const lines = written.slice(0, gap).split('\n');
    const [header, second = ''] = lines;
    const extra = second.startsWith('extra ') ? fromBase64(second.slice(6)) : undefined;
    const [index, ...path] = lines.slice(extra === undefined ? 1 : 2);
    const [, n] = /^index (0|[1-9]\d{0,15})$/.exec(index ?? '') ?? [];
    const hashes = path.map(fromBase64);
    if (header !== 'c2sp.org/tlog-proof@v1' || gap < 0 || n === undefined || extra === null) return null;
    if (!hashes.every((hash) => hash?.length === 32)) return null;
    return { index: Number(n), extra, path: hashes, note: utf8(written.slice(gap + 2)) };
  } catch {
    return null;
  }
}

/** Checks one proof: that this entry is in the log of the checkpoint. The entry is in the proof's `extra`, or is given. */
async function verifyProof({ proof: bytes, leaf: given, key }, { platform, trusted, report }) {
  const proof = readProof(bytes);
  if (!report.check('the proof can be read', proof !== null)) return;
  const checkpoint = await openCheckpoint({ note: proof.note, key, trusted, platform, report });
  const leaf = given ?? proof.extra ?? null;
  if (
    checkpoint === null ||
    !report.check('the entry is there', leaf !== null, leaf === null ? 'give it beside the proof' : '')
  )
    return;
  const read = readLeaf(leaf);
  const ours = read?.n === proof.index && wentBy(checkpoint.origin, read.log);
  const renamed = ours && read.log !== checkpoint.origin;
  report.check('the entry is one of this log, under this number', ours, renamed ? `when it was ${read.log}` : '');
  if (read !== null) report.fact('entry', JSON.stringify(read));
  report.check('the entry is in the log that was signed', await isProven(proof, leaf, checkpoint, platform));
}

/** Whether a proof leads from the leaf, under its number, to the root of the checkpoint. */
async function isProven({ index, path }, leaf, { size, root }, { sha256 }) {
  const tree = new Tree(sha256);
  return tree.proves({ index, size, hash: await tree.leafHash(leaf), path, root });
}

// zip
const [endMark, end64Mark, locatorMark, entryMark, fileMark] = [
  0x504b0506, 0x504b0606, 0x504b0607, 0x504b0102, 0x504b0304,
];
const little = (bytes, at, length) => uint(bytes.slice(at, at + length).reverse(), 0, length);
const mark = (bytes, at) => uint(bytes, at, 4);

/** The files of a ZIP (ZIP64, stored without compression). Throws where it is no such archive. `source` reads slices. */
async function openZip(source) {
  const tail = await source.slice(Math.max(0, source.size - 65_557), source.size);
  let end = tail.length - 22;
  while (end >= 0 && mark(tail, end) !== endMark) end -= 1;
  if (end < 0) throw new Error('this is no ZIP archive');
  const directory = await directoryOf(source, tail, end);
  const bytes = await source.slice(directory.at, directory.at + directory.length);
  const entries = new Map();
  for (let at = 0; at < bytes.length;) {
    if (mark(bytes, at) !== entryMark) throw new Error('the directory of the archive is damaged');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => little(bytes, at + place, 2));
    const name = text(bytes.slice(at + 46, at + 46 + nameLength));
    const entry = entryOf(bytes, at, nameLength, extraLength);
    if (entries.has(name)) throw new Error(`the archive has two files called ${name}`);
    if (!name.endsWith('/')) entries.set(name, entry);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

async function directoryOf(source, tail, end) {
  const [length, at] = [little(tail, end + 12, 4), little(tail, end + 16, 4)];
  if (length !== 0xffffffff && at !== 0xffffffff && little(tail, end + 10, 2) !== 0xffff) return { length, at };
  if (end < 20 || mark(tail, end - 20) !== locatorMark) throw new Error('the archive lacks its ZIP64 end');
  const place = little(tail, end - 12, 8);
  const end64 = await source.slice(place, place + 56);
  if (mark(end64, 0) !== end64Mark) throw new Error('the archive lacks its ZIP64 end');
  return { length: little(end64, 40, 8), at: little(end64, 48, 8) };
}

function entryOf(bytes, at, nameLength, extraLength) {
  if (little(bytes, at + 10, 2) !== 0) throw new Error('a file of the archive is compressed');
  const entry = { packed: little(bytes, at + 20, 4), size: little(bytes, at + 24, 4), at: little(bytes, at + 42, 4) };
  const extra = bytes.slice(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  for (let place = 0; place + 4 <= extra.length; place += 4 + little(extra, place + 2, 2)) {
    if (little(extra, place, 2) !== 1) continue;
    let value = place + 4;
    // ZIP64: only the members that did not fit stand here, in this order.
    for (const member of ['size', 'packed', 'at']) {
      if (entry[member] !== 0xffffffff) continue;
      entry[member] = little(extra, value, 8);
      value += 8;
    }
  }
  return { at: entry.at, size: entry.size };
}

/** A file of the archive as something to read slices of. */
async function zipFile(source, { at, size }) {
  const header = await source.slice(at, at + 30);
  if (mark(header, 0) !== fileMark) throw new Error('a file of the archive is not where its directory says');
  const start = at + 30 + little(header, 26, 2) + little(header, 28, 2);
  return { size, slice: (from, to) => source.slice(start + from, start + Math.min(to, size)) };
}

// files
/** Files by path, wherever they lie. A source is something with a size that slices can be read of. */
class Files {
  /** @param sources path → source, or a function that answers one */
  constructor(sources) {
    this.sources = sources;
  }

  static async ofZip(source) {
    const entries = await openZip(source);
    return new Files(new Map([...entries].map(([path, entry]) => [path, () => zipFile(source, entry)])));
  }

  get paths() {
    return [...this.sources.keys()].sort();
  }

  has(path) {
    return this.sources.has(path);
  }

  async source(path) {
    const found = this.sources.get(path);
    return found === undefined ? null : typeof found === 'function' ? found() : found;
  }

  /** The whole file, or null. */
  async read(path) {
    const source = await this.source(path);
    return source === null ? null : source.slice(0, source.size);
  }

  /** The files below a folder, without its name. */
  under(folder) {
    const inside = [...this.sources].filter(([path]) => path.startsWith(folder));
    return new Files(new Map(inside.map(([path, source]) => [path.slice(folder.length), source])));
  }

  /** The files below the one folder in which all lie, where they do. */
  unwrapped() {
    const tops = new Set(this.paths.map((path) => path.split('/')[0]));
    const [top] = tops;
    return tops.size === 1 && this.paths.every((path) => path.includes('/')) && top !== 'tile'
      ? this.under(`${top}/`).unwrapped()
      : this;
  }
}

// der
/** DER (X.690) read strictly: one-byte tags, definite lengths in their shortest spelling, nothing beyond the bounds. */

const derTags = {
  ...{ boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c, printable: 0x13 },
  ...{ teletex: 0x14, ia5: 0x16, utcTime: 0x17, time: 0x18, sequence: 0x30, set: 0x31 },
};

/** The tag [n] of a constructed value. */
const contextTag = (n) => 0xa0 | n;

/** What `read` answers, or null where the bytes are not what it expects. Nothing else than DER is read in there. */
function readDer(read) {
  try {
    return read();
  } catch {
    return null;
  }
}

class NotDer extends Error {}

/** The values one after another that fill the bytes exactly. */
function valuesIn(bytes) {
  const values = [];
  for (let at = 0; at < bytes.length; at += values.at(-1).whole.length) values.push(valueAt(bytes.subarray(at)));
  return values;
}

/** The one value that the bytes are. */
function valueIn(bytes) {
  const values = valuesIn(bytes);
  if (values.length !== 1) throw new NotDer();
  return values[0];
}

function valueAt(bytes) {
  const [tag, first] = bytes;
  if (bytes.length < 2 || (tag & 0x1f) === 0x1f || first === 0x80 || first > 0x84) throw new NotDer();
  const digits = first < 0x80 ? 0 : first & 0x7f;
  const start = 2 + digits;
  if (bytes.length < start) throw new NotDer();
  const length = digits === 0 ? first : uint(bytes, 2, digits);
  const shortest = digits === 0 || (length >= 0x80 && length >= 256 ** (digits - 1));
  if (!shortest || start + length > bytes.length) throw new NotDer();
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(0, start + length) };
}

function contentOf(value, tag) {
  if (value?.tag !== tag) throw new NotDer();
  return value.content;
}

function membersOf(value, tag) {
  return valuesIn(contentOf(value, tag));
}

/** An object identifier in its dotted form. */
function oidOf(value) {
  const bytes = contentOf(value, derTags.oid);
  if (bytes.length === 0 || bytes.length > 32 || bytes.at(-1) >= 0x80) throw new NotDer();
  const numbers = [];
  let number = 0;
  for (const byte of bytes) {
    if (number === 0 && byte === 0x80) throw new NotDer();
    number = number * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0;
  }
  const [first, ...rest] = numbers;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/** UTCTime or GeneralizedTime as DER has them, in UTC. */
function timeOf(value) {
  const isShort = value?.tag === derTags.utcTime;
  const written = String.fromCharCode(...contentOf(value, isShort ? derTags.utcTime : derTags.time).subarray(0, 32));
  const match = (
    isShort ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d{0,8}[1-9])?Z$/
  ).exec(written);
  if (match === null) throw new NotDer();
  const [, year, ...rest] = match;
  const century = isShort ? (Number(year) < 50 ? '20' : '19') : '';
  const [month, day, hour, minute, second] = rest;
  const at = new Date(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at.getTime())) throw new NotDer();
  return at;
}

// web-crypto
/** What WebCrypto, the same in browsers and in Node, does for signatures. */

const hashOids = new Map([
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
]);

async function digest(hash, bytes) {
  return new Uint8Array(await globalThis.crypto.subtle.digest(hash, bytes));
}

/** Whether the signature holds under a key (`spki` bytes or a `jwk`); one that cannot be used holds nothing. */
async function verifies(algorithm, { format, key, signature, bytes }) {
  try {
    const { subtle } = globalThis.crypto;
    const imported = await subtle.importKey(format, key, algorithm, false, ['verify']);
    return await subtle.verify(algorithm, imported, signature, bytes);
  } catch {
    return false;
  }
}

// rsa-pss
/** RSASSA-PSS as RFC 4055 has it in certificates and CMS: what it was made with stands in its parameters. */

const pssOid = '1.2.840.113549.1.1.10';
const rsaOid = '1.2.840.113549.1.1.1';
const mgf1Oid = '1.2.840.113549.1.1.8';

/** Scheme, hash and salt. No scheme where it is not known here: SHA-1, which is meant where nothing is said, or two hashes. */
function readPss(parameters) {
  const listed = parameters === undefined ? [] : membersOf(parameters, derTags.sequence);
  const members = new Map(listed.map(({ tag, content }) => [tag, valueIn(content)]));
  if (members.size !== listed.length) throw new NotDer();
  const [hash, mask, salt, trailer] = [0, 1, 2, 3].map((n) => members.get(contextTag(n)));
  const known = hash === undefined ? undefined : hashIn(hash);
  if (known === undefined || mask === undefined || maskHashIn(mask) !== known) return {};
  if (trailer !== undefined && smallIntegerOf(trailer) !== 1) return {};
  return { scheme: 'RSA-PSS', hash: known, saltLength: salt === undefined ? 20 : smallIntegerOf(salt) };
}

/** Whether a signature holds; null where the key is not RSA's, or is bound to a way that is not known here. */
async function pssHolds({ hash, saltLength }, { spki, signature, bytes }) {
  const key = readDer(() => rsaKeyIn(spki));
  if (key === null || (key.bound !== null && key.bound.scheme === undefined)) return null;
  if (key.bound !== null && (key.bound.hash !== hash || saltLength < key.bound.saltLength)) return false;
  const jwk = { kty: 'RSA', n: base64url(key.modulus), e: base64url(key.exponent) };
  return verifies({ name: 'RSA-PSS', hash, saltLength }, { format: 'jwk', key: jwk, signature, bytes });
}

/** A key for RSA in general, or for PSS alone; `bound` is what such a key demands, null where it demands nothing. */
function rsaKeyIn(spki) {
  const [algorithm, bits] = membersOf(valueIn(spki), derTags.sequence);
  const [oid, parameters] = membersOf(algorithm, derTags.sequence);
  if (![rsaOid, pssOid].includes(oidOf(oid))) throw new NotDer();
  const content = contentOf(bits, derTags.bits);
  const numbers = membersOf(valueIn(content.subarray(1)), derTags.sequence);
  if (content[0] !== 0 || numbers.length !== 2) throw new NotDer();
  const [modulus, exponent] = numbers.map((number) => contentOf(number, derTags.integer));
  const isBound = oidOf(oid) === pssOid && parameters !== undefined;
  return { modulus, exponent, bound: isBound ? readPss(parameters) : null };
}

function maskHashIn(mask) {
  const [oid, hash] = membersOf(mask, derTags.sequence);
  return oidOf(oid) === mgf1Oid && hash !== undefined ? hashIn(hash) : null;
}

function hashIn(algorithm) {
  return hashOids.get(oidOf(membersOf(algorithm, derTags.sequence)[0]));
}

function smallIntegerOf(value) {
  const content = contentOf(value, derTags.integer);
  if (content.length === 0 || content.length > 2 || content[0] >= 0x80) throw new NotDer();
  return uint(content, 0, content.length);
}

/** Without the zero that DER puts before a number whose first bit is set. */
function base64url(number) {
  const digits = number[0] === 0 ? number.subarray(1) : number;
  return base64(digits).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

// signature
/** What a signature's algorithm says; one that names no hash leaves it to where it is used. */
const signatureOids = new Map([
  ['1.2.840.113549.1.1.1', { scheme: 'RSA', hash: null }],
  ['1.2.840.113549.1.1.11', { scheme: 'RSA', hash: 'SHA-256' }],
  ['1.2.840.113549.1.1.12', { scheme: 'RSA', hash: 'SHA-384' }],
  ['1.2.840.113549.1.1.13', { scheme: 'RSA', hash: 'SHA-512' }],
  ['1.2.840.10045.2.1', { scheme: 'ECDSA', hash: null }],
  ['1.2.840.10045.4.3.2', { scheme: 'ECDSA', hash: 'SHA-256' }],
  ['1.2.840.10045.4.3.3', { scheme: 'ECDSA', hash: 'SHA-384' }],
  ['1.2.840.10045.4.3.4', { scheme: 'ECDSA', hash: 'SHA-512' }],
]);

const curves = new Map([
  ['1.2.840.10045.3.1.7', { name: 'P-256', length: 32 }],
  ['1.3.132.0.34', { name: 'P-384', length: 48 }],
  ['1.3.132.0.35', { name: 'P-521', length: 66 }],
]);

/** How a signature was made, as its algorithm says: scheme, hash and length of the salt. Without a scheme it is not known here. */
function signatureKindOf(algorithm) {
  const [oid, parameters] = membersOf(algorithm, derTags.sequence);
  return oidOf(oid) === pssOid ? readPss(parameters) : (signatureOids.get(oidOf(oid)) ?? {});
}

/** Whether a signature under the key of a certificate holds; null where this verifier does not know how it was made. */
async function signatureHolds({ scheme, hash, saltLength, spki, signature, bytes }) {
  if (scheme === undefined || hash === null || hash === undefined) return null;
  const [keyOid, parameters] = readDer(() => algorithmOf(spki)) ?? [];
  if (keyOid === undefined) return false;
  if (scheme === 'RSA-PSS') return pssHolds({ hash, saltLength }, { spki, signature, bytes });
  if (signatureOids.get(keyOid)?.scheme !== scheme) return null;
  const spkiKey = { format: 'spki', key: spki };
  if (scheme === 'RSA') return verifies({ name: 'RSASSA-PKCS1-v1_5', hash }, { ...spkiKey, signature, bytes });
  const curve = curves.get(readDer(() => oidOf(parameters)));
  if (curve === undefined) return null;
  const pair = readDer(() => pairOf(signature, curve.length));
  if (pair === null) return false;
  return verifies({ name: 'ECDSA', namedCurve: curve.name, hash }, { ...spkiKey, signature: pair, bytes });
}

function algorithmOf(spki) {
  const [algorithm] = membersOf(valueIn(spki), derTags.sequence);
  const [oid, parameters] = membersOf(algorithm, derTags.sequence);
  return [oidOf(oid), parameters];
}

/** The two numbers of an ECDSA signature as WebCrypto wants them: of one length, one after the other. */
function pairOf(signature, length) {
  const numbers = membersOf(valueIn(signature), derTags.sequence).map((value) => contentOf(value, derTags.integer));
  if (numbers.length !== 2) throw new NotDer();
  return concat(...numbers.map((number) => padded(number, length)));
}

function padded(number, length) {
  const digits = number[0] === 0 ? number.subarray(1) : number;
  if (digits.length > length || (number[0] ?? 0) >= 0x80) throw new NotDer();
  return concat(new Uint8Array(length - digits.length), digits);
}

// certificate
const nameOids = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
]);
const extensionOids = { basicConstraints: '2.5.29.19', extendedKeyUsage: '2.5.29.37' };
const timeStamping = '1.3.6.1.5.5.7.3.8';

/** What there is to know of an X.509 certificate for checking a signature; null where the bytes are none. */
function readCertificate(bytes) {
  return readDer(() => {
    const [tbs, algorithm, bits] = membersOf(valueIn(bytes), derTags.sequence);
    const members = membersOf(tbs, derTags.sequence);
    if (members[0]?.tag === contextTag(0)) members.shift();
    const [serial, , issuer, validity, subject, spki] = members;
    const [notBefore, notAfter] = membersOf(validity, derTags.sequence).map(timeOf);
    const extensions = extensionsIn(members.find(({ tag }) => tag === contextTag(3)));
    return {
      ...{ bytes, tbs: tbs.whole, serial: contentOf(serial, derTags.integer), issuer: issuer.whole },
      ...{ subject: subject.whole, name: nameOf(subject), spki: spki.whole, notBefore, notAfter },
      kind: signatureKindOf(algorithm),
      signature: bitsOf(bits),
      isAuthority: isAuthority(extensions.get(extensionOids.basicConstraints)),
      stampsTime: stampsTime(extensions.get(extensionOids.extendedKeyUsage)),
    };
  });
}

/** The certificates in a PEM text; null where one of them is none. */
function readPem(pem) {
  const blocks = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----/g)];
  const found = blocks.map(([, body]) => {
    const bytes = fromBase64(body.replace(/\s/g, ''));
    return bytes === null ? null : readCertificate(bytes);
  });
  return found.length === 0 || found.includes(null) ? null : found;
}

/** Whether a chain of at most four leads from the signer to a root, all of it valid at that time. */
async function leadsTo(roots, { signer, between, at }) {
  let current = signer;
  for (let depth = 0; depth < 4 && isValidAt(current, at); depth += 1) {
    for (const root of roots)
      if (isValidAt(root, at) && (base64(root.bytes) === base64(current.bytes) || (await isIssuedBy(current, root))))
        return true;
    let next = null;
    for (const candidate of between)
      if (candidate.isAuthority && (await isIssuedBy(current, candidate))) next = candidate;
    if (next === null) return false;
    current = next;
  }
  return false;
}

function isValidAt({ notBefore, notAfter }, at) {
  return notBefore <= at && at <= notAfter;
}

async function isIssuedBy(certificate, issuer) {
  if (hex(certificate.issuer) !== hex(issuer.subject)) return false;
  const { kind, signature, tbs } = certificate;
  const claim = { ...kind, spki: issuer.spki, signature, bytes: tbs };
  return (await signatureHolds(claim)) === true;
}

function bitsOf(value) {
  const [unused, ...bytes] = contentOf(value, derTags.bits);
  if (unused !== 0) throw new NotDer();
  return Uint8Array.from(bytes);
}

/** Identifier → value; critical or not makes no difference to what is asked here. */
function extensionsIn(wrapped) {
  if (wrapped === undefined) return new Map();
  const listed = membersOf(valueIn(wrapped.content), derTags.sequence);
  return new Map(
    listed.map((extension) => {
      const members = membersOf(extension, derTags.sequence);
      return [oidOf(members[0]), contentOf(members.at(-1), derTags.octets)];
    }),
  );
}

function isAuthority(extension) {
  if (extension === undefined) return false;
  const [flag] = membersOf(valueIn(extension), derTags.sequence);
  return flag?.tag === derTags.boolean && flag.content.length === 1 && flag.content[0] === 0xff;
}

/** RFC 3161, 2.3: for nothing but stamping. */
function stampsTime(extension) {
  if (extension === undefined) return false;
  const usages = membersOf(valueIn(extension), derTags.sequence).map(oidOf);
  return usages.length === 1 && usages[0] === timeStamping;
}

/** `CN=…, O=…`, without characters that could make it look like something else. */
function nameOf(name) {
  const parts = membersOf(name, derTags.sequence).flatMap((set) => membersOf(set, derTags.set));
  const written = parts.map((part) => {
    const [type, value] = membersOf(part, derTags.sequence);
    const oid = oidOf(type);
    return `${nameOids.get(oid) ?? oid}=${wordsOf(value)}`;
  });
  return written.join(', ');
}

function wordsOf({ tag, content }) {
  const isText = [derTags.utf8, derTags.printable, derTags.ia5, derTags.teletex].includes(tag);
  return isText ? text(content).replace(/[^\p{L}\p{N} .,:/@_-]/gu, '?') : hex(content);
}

// cms
/** A CMS SignedData (RFC 5652) with one signer who signed attributes, which is what OpenSSL, node-forge and TSAs make. */

const oids = {
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
};

/** Reads it without believing it; null where the bytes are none. `content` is null where it is detached. */
function readSignedData(bytes) {
  return readDer(() => {
    const [type, wrapped] = membersOf(valueIn(bytes), derTags.sequence);
    if (oidOf(type) !== oids.signedData) throw new NotDer();
    const signedData = valueIn(contentOf(wrapped, contextTag(0)));
    const [, , encapsulated, ...rest] = membersOf(signedData, derTags.sequence);
    const [contentType, content] = membersOf(encapsulated, derTags.sequence);
    const certificates = rest.filter(({ tag }) => tag === contextTag(0)).flatMap((set) => valuesIn(set.content));
    const signers = membersOf(rest.at(-1), derTags.set);
    if (signers.length !== 1) throw new NotDer();
    return {
      type: oidOf(contentType),
      content: content === undefined ? null : contentOf(valueIn(contentOf(content, contextTag(0))), derTags.octets),
      certificates: certificates.map(({ whole }) => readCertificate(whole)).filter((read) => read !== null),
      signer: readSigner(signers[0]),
    };
  });
}

function readSigner(value) {
  const [, sid, digestAlgorithm, attributes, algorithm, signature] = membersOf(value, derTags.sequence);
  const [issuer, serial] = membersOf(sid, derTags.sequence);
  const listed = valuesIn(contentOf(attributes, contextTag(0)));
  const values = listed.map((attribute) => {
    const [type, set] = membersOf(attribute, derTags.sequence);
    const members = membersOf(set, derTags.set);
    if (members.length !== 1) throw new NotDer();
    return [oidOf(type), members[0]];
  });
  if (new Set(values.map(([oid]) => oid)).size !== values.length) throw new NotDer();
  return {
    ...{ issuer: issuer.whole, serial: contentOf(serial, derTags.integer) },
    hash: hashOids.get(oidOf(membersOf(digestAlgorithm, derTags.sequence)[0])) ?? null,
    // Signed as the SET that they are, not under the tag that they stand under.
    signed: concat(Uint8Array.of(derTags.set), attributes.whole.subarray(1)),
    attributes: new Map(values),
    kind: signatureKindOf(algorithm),
    signature: contentOf(signature, derTags.octets),
  };
}

/**
 * Whether the signature is over this content. Answers the certificate that it holds under (which may be anybody's) and
 * the time that the signer claims; `holds` is null where it was made in a way that this verifier does not know.
 */
async function checkSignedData({ type, certificates, signer }, content) {
  const certificate =
    certificates.find(({ issuer, serial }) => equal(issuer, signer.issuer) && equal(serial, signer.serial)) ?? null;
  if (certificate === null) return { holds: false, certificate: null, at: null };
  const at = readDer(() => timeOf(signer.attributes.get(oids.signingTime)));
  return { holds: await holds({ type, signer, certificate }, content), certificate, at };
}

async function holds({ type, signer, certificate }, content) {
  const { attributes, hash, kind, signature, signed } = signer;
  if (hash === null) return null;
  const says = readDer(() => contentOf(attributes.get(oids.messageDigest), derTags.octets));
  if (readDer(() => oidOf(attributes.get(oids.contentType))) !== type || says === null) return false;
  if (hex(await digest(hash, content)) !== hex(says)) return false;
  if (kind.scheme !== undefined && kind.hash !== null && kind.hash !== hash) return false;
  return signatureHolds({ ...kind, hash, spki: certificate.spki, signature, bytes: signed });
}

// time-stamp
const tstInfo = '1.2.840.113549.1.9.16.1.4';

/** The token in an RFC 3161 response, with what it says; null where there is none. */
function readTimeStamp(bytes) {
  return readDer(() => {
    const [statusInfo, token] = membersOf(valueIn(bytes), derTags.sequence);
    const status = contentOf(membersOf(statusInfo, derTags.sequence)[0], derTags.integer);
    if (status.length !== 1 || status[0] > 1 || token === undefined) throw new NotDer();
    const signed = readSignedData(token.whole);
    if (signed === null || signed.type !== tstInfo || signed.content === null) throw new NotDer();
    const [, , imprint, , time] = membersOf(valueIn(signed.content), derTags.sequence);
    const [algorithm, hashed] = membersOf(imprint, derTags.sequence);
    return {
      signed,
      at: timeOf(time),
      hash: hashOids.get(oidOf(membersOf(algorithm, derTags.sequence)[0])) ?? null,
      hashed: contentOf(hashed, derTags.octets),
    };
  });
}

/** What became of a time stamp over these bytes. `trusted` is null where no root of an authority was given. */
async function checkTimeStamp(stamp, stamped, roots) {
  const { signed, at, hash, hashed } = stamp;
  const over = hash !== null && hex(await digest(hash, stamped)) === hex(hashed);
  const { holds, certificate } = await checkSignedData(signed, signed.content);
  const proper = certificate !== null && certificate.stampsTime && isValidAt(certificate, at);
  const chain = { signer: certificate, between: signed.certificates, at };
  return {
    holds: over && proper ? holds : false,
    trusted: roots.length === 0 || !proper ? null : await leadsTo(roots, chain),
    at,
    certificate,
  };
}

// bundle-signature
/** Who packed the bundle: the CMS signature over the list of the lists of its files. */
async function checkBundleSignature(files, { platform, trusted, report }) {
  const [signature, signed] = [
    await files.read('tagmanifest-sha256.txt.p7s'),
    await files.read('tagmanifest-sha256.txt'),
  ];
  const read = signature === null ? null : readSignedData(signature);
  if (!report.check('the bundle has a signature', read !== null && read.content === null && signed !== null)) return;
  const { holds, certificate, at } = await checkSignedData(read, signed);
  report.check(
    'the signature is over this bundle',
    holds,
    holds === null ? 'it is of a kind that is not known here' : '',
  );
  if (holds !== true) return;
  report.fact('signed by', `${certificate.name} (SHA-256 ${hex(await platform.sha256(certificate.bytes))})`);
  if (at !== null) {
    report.fact('signed at, as the signer says', at.toISOString());
    report.check('the certificate was valid then', isValidAt(certificate, at));
  }
  const given = trusted.certificates ?? [];
  if (given.length > 0)
    report.check(
      'the signer is the one that you gave',
      given.some(({ bytes }) => equal(bytes, certificate.bytes)),
    );
  else
    report.check(
      'the signer is this installation',
      null,
      'the certificate came with the bundle: compare it with one that you got another way',
    );
}

/** Time stamps over checkpoints of this log: each shows that its entries were there at that time, or before. */
async function checkTimeStamps(files, checkpoint, { platform, trusted, report }) {
  const stamps = files.paths.filter((path) => /^data\/log\/timestamps\/\d+\.tsr$/.test(path));
  for (const path of stamps) {
    const size = Number(/(\d+)\.tsr$/.exec(path)[1]);
    const note = await files.read(`data/log/timestamps/${size}.checkpoint`);
    const stamp = readTimeStamp(await files.read(path));
    const stamped = note === null ? null : parseCheckpoint(note);
    const what = `the log of ${size} entries was stamped`;
    if (stamp === null || stamped === null || stamped.size !== size) {
      report.check(what, false, 'the stamp or its checkpoint cannot be read');
      continue;
    }
    const { holds, trusted: known, at, certificate } = await checkTimeStamp(stamp, note, trusted.roots ?? []);
    report.check(what, holds, holds === true ? at.toISOString() : 'it is no proper stamp over this checkpoint');
    const proof = pathOf(await files.read(`data/log/timestamps/${size}.consistency`));
    const claim = {
      earlier: size,
      earlierRoot: stamped.root,
      size: checkpoint.size,
      root: checkpoint.root,
      path: proof,
    };
    // Whichever key signed it, under whichever name of the log: its root is proven to be a beginning of this log.
    const begins = proof !== null && (await new Tree(platform.sha256).continues(claim));
    const ours = wentBy(checkpoint.origin, stamped.origin);
    report.check('the log that was stamped is the beginning of this one', ours && begins);
    if (known === null)
      report.check(
        `the authority ${certificate?.name ?? ''} is known`,
        null,
        'no root of a time-stamping authority was given',
      );
    else report.check(`the authority ${certificate?.name ?? ''} is known`, known);
  }
}

/** Lines of base64, one hash each; none at all where the two logs are the same. */
function pathOf(bytes) {
  if (bytes === null) return null;
  const lines = text(bytes)
    .split('\n')
    .filter((line) => line !== '');
  const path = lines.map(fromBase64);
  return path.includes(null) ? null : path;
}

// bundle-files
/** Whether the bundle has the files that it lists, each as it was packed, and no other. */
async function checkFiles(files, { platform, report }) {
  const [payload, tags] = [
    await readManifest(files, 'manifest-sha256.txt'),
    await readManifest(files, 'tagmanifest-sha256.txt'),
  ];
  if (!report.check('the lists of files can be read', payload !== null && tags !== null)) return;
  const listed = new Map([...payload, ...tags]);
  const unlisted = ['tagmanifest-sha256.txt', 'tagmanifest-sha256.txt.p7s'];
  report.each('no file is missing, and none was added', [
    ...[...listed.keys()].filter((path) => !files.has(path)).map((path) => `${path} is missing`),
    ...files.paths
      .filter((path) => !listed.has(path) && !unlisted.includes(path))
      .map((path) => `${path} is not listed`),
  ]);
  const [changed, unread] = [[], []];
  for (const [path, digest] of listed) {
    const source = await files.source(path);
    const found = source === null ? null : await platform.sha256OfFile(source);
    if (source !== null && found === null) unread.push(path);
    if (found !== null && hex(found) !== digest) changed.push(path);
  }
  report.each('every file is as it was packed', changed);
  if (unread.length > 0)
    report.check('large files', null, `too large for this page, use verify.mjs: ${unread.join(', ')}`);
}

/** `<sha256>  <path>` lines, as BagIt has them; null where a line is anything else. */
async function readManifest(files, path) {
  const bytes = await files.read(path);
  if (bytes === null) return null;
  const lines = text(bytes)
    .split('\n')
    .filter((line) => line !== '');
  const read = lines.map((line) => /^([0-9a-f]{64}) {1,2}(.+)$/u.exec(line));
  return read.includes(null) ? null : new Map(read.map(([, digest, name]) => [name, digest]));
}

async function readJson(files, path) {
  const bytes = await files.read(path);
  try {
    return bytes === null ? null : JSON.parse(text(bytes));
  } catch {
    return null;
  }
}

async function readLines(files, path) {
  const bytes = await files.read(path);
  try {
    return bytes === null
      ? null
      : text(bytes)
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line));
  } catch {
    return null;
  }
}

// bundle
/** Checks an evidence bundle, version 1: its files, its entries against the log, its completeness, its parts and items. */
async function verifyBundle(files, context) {
  const { report } = context;
  await checkFiles(files, context);
  await checkBundleSignature(files, context);
  const claim = await readJson(files, 'data/claim.json');
  if (!report.check('the claim can be read', claim?.format === 'strongroom/evidence-bundle/v1')) return;
  report.fact('bundle', claim.id);
  report.fact('made at', claim.createdAt);
  report.fact('period', `${claim.period.from} to ${claim.period.to}`);
  report.fact('query', JSON.stringify(claim.query));
  const [note, key] = [await files.read('data/log/checkpoint'), await files.read('data/log/key')];
  const handOvers = await readHandOvers(files, 'data/log/hand-overs');
  const { trusted, platform } = context;
  const checkpoint = await openCheckpoint({ note, key, handOvers, trusted, platform, report });
  if (checkpoint === null) return;
  const stated = checkpoint.size === claim.checkpoint.size && base64(checkpoint.root) === claim.checkpoint.root;
  report.check('the claim is about this log and checkpoint', stated && claim.origin === checkpoint.origin);
  const openings = await readOpenings(files, checkpoint, context);
  const leaves = await readLeaves(files, { claim, checkpoint, openings }, report);
  if (leaves === null) return;
  const entries = await readLines(files, 'data/entries.jsonl');
  if (!report.check('the list of entries can be read', entries !== null && entries.length === claim.chosen)) return;
  if (claim.completeness === 'all') await checkAll(files, { claim, leaves, entries, checkpoint }, context);
  else await checkSelection(files, { leaves, entries, checkpoint }, context);
  await checkTimeStamps(files, checkpoint, context);
  await checkParts({ leaves, entries }, context);
  await checkItems(files, { claim, leaves, entries }, context);
}

/** Where the log was opened anew: the entries that say so and who wanted it, each by a proof of its own. */
async function readOpenings(files, checkpoint, { platform, report }) {
  const said = new SaidOfLog();
  const [leaves, unproven] = [[], []];
  for (const path of files.paths.filter((name) => /^data\/log\/openings\/\d+\.tlog-proof$/.test(name))) {
    const proof = readProof(await files.read(path));
    const leaf = proof?.extra === undefined ? null : readLeaf(proof.extra);
    const holds =
      leaf?.n === proof?.index && leaf !== null && (await isProven(proof, proof.extra, checkpoint, platform));
    if (holds) leaves.push(leaf);
    else unproven.push(path);
  }
  leaves.sort((one, other) => one.n - other.n).forEach((leaf) => said.take(leaf));
  if (unproven.length > 0) report.each('what opened the log anew is in the log that was signed', unproven);
  reportOpenings(said, checkpoint.size, report);
  return leaves;
}

/** Whether carried leaves and those about openings, in the order of their numbers, lead to the name of the checkpoint. */
function areOfLog(leaves, { origin }) {
  const names = new NamesOfLog(origin);
  const byNumber = new Map(leaves.map((leaf) => [leaf.n, leaf]));
  const inOrder = [...byNumber.values()].sort((one, other) => one.n - other.n);
  return inOrder.every((leaf) => names.follows(leaf)) && names.complete;
}

/** The leaves that the bundle carries, by number; null where they are no leaves of this log in order. */
async function readLeaves(files, { claim, checkpoint, openings }, report) {
  const carried = claim.carried?.count ?? 0;
  const bytes = (await files.read('data/log/leaves')) ?? new Uint8Array();
  const leaves = splitLeaves(bytes, carried)?.map((leaf) => ({ bytes: leaf, leaf: readLeaf(leaf) })) ?? null;
  const all = leaves?.map(({ leaf }) => leaf) ?? [null];
  const readable = !all.includes(null) && areOfLog([...all, ...openings], checkpoint);
  if (!report.check('the entries are entries of this log', readable)) return null;
  const ordered = leaves.every(
    ({ leaf }, i) => i === 0 || (leaf.n > leaves[i - 1].leaf.n && leaf.sealed >= leaves[i - 1].leaf.sealed),
  );
  const placed =
    carried === 0 || (leaves[0].leaf.n === claim.carried.first && leaves.at(-1).leaf.n === claim.carried.last);
  report.check('they are in order', ordered && placed);
  return new Map(leaves.map((one) => [one.leaf.n, one]));
}

/** Claim `all`: the leaves are a stretch of the log without a gap, it covers the period, and the query chooses these entries. */
async function checkAll(files, { claim, leaves, entries, checkpoint }, { platform, report }) {
  const tree = new Tree(platform.sha256);
  const range = await readJson(files, 'data/log/range.json');
  report.check(
    'the entries are a stretch of the log that was signed',
    await isStretch(range, leaves, checkpoint, tree),
  );
  const inOrder = [...leaves.values()].map(({ leaf }) => leaf);
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  const begins = first === undefined ? checkpoint.size === 0 : first.n === 0 || first.sealed < claim.period.from;
  const ends = last !== undefined && last.sealed >= claim.period.to;
  const reaches = last === undefined ? checkpoint.size === 0 : last.n === checkpoint.size - 1;
  report.check('the stretch begins before the period', begins);
  report.check(
    'the stretch ends after the period',
    ends ? true : reaches ? null : false,
    ends || !reaches ? '' : 'it ends with the checkpoint: complete up to there',
  );
  const choose = membersQuery(claim.query);
  if (!report.check('the query can be asked again', choose !== null)) return;
  const inPeriod = inOrder.filter(({ sealed }) => sealed >= claim.period.from && sealed < claim.period.to);
  const found = inPeriod.filter((leaf) => choose(columnsOf(leaf, claim.operations))).map(({ n }) => n);
  const listed = entries.map(({ n }) => n);
  const differences = [
    ...found.filter((n) => !listed.includes(n)).map((n) => `entry ${n} answers the query and is not listed`),
    ...listed.filter((n) => !found.includes(n)).map((n) => `entry ${n} is listed and does not answer the query`),
  ];
  const ordered = differences.length > 0 || found.join() === listed.join();
  report.each('the list of entries is complete', ordered ? differences : ['it is in another order']);
}

/** Takes up the range before the leaves, appends them, then the subtrees after them, and compares roots. */
async function isStretch(range, leaves, { size, root }, tree) {
  const [left, right] = [range?.left?.map(fromBase64), range?.right?.map(fromBase64)];
  if (left === undefined || right === undefined || !CompactRange.fits(range.first, left) || range.size !== size)
    return false;
  const numbers = [...leaves.keys()];
  if (numbers.some((n, i) => n !== range.first + i) || numbers.length !== range.last - range.first + 1) return false;
  const whole = new CompactRange(tree, range.first, left);
  for (const hash of await tree.leafHashes([...leaves.values()].map(({ bytes }) => bytes))) await whole.append(hash);
  for (const hash of right) {
    let span = 1;
    while (whole.size % (span * 2) === 0 && whole.size + span * 2 <= size) span *= 2;
    if (hash?.length !== 32 || whole.size + span > size) return false;
    await whole.append(hash, span);
  }
  return whole.size === size && equal(await whole.root(), root);
}

/** Claim `selection`: each leaf by a proof of its own. */
async function checkSelection(files, { leaves, entries, checkpoint }, { platform, report }) {
  const unproven = [];
  for (const [n, { bytes }] of leaves) {
    const proof = readProof((await files.read(`data/log/proofs/${n}.tlog-proof`)) ?? new Uint8Array());
    const under = proof?.index === n && text(proof.note).startsWith(checkpoint.body);
    if (!under || !(await isProven(proof, bytes, checkpoint, platform))) unproven.push(`entry ${n}`);
  }
  report.each('every entry is in the log that was signed', unproven);
  report.each(
    'every listed entry is carried',
    entries.filter(({ n }) => !leaves.has(n)).map(({ n }) => `entry ${n}`),
  );
  report.check('the list of entries is complete', null, 'completeness not shown: this bundle is a selection');
}

async function checkParts({ leaves, entries }, { platform, report }) {
  const wrong = [];
  let opened = 0;
  for (const { n, id, personal } of entries) {
    const event = leaves.get(n)?.leaf.e;
    if (event?.id !== id) wrong.push(`entry ${n} has another id`);
    for (const [name, committed] of [
      ['actor', event?.pa ?? null],
      ['subject', event?.ps ?? null],
    ]) {
      const part = personal?.[name] ?? null;
      const says = await partSays(part, committed, platform);
      if (says === 'holds') opened += 1;
      else if (says !== null) wrong.push(`the ${name} part of entry ${n} ${says}`);
    }
  }
  report.each('every personal part is what its entry committed to', wrong);
  report.fact('personal parts shown', opened);
}

async function partSays(part, committed, platform) {
  if (committed === null) return part === null ? null : 'was never committed to';
  if (part === null) return 'is not accounted for';
  if (part.state === 'missing' || part.state === 'mismatch')
    return `is ${part.state === 'missing' ? 'missing without a cause' : 'not what was sealed'}`;
  if (part.state !== 'present')
    return ['erased', 'ended', 'withheld', 'not_checked'].includes(part.state) ? null : 'has no known state';
  const salt = fromBase64(part.salt ?? '');
  const payload = canonical(part.payload ?? {});
  if (salt?.length !== 32 || payload === null) return 'cannot be read';
  return base64(await platform.hmacSha256(salt, utf8(payload))) === committed
    ? 'holds'
    : 'is not what the entry committed to';
}

async function checkItems(files, { claim, leaves, entries }, { platform, report }) {
  if (claim.content === 'none') return;
  const items = await readLines(files, 'data/items.jsonl');
  if (!report.check('the list of media items can be read', items !== null)) return;
  const wrong = [];
  for (const item of items) {
    const stored = [...leaves.values()].find(
      ({ leaf: { e } }) => e.type === 'media.stored' && e.obj?.object === item.object,
    );
    if (stored !== undefined && stored.leaf.e.obj.sha256 !== item.sealedSha256)
      wrong.push(`${item.media} is not the object that was stored`);
    if (item.path === null) continue;
    const source = await files.source(item.path);
    const found = source === null ? null : await platform.sha256OfFile(source);
    if (source === null) wrong.push(`${item.media} is missing`);
    else if (found !== null && item.contentSha256 !== null && hex(found) !== item.contentSha256) {
      wrong.push(`${item.media} has other bytes than were received`);
    }
  }
  const listed = new Set(items.map(({ media }) => media));
  const named = new Set(
    entries.map(({ n }) => leaves.get(n)?.leaf.e.obj?.media ?? null).filter((media) => media !== null),
  );
  report.each(
    'every media item that an entry names is listed',
    [...named].filter((media) => !listed.has(media)),
  );
  report.each('every media item is as the log says', wrong);
}

// verify
/**
 * Looks at what was given and checks it as what it is: an exported log, an evidence bundle (folder or ZIP), or a proof.
 * `platform` digests and verifies; `trusted` is what the person brought along: `key`, `witnesses`.
 */
async function verify(given, { platform, trusted = {}, progress }) {
  const report = new Report();
  const context = { platform, trusted, report, progress };
  try {
    await verifyAs((await opened(given)).unwrapped(), context);
  } catch (error) {
    report.check('it can be read', false, error instanceof Error ? error.message : String(error));
  }
  return report;
}

async function verifyAs(files, context) {
  const { report } = context;
  const proof = files.paths.find((path) => path.endsWith('.tlog-proof'));
  if (files.has('bagit.txt')) {
    report.fact('this is', 'an evidence bundle');
    await verifyBundle(files, context);
  } else if (files.has('checkpoint')) {
    report.fact('this is', 'an exported log');
    await verifyExport(files, context);
  } else if (proof !== undefined) {
    report.fact('this is', 'a proof of one entry');
    const leaf = files.paths.find((path) => path.endsWith('.leaf'));
    const read = async (path) => (path === undefined ? null : files.read(path));
    await verifyProof(
      {
        proof: await files.read(proof),
        leaf: await read(leaf),
        key: await read(files.paths.find((path) => path === 'key')),
      },
      context,
    );
  } else report.check('this is an exported log, an evidence bundle or a proof', false);
}

/** One ZIP is opened; everything else is taken as files. */
async function opened(files) {
  const [path, ...more] = files.paths;
  if (more.length > 0 || path === undefined || !path.toLowerCase().endsWith('.zip')) return files;
  return Files.ofZip(await files.source(path));
}

const usage = `Checks an exported log (folder), an evidence bundle (folder or ZIP) or a proof, offline.

  node verify.mjs [--key FILE] [--witness FILE]... [--certificate FILE] [--tsa FILE] [--json] PATH...

  --key FILE      the log's public key, from somewhere else than what is checked
  --certificate FILE  the certificate (PEM) of the installation that signs bundles
  --tsa FILE      root certificates (PEM) of time-stamping authorities
  --witness FILE  the public key of a witness who has to have cosigned
  --json          the report as JSON

Give a proof together with its entry: node verify.mjs --key key 7.tlog-proof 7.leaf
Exit status: 0 nothing is wrong, 1 something does not hold, 2 wrong call.`;

const platform = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  hmacSha256: (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
  verifyEd25519: (key, signature, bytes) => verifySignature(null, bytes, ed25519(key), signature),
  async sha256OfFile(source) {
    const hash = createHash('sha256');
    for (let at = 0; at < source.size; at += 1 << 20) hash.update(await source.slice(at, at + (1 << 20)));
    return new Uint8Array(hash.digest());
  },
};

function ed25519(key) {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') },
    format: 'jwk',
  });
}

/** A file on disk as slices; it is opened for each, so that a log of many tiles holds none open. */
function fileSource(path) {
  const { size } = lstatSync(path);
  return {
    size,
    async slice(from, to) {
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
      const file = await open(path);
      try {
        await file.read(bytes, 0, bytes.length, from);
      } finally {
        await file.close();
      }
      return bytes;
    },
  };
}

async function filesOf(paths) {
  const sources = new Map();
  for (const path of paths) {
    const folder = lstatSync(path).isDirectory();
    const entries = folder ? await readdir(path, { recursive: true, withFileTypes: true }) : [];
    for (const entry of entries.filter((each) => each.isFile())) {
      const file = join(entry.parentPath ?? entry.path, entry.name);
      sources.set(relative(path, file).replaceAll('\\', '/'), () => fileSource(file));
    }
    if (!folder) sources.set(basename(path), () => fileSource(path));
  }
  return new Files(sources);
}

function certificatesIn(path) {
  const read = path === undefined ? [] : readPem(readFileSync(path, 'utf8'));
  if (read === null) throw new Error(`${path} holds no certificate`);
  return read;
}

async function main() {
  const options = {
    key: { type: 'string' },
    witness: { type: 'string', multiple: true, default: [] },
    certificate: { type: 'string' },
    tsa: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  };
  let call;
  try {
    call = parseArgs({ options, allowPositionals: true });
    if (call.values.help || call.positionals.length === 0) throw new Error(usage);
  } catch (error) {
    console.error(error.message);
    return call?.values.help === true ? 0 : 2;
  }
  const { values, positionals } = call;
  const line = (path) => readFileSync(path, 'utf8').trim();
  let given;
  try {
    const trusted = {
      key: values.key === undefined ? undefined : line(values.key),
      witnesses: values.witness.map(line),
      certificates: certificatesIn(values.certificate),
      roots: certificatesIn(values.tsa),
    };
    given = { files: await filesOf(positionals), trusted };
  } catch (error) {
    console.error(error.message);
    return 2;
  }
  const report = await verify(given.files, { platform, trusted: given.trusted });
  const { verdict, facts, checks } = report;
  console.log(values.json ? JSON.stringify({ verdict, facts, checks }, null, 2) : report.lines().join('\n'));
  return verdict === 'broken' ? 1 : 0;
}

process.exitCode = await main();
