import { newId } from '../../../kernel';
import type { LeafEvent } from '../format/leaf';
import { chosenSql, type EvidenceQuery, isChosen } from './evidence-query';

const [actor, subject, media] = [newId(), newId(), newId()];
const event = {
  type: 'view.opened',
  actor: { kind: 'user', id: actor, role: 'kyc_agent', sess: null, amr: [] },
  subj: subject,
  obj: { media, object: null, class: 'passport', part: 'original', sha256: null },
  ticket: { sys: 'zendesk', id: '1' },
  purpose: 'kyc_review',
  decision: 'allow',
} as unknown as LeafEvent;

describe('a query of evidence', () => {
  it.each<[EvidenceQuery]>([
    [{}],
    [{ actor, subject, media, type: 'view.opened', operation: 'read', class: 'passport', purpose: 'kyc_review' }],
    [{ ticket: { sys: 'zendesk', id: '1' }, decision: 'allow' }],
  ])('chooses what is equal in all of %j', (query) => {
    expect(isChosen(query, event)).toBe(true);
  });

  it.each<[EvidenceQuery]>([
    [{ actor: subject }],
    [{ subject: actor }],
    [{ media: newId() }],
    [{ actor, ticket: { sys: 'zendesk', id: '2' } }],
    [{ ticket: { sys: 'own', id: '1' } }],
    [{ operation: 'change' }],
    [{ class: 'selfie' }],
  ])('leaves out what differs in %j', (query) => {
    expect(isChosen(query, event)).toBe(false);
  });

  it('finds no item where there is none', () => {
    expect(isChosen({ media }, { ...event, obj: null })).toBe(false);
    expect(isChosen({ ticket: { sys: 'own', id: '1' } }, { ...event, ticket: null })).toBe(false);
  });

  it('says the same in SQL', () => {
    const parameters: unknown[] = ['before'];
    expect(chosenSql({ actor, ticket: { sys: 'own', id: '1' } }, parameters)).toEqual([
      'l.actor = $2',
      'l.ticket_system = $3',
      'l.ticket = $4',
    ]);
    expect(parameters).toEqual(['before', actor, 'own', '1']);
  });
});
