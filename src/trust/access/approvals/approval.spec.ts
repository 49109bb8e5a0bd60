import fc from 'fast-check';
import type { Role } from '../../../kernel';
import { type Act, type Approval, approvalStates, approvalSteps, bodyOf, decide, hashOf, type Party } from './approval';

const humans = {
  asker: party('asker', 'records_manager'),
  second: party('second', 'compliance_officer'),
  third: party('third', 'dpo'),
  // Another account of the one who asks, and another of the second.
  askerToo: party('askerToo', 'compliance_officer', 'asker'),
  secondToo: party('secondToo', 'dpo', 'second'),
  sameRole: party('sameRole', 'records_manager'),
} satisfies Readonly<Record<string, Party>>;
type Name = keyof typeof humans;
const bodies = [bodyOf('test.act', { below: 256 }), bodyOf('test.act', { below: 512 })] as const;
const start = new Date('2026-11-25T08:00:00.000Z');

function party(id: string, role: Role, person = id): Party {
  return { id, role, persons: [`person:${person}`] };
}

function requested(change: Partial<Approval> = {}): Approval {
  return {
    id: 'a',
    action: 'test.act',
    body: bodies[0],
    hash: hashOf(bodies[0]),
    version: 1,
    state: 'requested',
    needed: 2,
    differentRole: false,
    requestedBy: humans.asker,
    requestedAt: start,
    expiresAt: later(60),
    given: [],
    endedBy: null,
    endedAt: null,
    endReason: null,
    ...change,
  };
}

function later(minutes: number): Date {
  return new Date(start.getTime() + minutes * 60_000);
}

const give = (who: Name, body: Buffer = bodies[0]): Act => ({
  kind: 'give',
  by: humans[who],
  hash: hashOf(body),
});
const execute: Act = { kind: 'execute', by: humans.asker };

/** Takes the steps one after another and gives the last decision. */
function run(approval: Approval, acts: readonly Act[], now = later(1)): { refused?: string; next: Approval } {
  let next = approval;
  let refused: string | undefined;
  for (const act of acts) {
    const decision = decide(next, act, now);
    refused = 'refused' in decision ? decision.refused : undefined;
    if ('next' in decision) next = decision.next;
  }
  return { refused, next };
}

describe('an approval', () => {
  it('reaches every state and leaves no end', () => {
    const reached = new Set(Object.values(approvalSteps).flat());
    expect([...reached].sort()).toEqual([...approvalStates].sort());
    const open = approvalStates.filter((state) => approvalSteps[state].length > 0);
    expect(open).toEqual(['requested', 'approved']);
  });

  it('needs as many other people as it says', () => {
    expect(run(requested(), [give('second'), execute])).toMatchObject({ refused: 'state' });
    expect(run(requested(), [give('second'), give('third'), execute]).next.state).toBe('executed');
  });

  it('is never given by who asked', () => {
    expect(run(requested(), [give('asker')]).refused).toBe('own_request');
    expect(run(requested(), [give('askerToo')]).refused).toBe('own_request');
  });

  it('counts one human once', () => {
    expect(run(requested(), [give('second'), give('second')]).refused).toBe('already_given');
    expect(run(requested(), [give('second'), give('secondToo')]).refused).toBe('already_given');
  });

  it('is not executed by who gave it', () => {
    const by = (who: Name): Act => ({ kind: 'execute', by: humans[who] });
    const given = [give('second'), give('third')];
    expect(run(requested(), [...given, by('second')]).refused).toBe('own_approval');
    expect(run(requested(), [...given, by('secondToo')]).refused).toBe('own_approval');
    expect(run(requested(), [...given, by('sameRole')]).next.state).toBe('executed');
  });

  it('stops counting accounts found to be one human', () => {
    const { next } = run(requested(), [give('second'), give('third')]);
    const found = next.given.map((given) => ({ ...given, by: { ...given.by, persons: ['person:one'] } }));
    expect(run({ ...next, given: found }, [execute]).refused).toBe('missing');
  });

  it('wants another role where the rule says so', () => {
    const approval = requested({ needed: 1, differentRole: true });
    expect(run(approval, [give('sameRole')]).refused).toBe('same_role');
    expect(run(approval, [give('second')]).next.state).toBe('approved');
  });

  it('binds the hash that was seen', () => {
    expect(run(requested(), [give('second', bodies[1])]).refused).toBe('changed');
  });

  it('begins again with each change', () => {
    const change: Act = { kind: 'change', by: humans.asker, body: bodies[1], expiresAt: later(60) };
    const { next } = run(requested(), [give('second'), give('third'), change]);
    expect(next).toMatchObject({ state: 'requested', version: 2, hash: hashOf(bodies[1]) });
    // Back to the first request: what was approved before the detour stays gone.
    const back: Act = { ...change, body: bodies[0] };
    expect(run(next, [back, give('second'), execute])).toMatchObject({ refused: 'state' });
  });

  it('is over by the clock', () => {
    expect(run(requested(), [give('second')], later(60)).refused).toBe('expired');
    const { next } = run(requested(), [give('second'), give('third')]);
    expect(run(next, [execute], later(61)).refused).toBe('expired');
  });

  it('happens once', () => {
    expect(run(requested(), [give('second'), give('third'), execute, execute]).refused).toBe('state');
  });

  it('ends by a refusal of another, or its own withdrawal', () => {
    const decline = (who: Name): Act => ({ kind: 'decline', by: humans[who], reason: 'too_much' });
    const withdraw = (who: Name): Act => ({ kind: 'withdraw', by: humans[who] });
    expect(run(requested(), [decline('askerToo')]).refused).toBe('own_request');
    expect(run(requested(), [give('second'), give('third'), decline('second')]).next.state).toBe('declined');
    expect(run(requested(), [withdraw('second')]).refused).toBe('not_requester');
    expect(run(requested(), [withdraw('asker'), give('second')])).toMatchObject({ refused: 'state' });
  });
});

describe('histories of an approval', () => {
  const who = fc.constantFrom<Party[]>(...Object.values(humans));
  const body = fc.constantFrom(...bodies);
  const act: fc.Arbitrary<Act> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('give' as const), by: who, hash: body.map(hashOf) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('execute' as const), by: who }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('change' as const),
        by: fc.constant(humans.asker),
        body,
        expiresAt: fc.constant(later(90)),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), by: who }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('decline' as const),
        by: who,
        reason: fc.constant('mistaken' as const),
      }),
    },
  );
  const history = fc.array(fc.record({ act, minutes: fc.integer({ min: 0, max: 12 }) }), { maxLength: 25 });

  it('execute nothing without enough valid approvals', () => {
    let executed = 0;
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 3 }), fc.boolean(), (steps, needed, differentRole) => {
        let approval = requested({ needed, differentRole });
        let minutes = 0;
        let happened: { act: Act; minutes: number }[] = [];
        for (const step of steps) {
          minutes += step.minutes;
          const decision = decide(approval, step.act, later(minutes));
          if ('refused' in decision) continue;
          if (step.act.kind === 'execute') {
            executed += 1;
            expect(isCovered(happened, { approval, minutes })).toBe(true);
          }
          happened =
            step.act.kind === 'change' ? [{ act: step.act, minutes }] : [...happened, { act: step.act, minutes }];
          approval = decision.next;
        }
      }),
      { numRuns: 20_000 },
    );
    expect(executed).toBeGreaterThan(100);
  });

  /** Says from what happened alone, since the last change, whether other people agreed to what is executed. */
  function isCovered(
    happened: readonly { act: Act }[],
    { approval, minutes }: { approval: Approval; minutes: number },
  ): boolean {
    if (happened.some(({ act: { kind } }) => ['execute', 'withdraw', 'decline'].includes(kind))) return false;
    if (later(minutes) >= approval.expiresAt) return false;
    const people = happened.flatMap(({ act: taken }) =>
      taken.kind === 'give' &&
      taken.hash === hashOf(approval.body) &&
      !(approval.differentRole && taken.by.role === 'records_manager')
        ? taken.by.persons
        : [],
    );
    return new Set(people.filter((person) => person !== 'person:asker')).size >= approval.needed;
  }
});
