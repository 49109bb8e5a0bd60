import { canTurnNotice, noticeStates } from './notice';

describe('states of a notice', () => {
  it('are all reached from the first', () => {
    const reached = new Set([
      'open',
      ...noticeStates.filter((to) => noticeStates.some((from) => canTurnNotice(from, to))),
    ]);
    expect([...reached].sort()).toEqual([...noticeStates].sort());
  });

  it('acknowledge nothing that was never told', () => {
    expect(noticeStates.filter((from) => canTurnNotice(from, 'acknowledged'))).toEqual(['told']);
  });
});
