import fc from 'fast-check';
import { newId } from '../../../kernel';
import {
  buildLeaf,
  eventText,
  InvalidLeaf,
  type LeafEvent,
  maxLeafLength,
  parseEvent,
  parseLeaf,
  placeEvent,
} from './leaf';
import { isTicketId, looksPersonal } from './ticket-id';

const place = { log: 'vault.example/log', n: 4, sealed: '2026-11-22T20:15:00.123Z' };

function event(change: Record<string, unknown> = {}): LeafEvent {
  const whole: LeafEvent = {
    id: '01938000-0000-7000-8000-000000000001',
    t: '2026-11-22T20:14:59.999Z',
    type: 'media.read.open',
    actor: { kind: 'user', id: newId(), role: 'kyc_agent', sess: newId(), amr: ['pwd'] },
    subj: newId(),
    obj: { media: newId(), object: newId(), class: 'passport', part: 'original', sha256: 'ab'.repeat(32) },
    ticket: { sys: 'zendesk', id: '35436' },
    purpose: 'identity_check',
    grant: null,
    decision: 'allow',
    reason: null,
    policy: `sha256:${'0'.repeat(64)}`,
    range: 'all',
    bytes: null,
    pa: null,
    ps: null,
  };
  return { ...whole, ...change };
}

describe('a leaf', () => {
  it('has one spelling', () => {
    const nothing = { subj: null, obj: null, ticket: null, purpose: null, policy: null, range: null };
    const actor = { kind: 'system', id: '00000000-0000-4000-8000-000000000000', role: null, sess: null, amr: [] };
    const bytes = buildLeaf(place, event({ ...nothing, actor, type: 'system.started' }));
    expect(bytes.toString()).toBe(
      '{"e":{"actor":{"amr":[],"id":"00000000-0000-4000-8000-000000000000","kind":"system","role":null,"sess":null},' +
        '"bytes":null,"decision":"allow","grant":null,"id":"01938000-0000-7000-8000-000000000001","obj":null,' +
        '"pa":null,"policy":null,"ps":null,"purpose":null,"range":null,"reason":null,"subj":null,' +
        '"t":"2026-11-22T20:14:59.999Z","ticket":null,"type":"system.started"},' +
        '"log":"vault.example/log","n":4,"sealed":"2026-11-22T20:15:00.123Z","v":1}',
    );
  });

  it('reads back as it was built', () => {
    const e = event();
    expect(parseLeaf(buildLeaf(place, e))).toEqual({ v: 1, ...place, e });
  });

  it('takes a queued event as it stands', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ unit: 'grapheme', maxLength: 100 }).filter(isTicketId), (n, id) => {
        const e = event({ ticket: { sys: 'own', id } });
        expect(parseEvent(eventText(e))).toEqual(e);
        expect(placeEvent({ ...place, n }, eventText(e))).toEqual(buildLeaf({ ...place, n }, e));
      }),
    );
  });

  it.each([
    ['id', 'no-uuid'],
    ['t', '2026-11-22T20:14:59Z'],
    ['t', '2026-13-22T20:14:59.000Z'],
    ['t', '0000-01-01T00:00:00.000Z'],
    ['type', 'Media Read'],
    ['actor', null],
    ['actor', { kind: 'robot', id: newId(), role: null, sess: null, amr: [] }],
    ['subj', 'Jane Roe'],
    ['obj', { media: newId() }],
    ['ticket', { sys: 'own', id: 'jo@example.org' }],
    ['ticket', { sys: 'own', id: '' }],
    ['purpose', 'because Jane asked'],
    ['decision', 'maybe'],
    ['reason', 'A sentence.'],
    ['policy', 'sha1:00'],
    ['range', '1-'],
    ['bytes', -1],
    ['bytes', 0.5],
    ['pa', 'short'],
    ['extra', 1],
  ])('refuses %s of %j', (member, value) => {
    expect(() => buildLeaf(place, event({ [member]: value }))).toThrow(InvalidLeaf);
  });

  it('refuses a missing member', () => {
    const rest = Object.fromEntries(Object.entries(event()).filter(([name]) => name !== 'reason'));
    expect(() => eventText(rest as unknown as LeafEvent)).toThrow(InvalidLeaf);
  });

  it('is never longer than 16 KiB', () => {
    const padded = `${eventText(event()).slice(0, -1)}${' '.repeat(maxLeafLength)}}`;
    expect(() => placeEvent(place, padded)).toThrow(InvalidLeaf);
    expect(() => parseLeaf(Buffer.alloc(maxLeafLength + 1))).toThrow(InvalidLeaf);
  });
});

describe('a ticket id', () => {
  it.each([
    'jo@example.org',
    'ticket of jo@example.org',
    '+49 30 901820',
    '+1',
    '(030) 901-820-11',
    '9876543210',
    '98765 43210',
  ])('%j is a person’s', (id) => {
    expect(looksPersonal(id)).toBe(true);
  });

  it.each(['35436', '00001026', '500Hs00001abcDEIAY', 'SUP-2026-004711', 'T-1', '123456789', '#12'])(
    '%j is a ticket’s',
    (id) => {
      expect(looksPersonal(id)).toBe(false);
      expect(isTicketId(id)).toBe(true);
    },
  );

  it.each(['', 'a\nb', 'a\u0000', '\u202eabc', 'x'.repeat(129), 7, null])('%j is none', (id) => {
    expect(isTicketId(id)).toBe(false);
  });
});
