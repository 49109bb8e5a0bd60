import type { Approval } from '../api/types';
import { stageOf, steps, stepsDone } from './stages';

const approval = (state: Approval['state']) => ({ state }) as Approval;

describe('the stage of a plan', () => {
  it.each([
    ['requested', 'waits'],
    ['approved', 'approved'],
    ['declined', 'ended'],
    ['expired', 'ended'],
  ] as const)('%s and drafted is %s', (state, stage) => {
    expect(stageOf({ state: 'drafted' }, approval(state))).toBe(stage);
  });

  it('follows the vault once it is started', () => {
    expect(stageOf({ state: 'keys_gone' }, approval('executed'))).toBe('running');
    expect(stageOf({ state: 'certified' }, undefined)).toBe('certified');
  });
});

describe('the steps of a plan', () => {
  it('are done one after the other', () => {
    expect(stepsDone({ state: 'drafted', irreversible: null })).toBe(0);
    expect(stepsDone({ state: 'copies_gone', irreversible: null })).toBe(3);
  });

  it('end when no backup opens anything', () => {
    const irreversible = { at: '2026-12-24T00:00:00Z', waiting: null };
    expect(stepsDone({ state: 'certified', irreversible: { ...irreversible, passed: false } })).toBe(steps.length - 1);
    expect(stepsDone({ state: 'certified', irreversible: { ...irreversible, passed: true } })).toBe(steps.length);
  });
});
