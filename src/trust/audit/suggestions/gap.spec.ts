import fc from 'fast-check';
import { gapAt } from './gap';

describe('the gap at the cursor', () => {
  it.each([
    ['', { kind: 'term', from: 0, to: 0, typed: '' }],
    ['cl|', { kind: 'term', from: 0, to: 2, typed: 'cl' }],
    ['class:visa -pur|', { kind: 'term', from: 12, to: 15, typed: 'pur' }],
    ['class:|', { kind: 'value', name: 'class', from: 6, to: 6, typed: '' }],
    ['class:visa,pass| at:now', { kind: 'value', name: 'class', from: 11, to: 15, typed: 'pass' }],
    ['class:pa|ssport', { kind: 'value', name: 'class', from: 6, to: 14, typed: 'pa' }],
    ['ticket:"own/a b|', { kind: 'value', name: 'ticket', from: 7, to: 15, typed: 'own/a b' }],
    ['at:>=no|', { kind: 'time', from: 3, to: 7, typed: '>=no' }],
    ['colour:r|', null],
  ])('%s', (text, gap) => {
    const cursor = text.indexOf('|');
    expect(gapAt(text.replace('|', ''), cursor < 0 ? 0 : cursor)).toEqual(gap);
  });

  it('lies in the text, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, at) => {
        const gap = gapAt(text, Math.min(at, text.length));
        if (gap !== null) expect(0 <= gap.from && gap.from <= gap.to && gap.to <= text.length).toBe(true);
      }),
    );
  });
});
