import { type Actor, newId, type Role, type Scope } from '../../../kernel';
import { typesOfAreas } from '../event-types';
import { entriesFor, entriesOfMedia, maySeePersonalParts } from './entry-scope';

const person = (...roles: Role[]): Actor => ({
  kind: 'user',
  id: newId(),
  roles,
  scopes: [],
  sessionId: null,
  amr: [],
});
const program = (...scopes: Scope[]): Actor => ({ ...person(), kind: 'client', scopes });

function scopeOf(actor: Actor) {
  const parameters: unknown[] = [];
  return { sql: entriesFor(actor).sql('l', parameters), parameters };
}

describe('the part of the log in reach', () => {
  it.each([[person('compliance_officer')], [person('dpo')], [program('audit:read')]])('is all of it', (actor) => {
    expect(scopeOf(actor).sql).toBe('(TRUE)');
  });

  it('is acts on people for an administrator', () => {
    expect(scopeOf(person('administrator')).parameters).toEqual([typesOfAreas(['people'])]);
  });

  it('is acts on keys for a key administrator', () => {
    expect(scopeOf(person('key_administrator')).parameters).toEqual([typesOfAreas(['keys'])]);
  });

  it('is acts on retention for a records manager', () => {
    expect(scopeOf(person('records_manager')).parameters).toEqual([typesOfAreas(['retention'])]);
  });

  it.each([
    [person('support_agent')],
    [person('kyc_agent')],
    [person('legal')],
    [person('auditor')],
    [person()],
    [program('media:read', 'media:list', 'media:write', 'tickets:write')],
    [{ ...person('dpo'), kind: 'client' as const }],
  ])('is nothing for everybody else', (actor) => {
    expect(scopeOf(actor)).toEqual({ sql: '(l.type = ANY($1::text[]))', parameters: [[]] });
  });

  it('counts its parameters on', () => {
    const parameters: unknown[] = ['earlier'];
    const media = newId();
    const sql = entriesOfMedia(media).sql('l', parameters);
    expect(sql).toBe('(l.media = $2)');
    expect(parameters).toEqual(['earlier', media]);
  });

  it('opens personal parts for two roles only', () => {
    expect([person('compliance_officer'), person('dpo')].map(maySeePersonalParts)).toEqual([true, true]);
    const others = [person('administrator'), person('auditor'), program('audit:read'), person('kyc_agent')];
    expect(others.some(maySeePersonalParts)).toBe(false);
  });
});
