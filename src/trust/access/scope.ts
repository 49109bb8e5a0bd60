import type { AnyAbility } from '@casl/ability';
import { rulesToCondition } from '@casl/ability/extra';
import type { AbilityRule } from './ability';
import type { Field, Policy } from './policy';

/** The shape of a parsed CASL condition, as far as this translator reads it. */
interface Condition {
  readonly operator: string;
  readonly value: unknown;
  readonly field?: unknown;
}

/** An operator that the translator does not know. It stops the query: a guess could show too much. */
export class UnknownOperator extends Error {
  constructor(operator: string) {
    super(`no SQL for the operator ${operator}`);
    this.name = 'UnknownOperator';
  }
}

/**
 * The rows that an actor may reach, as SQL. Every read of a repository takes one and puts it into its WHERE, so that a
 * row out of reach is never loaded: `WHERE m.class = $1 AND ${scope.sql('m', parameters)}`.
 */
export class Scope {
  constructor(
    private readonly policy: Policy | null,
    private readonly rules: readonly AbilityRule[],
  ) {}

  /** Appends its values to the query's parameters and returns one parenthesised condition; `row` is the table's alias. */
  sql(row: string, parameters: unknown[]): string {
    if (this.policy === null) return '(FALSE)';
    const target = { fields: this.policy.fields, row, parameters };
    // Conditions that the combination drops must not leave values behind: each is written only when it is used.
    const combine = (word: 'AND' | 'OR') => (parts: Draft[]) => () =>
      join(
        word,
        parts.map((part) => part()),
      );
    const whole = rulesToCondition<AnyAbility, Draft, Draft>(this.rules, (rule) => () => translateRule(rule, target), {
      and: combine('AND'),
      or: combine('OR'),
      empty: () => () => '(TRUE)',
    });
    return whole?.() ?? '(FALSE)';
  }
}

/** SQL that is written when it is asked for. */
type Draft = () => string;

interface Target {
  readonly fields: Policy['fields'];
  readonly row: string;
  readonly parameters: unknown[];
}

function translateRule(rule: Pick<AbilityRule, 'ast' | 'inverted'>, target: Target): string {
  if (rule.ast === undefined) throw new UnknownOperator('none');
  const sql = translate(rule.ast, target);
  // SQL's NULL counts as "does not hold", also below a NOT.
  return rule.inverted ? `(${sql} IS NOT TRUE)` : sql;
}

/** One condition as SQL. Exported for its own tests. */
export function translate(condition: Condition, target: Target): string {
  const { operator, value } = condition;
  if (operator === 'and' || operator === 'or') {
    const parts = (value as Condition[]).map((part) => translate(part, target));
    return join(operator === 'and' ? 'AND' : 'OR', parts);
  }
  if (operator === 'not')
    return `(${join(
      'AND',
      (value as Condition[]).map((part) => translate(part, target)),
    )} IS NOT TRUE)`;
  if (operator === 'eq') return equals(fieldOf(condition, target.fields), value, target);
  if (operator === 'in') return isOneOf(fieldOf(condition, target.fields), value, target);
  throw new UnknownOperator(operator);
}

function fieldOf({ field }: Condition, fields: Policy['fields']): Field {
  const found = typeof field === 'string' && Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (found === undefined) throw new UnknownOperator('a field without SQL');
  return found;
}

function equals(field: Field, value: unknown, { row, parameters }: Target): string {
  if (value === null) {
    if ('contains' in field) throw new UnknownOperator('null in a membership');
    return `(${field.value(row)} IS NULL)`;
  }
  const placeholder = place(value, parameters);
  return 'contains' in field ? `(${field.contains(row, placeholder)})` : `(${field.value(row)} = ${placeholder})`;
}

function isOneOf(field: Field, value: unknown, target: Target): string {
  if (!Array.isArray(value)) throw new UnknownOperator('in without a list');
  return join(
    'OR',
    value.map((member: unknown) => equals(field, member, target)),
  );
}

function place(value: unknown, parameters: unknown[]): string {
  if (!['string', 'number', 'boolean'].includes(typeof value)) throw new UnknownOperator(`eq of ${typeof value}`);
  return `$${parameters.push(value)}`;
}

function join(word: 'AND' | 'OR', parts: readonly string[]): string {
  if (parts.length === 0) return word === 'AND' ? '(TRUE)' : '(FALSE)';
  return `(${parts.join(` ${word} `)})`;
}
