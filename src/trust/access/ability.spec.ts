import { person, program } from '../../../test/support/actors';
import { systemActor } from '../../kernel';
import { ActorAbility } from './ability';
import { allow, column, type Policy, PolicyRegistry } from './policy';

const policy: Policy = {
  resource: 'Ticket',
  fields: { assigneeId: column('assignee_id') },
  permissions: {
    support_agent: (actor) => [allow(['read'], { assigneeId: actor.id })],
    dpo: () => [allow(['read'])],
    'tickets:write': () => [allow(['write'])],
    person: () => [allow(['use'])],
    administrator: () => [allow(['manage'])],
  },
};

describe('an ability', () => {
  it('names the role that decided', () => {
    const actor = person(['support_agent', 'dpo'], 'a');
    const ability = new ActorAbility(actor, [policy]);
    expect(ability.holders('read', 'Ticket', { assigneeId: 'a' })).toEqual(
      expect.arrayContaining(['support_agent', 'dpo']),
    );
    expect(ability.permits('read', 'Ticket', { assigneeId: 'b' })).toBe('dpo');
  });

  it('answers for a row, not for its type', () => {
    const ability = new ActorAbility(person(['support_agent'], 'a'), [policy]);
    expect(ability.mayEver('read', 'Ticket')).toBe('support_agent');
    expect(ability.permits('read', 'Ticket', { assigneeId: 'b' })).toBeNull();
  });

  it('refuses a row that was loaded without its columns', () => {
    const ability = new ActorAbility(person(['support_agent']), [policy]);
    expect(() => ability.permits('read', 'Ticket', { id: 'x' })).toThrow('loaded without assigneeId');
  });

  it('gives programs nothing that people have', () => {
    const ability = new ActorAbility(program(['tickets:write']), [policy]);
    expect(ability.mayEver('use', 'Ticket')).toBeNull();
    expect(ability.mayEver('write', 'Ticket')).toBe('tickets:write');
  });

  it('means one act by each word', () => {
    const ability = new ActorAbility(person(['administrator']), [policy]);
    expect([ability.mayEver('manage', 'Ticket'), ability.mayEver('read', 'Ticket')]).toEqual(['administrator', null]);
  });

  it('gives the system itself no role', () => {
    expect(new ActorAbility(systemActor, [policy]).mayEver('read', 'Ticket')).toBeNull();
  });

  it('does not take a condition on an unknown field', () => {
    const wrong: Policy = { ...policy, permissions: { dpo: () => [allow(['read'], { asignee: 'a' })] } };
    expect(() => new ActorAbility(person(['dpo']), [wrong])).toThrow('Ticket has no field asignee');
  });

  it('has one policy for each resource', () => {
    const registry = new PolicyRegistry();
    registry.add(policy);
    expect(() => registry.add(policy)).toThrow('two policies');
  });
});
