import { newId } from '../../kernel';
import { changesBetween, endsAssignments, statusSteps, ticketStatuses, type TicketWord } from './ticket';

const word: TicketWord = { status: 'open', assigneeId: newId(), purpose: 'support', subjectId: newId() };

describe('a ticket', () => {
  it.each<[Partial<TicketWord>, string[]]>([
    [{}, []],
    [{ status: 'closed' }, ['closed']],
    [{ assigneeId: null }, ['reassigned']],
    [{ purpose: 'complaint' }, ['purpose']],
    [{ subjectId: null }, ['subject']],
    [{ status: 'closed', assigneeId: null }, ['closed', 'reassigned']],
  ])('changed by %o says %o', (change, reasons) => {
    expect(changesBetween(word, { ...word, ...change })).toEqual(reasons);
  });

  it('says when it is reopened', () => {
    expect(changesBetween({ ...word, status: 'closed' }, word)).toEqual(['reopened']);
  });

  it('keeps assignments when only its subject changes', () => {
    expect(endsAssignments(['subject', 'closed'])).toBe(false);
    expect(endsAssignments(['reassigned'])).toBe(true);
    expect(endsAssignments(['purpose'])).toBe(true);
  });

  it('can leave and reach every status', () => {
    for (const from of ticketStatuses)
      for (const to of ticketStatuses) expect(statusSteps[from][to] === null).toBe(from === to);
  });
});
