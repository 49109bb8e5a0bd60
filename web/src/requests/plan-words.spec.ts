import { texts } from '../i18n/texts';
import { countsOf, outcomeInWords, reasonInWords, titleOf } from './plan-words';
import type { ItemPlan, WholeRequest } from './request-api';

const t = texts.t.bind(texts);
const item = (given: Partial<ItemPlan>): ItemPlan =>
  ({
    ...{
      media: 'm',
      decision: 'erase',
      code: 'R2',
      provision: null,
      because: ['GDPR'],
      until: null,
      destruction: null,
    },
    ...given,
  }) as ItemPlan;
const until = '2031-06-30T22:00:00Z';
const kept = item({ decision: 'keep_by_law', code: 'R1', because: ['P17-DE'], until });
const held = item({ decision: 'held', code: 'R3', because: ['2026-14'] });
const request = (given: Partial<WholeRequest>) =>
  ({ type: 'erasure', state: 'planned', outcome: null, ...given }) as WholeRequest;
const ruleOf = (id: string) => `rule ${id}`;

describe('a plan in words', () => {
  it('counts outcomes in the order of the bar', () => {
    expect(countsOf([held, kept, item({}), item({})])).toEqual([
      { decision: 'erase', count: 2, until: null },
      { decision: 'keep_by_law', count: 1, until },
      { decision: 'held', count: 1, until: null },
    ]);
  });

  it('says how many of the items can go', () => {
    expect(titleOf(request({}), [item({}), kept, held], t)).toBe('Erasure: 1 of 3 items can go');
  });

  it('counts nothing that is secret', () => {
    const secret = item({ decision: 'omit', code: 'R6' });
    expect(titleOf(request({}), [item({}), secret], t)).toBe('Erasure: 1 of 1 items can go');
    expect(titleOf(request({}), [secret], t)).toBe('Erasure: there are no items');
  });

  it('says when there is nothing', () => {
    expect(titleOf(request({}), [], t)).toBe('Erasure: there are no items');
  });

  it('says what was done once it is over', () => {
    expect(titleOf(request({ state: 'closed', outcome: 'partly' }), [kept], t)).toBe(
      'Erasure: closed, fulfilled in part',
    );
  });

  it('names the rule and its day', () => {
    expect(reasonInWords(kept, ruleOf, t)).toMatch(/^rule P17-DE · goes on \d+ \w+ 2031$/);
    expect(outcomeInWords(kept, t)).toBe('until 2031');
  });

  it('names the matter of a hold', () => {
    expect(reasonInWords(held, ruleOf, t)).toBe('Hold: matter 2026-14');
  });

  it('says the situation where no rule decides', () => {
    expect(reasonInWords(item({}), ruleOf, t)).toBe('Nothing keeps it');
    expect(reasonInWords(item({ decision: 'human', code: 'ticket_open' }), ruleOf, t)).toMatch(/still open$/);
  });
});
