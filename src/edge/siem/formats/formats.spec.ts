import { newId } from '../../../kernel';
import type { EntryView } from '../../../trust/audit';
import { framed, toSyslog } from '../transports/syslog-tls';
import { toCef } from './cef';
import { toEcs } from './ecs';
import { toOcsf } from './ocsf';

const media = newId();
const entry: EntryView = {
  n: 42,
  sealedAt: '2026-11-22T20:15:00.500Z',
  id: newId(),
  at: '2026-11-22T20:15:00.000Z',
  type: 'media.read.open',
  actor: { kind: 'user', id: newId(), role: 'kyc_agent' },
  subject: newId(),
  object: { media, object: newId(), class: 'passport', part: 'original', sha256: 'ab'.repeat(32) },
  ticket: { system: 'own', id: 'a=b|c\\d' },
  purpose: 'kyc_review',
  grant: null,
  decision: 'allow',
  reason: null,
  policy: null,
  range: 'all',
  bytes: null,
  personal: { actor: null, subject: null },
  leafHash: '00'.repeat(32),
};
const known: EntryView = {
  ...entry,
  personal: { actor: { state: 'present', payload: { ip: '203.0.113.9', userAgent: 'Firefox' } }, subject: null },
};

describe('OCSF', () => {
  it.each([
    ['media.read.open', 6006, 2],
    ['view.opened', 6006, 14],
    ['media.received', 6006, 1],
    ['session.opened', 3002, 1],
    ['session.closed', 3002, 2],
    ['ticket.listed', 6003, 2],
    ['grant.given', 6003, 3],
    ['keys.created', 6003, 99],
    ['a.later.type', 6003, 99],
  ])('%s is class %i, activity %i', (type, classUid, activity) => {
    const object = /^(media|view)/.test(type) ? entry.object : null;
    const event = toOcsf({ ...entry, type, object });
    expect(event).toMatchObject({ class_uid: classUid, activity_id: activity, type_uid: classUid * 100 + activity });
  });

  it('has what the class demands', () => {
    expect(toOcsf(entry)).toMatchObject({
      category_uid: 6,
      severity_id: 1,
      status_id: 1,
      time: Date.parse(entry.at),
      metadata: { version: '1.3.0', uid: entry.id, sequence: 42, product: { name: 'Strongroom' } },
      actor: { user: { uid: entry.actor.id, type_id: 1 } },
      file: { name: media, type_id: 1, hashes: [{ algorithm_id: 3 }] },
      src_endpoint: { name: 'withheld' },
      unmapped: { ticket: 'own/a=b|c\\d', purpose: 'kyc_review', class: 'passport', subject: entry.subject },
    });
  });

  it('a refusal is a failure of medium weight', () => {
    const denied = toOcsf({ ...entry, type: 'media.read.denied', decision: 'deny', reason: 'grant_required' });
    expect(denied).toMatchObject({ status_id: 2, severity_id: 3, status_detail: 'grant_required' });
  });
});

describe('ECS', () => {
  it('says who did what, and when', () => {
    expect(toEcs(entry)).toMatchObject({
      '@timestamp': entry.at,
      event: { action: 'media.read.open', category: ['file'], type: ['access'], outcome: 'success', sequence: 42 },
      user: { id: entry.actor.id, roles: ['kyc_agent'] },
      strongroom: { media, class: 'passport', leaf_hash: entry.leafHash },
    });
  });
});

describe('CEF', () => {
  it('escapes what would end a field', () => {
    const line = toCef({ ...entry, ticket: { system: 'own', id: 'a=b\\c\nd' } });
    expect(line).toMatch(/^CEF:0\|Strongroom\|Strongroom\|1\|media\.read\.open\|media\.read\.open\|3\|rt=\d+ /);
    expect(line).toContain('cs1=own/a\\=b\\\\c\\nd cs1Label=ticket');
    expect(line).not.toContain('\n');
  });
});

describe('every format', () => {
  const all = (one: EntryView) => [JSON.stringify(toOcsf(one)), JSON.stringify(toEcs(one)), toCef(one)];

  it('leaves out addresses that were not opened', () => {
    for (const text of all(entry)) expect(text).not.toMatch(/203\.0\.113|Firefox/);
  });

  it('carries addresses that were', () => {
    for (const text of all(known)) expect(text).toMatch(/203\.0\.113\.9[^]*Firefox|Firefox[^]*203\.0\.113\.9/);
  });
});

describe('a syslog message', () => {
  it('is RFC 5424, counted in octets', () => {
    const message = toSyslog({ ...entry, decision: 'deny' }, 'grün');
    expect(message).toMatch(/^<108>1 2026-11-22T20:15:00\.000Z \S+ strongroom - media\.read\.open - \ufeffgrün$/);
    const frame = framed(message).toString();
    expect(frame.startsWith(`${Buffer.byteLength(message)} <108>1 `)).toBe(true);
  });
});
