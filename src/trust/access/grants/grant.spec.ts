import { newId } from '../../../kernel';
import type { OpeningRequest } from '../opening';
import { covers, endings, type Grant, grantStates, grantSteps, mostTelling, weakness } from './grant';

const now = new Date('2026-11-22T12:00:00Z');
const hours = (count: number): Date => new Date(now.getTime() + count * 3_600_000);

function grant(change: Partial<Grant> = {}): Grant {
  return {
    id: newId(),
    actorKind: 'user',
    actorId: newId(),
    mediaId: null,
    ticketSystem: 'own',
    ticketId: 'A-1',
    purpose: 'support',
    rendition: 'original',
    reason: null,
    notBefore: hours(-1),
    expiresAt: hours(1),
    maxViews: null,
    viewsUsed: 0,
    state: 'active',
    suspendedAt: null,
    askedBy: newId(),
    askedAt: hours(-1),
    givenBy: newId(),
    givenAt: hours(-1),
    endedBy: null,
    endedAt: null,
    auto: false,
    ...change,
  };
}

function request(
  change: { media?: Partial<OpeningRequest['media']>; ticket?: string; purpose?: string } = {},
): OpeningRequest {
  const ticket = {
    id: 't',
    system: 'own',
    externalId: change.ticket ?? 'A-1',
    assigneeId: null,
    open: true,
    purpose: 'support',
  };
  const media = {
    id: 'm',
    objectId: 'o',
    class: 'receipt',
    kyc: false,
    secret: false,
    subjectId: null,
    ticketIds: ['t'],
    restricted: false,
    visible: true,
  };
  return {
    media: { ...media, ...change.media },
    ticket,
    purpose: change.purpose ?? 'support',
    rendition: 'original',
    range: 'all',
    as: 'read',
  };
}

describe('a grant', () => {
  it.each([
    [{}, null],
    [{ state: 'requested' as const }, 'grant_requested'],
    [{ state: 'refused' as const }, 'grant_required'],
    [{ state: 'revoked' as const }, 'grant_revoked'],
    [{ state: 'expired' as const }, 'grant_expired'],
    [{ expiresAt: now }, 'grant_expired'],
    [{ notBefore: hours(0.5) }, 'grant_early'],
    [{ suspendedAt: now }, 'grant_suspended'],
    [{ maxViews: 2, viewsUsed: 2 }, 'grant_exhausted'],
    [{ maxViews: 2, viewsUsed: 1 }, null],
  ])('with %o is weak by %s', (change, reason) => {
    expect(weakness(grant(change), now)).toBe(reason);
  });

  it('of a ticket covers the items on it', () => {
    expect(covers(grant(), request())).toBe(true);
    expect(covers(grant(), request({ media: { ticketIds: [] } }))).toBe(false);
  });

  it('of an item covers that item alone', () => {
    expect(covers(grant({ mediaId: 'm' }), request({ media: { ticketIds: [] } }))).toBe(true);
    expect(covers(grant({ mediaId: 'other' }), request())).toBe(false);
  });

  it('covers no other ticket and no other purpose', () => {
    expect(covers(grant(), request({ ticket: 'B-2' }))).toBe(false);
    expect(covers(grant(), request({ purpose: 'fraud_check' }))).toBe(false);
  });

  it('names the reason that stood closest to opening', () => {
    expect(mostTelling(['grant_requested', 'grant_revoked'])).toBe('grant_revoked');
    expect(mostTelling([])).toBeNull();
  });

  it('ends only by steps that exist', () => {
    for (const [from, to] of Object.values(endings)) expect(grantSteps[from]).toContain(to);
  });

  it('has a way into every state', () => {
    const reachable = new Set(['requested', 'active', ...Object.values(grantSteps).flat()]);
    expect([...reachable].sort()).toEqual([...grantStates].sort());
  });
});
