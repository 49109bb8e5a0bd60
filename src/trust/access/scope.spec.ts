import { allow, column, type Policy } from './policy';
import { ActorAbility } from './ability';
import { Scope, translate, UnknownOperator } from './scope';
import { person } from '../../../test/support/actors';

const policy: Policy = {
  resource: 'Ticket',
  fields: {
    assigneeId: column('assignee_id'),
    status: column('status'),
    workers: {
      contains: (row, placeholder) => `EXISTS (SELECT 1 FROM w WHERE w.id = ${row}.id AND w.a = ${placeholder})`,
    },
  },
  permissions: {
    support_agent: (actor) => [allow(['read'], { assigneeId: actor.id, status: ['open', 'closed'] })],
    legal: (actor) => [allow(['read'], { workers: actor.id })],
    dpo: () => [allow(['read'])],
  },
};

const target = { fields: policy.fields, row: 't', parameters: [] };

function scoped(roles: Parameters<typeof person>[0]): { sql: string; parameters: unknown[] } {
  const actor = person(roles, 'a');
  const parameters: unknown[] = ['before'];
  const scope = new Scope(policy, new ActorAbility(actor, [policy]).rules('read', 'Ticket'));
  return { sql: scope.sql('t', parameters), parameters };
}

describe('a scope', () => {
  it('numbers its values after those of the query', () => {
    expect(scoped(['support_agent'])).toEqual({
      sql: '(((t.assignee_id = $2) AND ((t.status = $3) OR (t.status = $4))))',
      parameters: ['before', 'a', 'open', 'closed'],
    });
  });

  it('asks a membership by its own SQL', () => {
    expect(scoped(['legal']).sql).toBe('((EXISTS (SELECT 1 FROM w WHERE w.id = t.id AND w.a = $2)))');
  });

  it('of a role without a rule reaches nothing', () => {
    expect(scoped(['auditor'])).toEqual({ sql: '(FALSE)', parameters: ['before'] });
  });

  it('of a resource without a policy reaches nothing', () => {
    expect(new Scope(null, []).sql('t', [])).toBe('(FALSE)');
  });

  it('of a rule without conditions reaches everything', () => {
    expect(scoped(['dpo', 'support_agent']).sql).toBe('(TRUE)');
  });

  it.each(['gt', 'regex', 'elemMatch', 'ne', 'nin', 'exists', 'constructor'])('has no guess for %s', (operator) => {
    expect(() => translate({ operator, field: 'status', value: 'x' }, target)).toThrow(UnknownOperator);
  });

  it.each(['missing', '__proto__', 'constructor', 'status; DROP TABLE x'])('has no SQL for the field %s', (field) => {
    expect(() => translate({ operator: 'eq', field, value: 'x' }, target)).toThrow(UnknownOperator);
  });

  it.each([[{ $ne: 1 }], [['a']], [undefined]])('refuses %p as a value', (value) => {
    expect(() => translate({ operator: 'eq', field: 'status', value }, target)).toThrow(UnknownOperator);
  });
});
