import { newId, type Role, roles } from '../../../src/kernel';
import { type Action, type ApprovableAction, Approvables, type Resource, Rules } from '../../../src/trust/access';
import { type Approval, bodyOf, decide, hashOf, type Party } from '../../../src/trust/access/approvals/approval';
import { person } from '../../support/actors';
import { VaultAtWork } from '../media/vault-at-work';

interface Duty {
  readonly asks: readonly Role[];
  readonly approves: readonly Role[];
  /** Whoever asks, where nothing is said. */
  readonly starts?: readonly Role[];
}

/** Everything that takes several people, with who takes which part (regulation D7). What is not here fails the first test. */
const duties: Readonly<Record<string, Duty>> = {
  'audit.accept_start': { asks: ['key_administrator'], approves: ['compliance_officer', 'dpo'] },
  'audit.open_log': { asks: ['key_administrator'], approves: ['compliance_officer', 'dpo'] },
  'audit.prune': { asks: ['compliance_officer', 'records_manager'], approves: ['compliance_officer', 'dpo'] },
  'audit.rotate_key': { asks: ['key_administrator'], approves: ['compliance_officer', 'dpo'] },
  'breach.waive_notice': {
    asks: ['compliance_officer', 'dpo'],
    approves: ['compliance_officer', 'dpo', 'legal'],
  },
  'evidence.produce': { asks: ['compliance_officer'], approves: ['dpo', 'legal'] },
  'evidence.take_out': { asks: ['compliance_officer', 'dpo'], approves: ['compliance_officer', 'dpo', 'legal'] },
  'hold.release': { asks: ['legal'], approves: ['compliance_officer', 'legal'] },
  'keys.destroy': { asks: ['key_administrator'], approves: ['compliance_officer'] },
  'keys.escrow': { asks: ['key_administrator'], approves: ['compliance_officer'] },
  'keys.escrow_end': { asks: ['key_administrator'], approves: ['compliance_officer'] },
  'keys.roll': { asks: ['key_administrator'], approves: ['compliance_officer'] },
  'media.destroy': { asks: ['records_manager'], approves: ['compliance_officer'] },
  'request.carry_out': { asks: ['dpo'], approves: ['compliance_officer'], starts: ['records_manager'] },
  'request.refuse': { asks: ['compliance_officer', 'dpo'], approves: ['compliance_officer', 'dpo'] },
  'restriction.lift': { asks: ['dpo', 'legal'], approves: ['compliance_officer', 'dpo', 'legal'] },
  'schedule.introduce': { asks: ['records_manager'], approves: ['compliance_officer', 'dpo'] },
};
/** Of these, what destroys something, or decides what is destroyed when. */
const destructive = ['audit.prune', 'keys.destroy', 'media.destroy', 'request.carry_out', 'schedule.introduce'];
/** What shows a person, their media, or what was done with them. */
const content: readonly Resource[] = [
  ...(['Media', 'Subject', 'SubjectRequest', 'Ticket', 'Grant', 'Evidence', 'Report', 'Retention', 'Hold'] as const),
  ...(['Restriction', 'Destruction', 'Certificate'] as const),
];
const keyActs = [
  ...['keys.destroy', 'keys.escrow', 'keys.escrow_end', 'keys.roll'],
  ...['audit.rotate_key', 'audit.open_log', 'audit.accept_start'],
];

const people: readonly Party[] = roles.map((role) => ({ id: newId(), role, persons: [`person:${role}`] }));

describe('separation of duties', () => {
  let vault: VaultAtWork;
  let approvables: Approvables;
  let rules: Rules;
  beforeAll(async () => {
    vault = await VaultAtWork.start();
    approvables = vault.app.get(Approvables, { strict: false });
    rules = vault.app.get(Rules, { strict: false });
  });
  afterAll(() => vault.close());

  const holders = (name: string, part: 'mayRequest' | 'mayApprove' | 'mayStart'): Role[] =>
    roles.filter((role) => approvables.namesFor(role, part).includes(name)).sort();
  const can = (role: Role, action: Action, resource: Resource): boolean => rules.can(person([role]), action, resource);

  it('leaves nothing out', () => {
    const declared = new Set(roles.flatMap((role) => approvables.namesFor(role, 'mayRequest')));
    expect([...declared].sort()).toEqual(Object.keys(duties));
  });

  it.each(Object.entries(duties))('gives %s to these people', (name, { asks, approves, starts }) => {
    expect(holders(name, 'mayRequest')).toEqual([...asks].sort());
    expect(holders(name, 'mayApprove')).toEqual([...approves].sort());
    expect(holders(name, 'mayStart')).toEqual([...(starts ?? asks)].sort());
  });

  it.each(Object.keys(duties))('lets nobody approve their own %s', (name) => {
    const action = approvables.get(name);
    for (const by of people.filter(({ role }) => action.mayRequest.includes(role)))
      for (const other of people.filter(({ role }) => action.mayApprove.includes(role))) {
        expect(refusal(action, by, by)).toBe('own_request');
        // Another account of the same human, in whatever role.
        expect(refusal(action, by, { ...other, id: newId(), persons: by.persons })).toBe('own_request');
      }
  });

  it.each(Object.keys(duties))('does nothing of %s unapproved', (name) => {
    const action = approvables.get(name);
    const [by] = people.filter(({ role }) => action.mayRequest.includes(role));
    if (by === undefined) throw new Error('nobody asks');
    expect(decide(requested(action, by), { kind: 'execute', by }, new Date())).toHaveProperty('refused');
  });

  it('lets the DPO destroy nothing', () => {
    for (const name of destructive) expect(holders(name, 'mayStart')).not.toContain('dpo');
    expect(can('dpo', 'use', 'SubjectRequest')).toBe(false);
  });

  it('gives the DPO no keys', () => {
    for (const name of keyActs) expect(holders(name, 'mayStart')).not.toContain('dpo');
    for (const action of ['read', 'manage', 'change'] as const) expect(can('dpo', action, 'Keys')).toBe(false);
    for (const resource of ['Person', 'Client'] as const) expect(can('dpo', 'manage', resource)).toBe(false);
  });

  it.each(content)('shows key administrators no %s', (resource) => {
    for (const action of ['read', 'open', 'search', 'take_in', 'use_grant'] as const)
      expect(can('key_administrator', action, resource)).toBe(false);
    for (const action of ['open', 'use_grant'] as const)
      expect(can('key_administrator', action, 'Opening')).toBe(false);
  });

  it('keeps approving apart from destroying', () => {
    for (const name of ['media.destroy', 'request.carry_out']) {
      const starts = holders(name, 'mayStart');
      expect(holders(name, 'mayApprove').filter((role) => starts.includes(role))).toEqual([]);
    }
  });
});

function requested({ name, approvals: needed, differentRole }: ApprovableAction, requestedBy: Party): Approval {
  const body = bodyOf(name, {});
  const now = new Date();
  return {
    ...{ id: newId(), action: name, body, hash: hashOf(body), version: 1, state: 'requested', needed, differentRole },
    ...{ requestedBy, requestedAt: now, expiresAt: new Date(now.getTime() + 60_000), given: [] },
    ...{ endedBy: null, endedAt: null, endReason: null },
  };
}

function refusal(action: ApprovableAction, asker: Party, by: Party): string | null {
  const asked = requested(action, asker);
  const decision = decide(asked, { kind: 'give', by, hash: asked.hash }, new Date());
  return 'refused' in decision ? decision.refused : null;
}
