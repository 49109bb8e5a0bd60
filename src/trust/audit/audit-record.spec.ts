import { newId, systemActor } from '../../kernel';
import { PersonalTicketId } from './audit.errors';
import { actorPayload, type AuditRecord, toEvent } from './audit-record';
import { InvalidAuditRecord } from './audit.errors';

const record: AuditRecord = { type: 'system.started', actor: systemActor, role: 'system', decision: 'allow' };
const place = { at: new Date('2026-11-22T20:14:00Z'), policy: null, pa: null, ps: null };

describe('a record', () => {
  it('puts nothing personal into the event', () => {
    const personal = { ...record, origin: { ip: '203.0.113.9', userAgent: 'Mozilla' } };
    const owned = { ...personal, private: { owner: newId(), payload: { fileName: 'passport of Jane.jpg' } } };
    const event = JSON.stringify(toEvent(owned, place));
    expect(event).not.toMatch(/203\.0|Mozilla|Jane/);
  });

  it('seals where the actor came from', () => {
    expect(actorPayload({ ...record, origin: { ip: '203.0.113.9', userAgent: null } })).toEqual({ ip: '203.0.113.9' });
    expect(actorPayload({ ...record, origin: { ip: null, userAgent: null } })).toBeNull();
    expect(actorPayload(record)).toBeNull();
  });

  it('shortens and repairs a user agent', () => {
    const payload = actorPayload({ ...record, origin: { ip: null, userAgent: `${'x'.repeat(511)}\u{1f600}` } });
    expect(payload?.['userAgent']).toBe(`${'x'.repeat(511)}\ufffd`);
  });

  it('refuses a type that is not listed', () => {
    expect(() => toEvent({ ...record, type: 'media.opened' as never }, place)).toThrow(InvalidAuditRecord);
  });

  it('refuses a ticket id that is a person', () => {
    const ticket = { system: 'own', id: '+49 30 901820' };
    expect(() => toEvent({ ...record, ticket }, place)).toThrow(PersonalTicketId);
  });
});
