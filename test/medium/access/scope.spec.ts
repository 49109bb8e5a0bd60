import { createMongoAbility, subject } from '@casl/ability';
import * as fc from 'fast-check';
import { newId, systemActor } from '../../../src/kernel';
import { column, type Policy, Scope } from '../../../src/trust/access';
import { ActorAbility } from '../../../src/trust/access/ability';
import { person } from '../../support/actors';
import { testDatabases, type TestDatabases } from '../../support/vault-database';

const words = ['a', 'b', "c'; DROP TABLE x; --", '$1', '\\', '%'];
const word = fc.constantFrom(...words);
const rowArbitrary = fc.record({
  text: fc.option(word, { nil: null }),
  amount: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
  flag: fc.boolean(),
  members: fc.uniqueArray(word, { maxLength: 3 }),
});
const conditionArbitrary = fc.record(
  {
    text: fc.oneof(word, fc.constant(null), fc.array(word, { maxLength: 3 })),
    amount: fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.constant(null),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
    ),
    flag: fc.boolean(),
    members: fc.oneof(word, fc.array(word, { maxLength: 3 })),
  },
  { requiredKeys: [] },
);

const fields: Policy['fields'] = {
  text: column('text'),
  amount: column('amount'),
  flag: column('flag'),
  members: { contains: (row, placeholder) => `${placeholder} = ANY(${row}.members)` },
};

describe('a scope in SQL', () => {
  let databases: TestDatabases;
  beforeAll(async () => (databases = await testDatabases()));
  afterAll(() => databases.close());

  type Row = { text: string | null; amount: number | null; flag: boolean; members: string[] };

  async function shown(scope: Scope, rows: Row[]): Promise<number[]> {
    return databases.vault.read({ actor: systemActor }, async (tx) => {
      const parameters: unknown[] = [JSON.stringify(rows.map((row, n) => ({ ...row, n })))];
      const found = await tx.query<{ n: number }>(
        `SELECT r.n FROM (SELECT (j->>'n')::int AS n, j->>'text' AS text, (j->>'amount')::int AS amount, (j->>'flag')::boolean AS flag,
                 ARRAY(SELECT jsonb_array_elements_text(j->'members')) AS members FROM jsonb_array_elements($1::jsonb) j) r
          WHERE ${scope.sql('r', parameters)} ORDER BY r.n`,
        parameters,
      );
      return found.map(({ n }) => n);
    });
  }

  it('shows exactly the rows that rules permit', async () => {
    const property = fc.asyncProperty(
      fc.array(conditionArbitrary, { maxLength: 3 }),
      fc.array(rowArbitrary, { minLength: 1, maxLength: 12 }),
      async (conditions, rows) => {
        const policy: Policy = {
          resource: 'Ticket',
          fields,
          permissions: {
            legal: () => conditions.map((each) => ({ actions: ['read'], conditions: each })),
          },
        };
        const ability = new ActorAbility(person(['legal']), [policy]);
        const permitted = rows.flatMap((row, n) => (ability.permits('read', 'Ticket', row) === null ? [] : [n]));
        expect(await shown(new Scope(policy, ability.rules('read', 'Ticket')), rows)).toEqual(permitted);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it('agrees where rules take away, too', async () => {
    const ruleArbitrary = fc.record({
      inverted: fc.boolean(),
      conditions: fc.option(conditionArbitrary, { nil: undefined }),
    });
    const property = fc.asyncProperty(
      fc.array(ruleArbitrary, { maxLength: 4 }),
      fc.array(rowArbitrary, { minLength: 1, maxLength: 12 }),
      async (rules, rows) => {
        const ability = createMongoAbility(
          rules.map(({ inverted, conditions }) => ({
            action: 'read',
            subject: 'Ticket',
            inverted,
            ...(conditions === undefined ? {} : { conditions: asQuery(conditions) }),
          })),
        );
        const permitted = rows.flatMap((row, n) => (ability.can('read', subject('Ticket', { ...row })) ? [n] : []));
        const policy: Policy = { resource: 'Ticket', fields, permissions: {} };
        const scope = new Scope(policy, ability.rulesFor('read', 'Ticket') as never);
        expect(await shown(scope, rows)).toEqual(permitted);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  it('never lets a value become SQL', async () => {
    const policy: Policy = {
      resource: 'Ticket',
      fields,
      permissions: { legal: (actor) => [{ actions: ['read'], conditions: { text: actor.id } }] },
    };
    for (const attack of [...words, "' OR '1'='1", '"; SELECT pg_sleep(9); --', newId()]) {
      const ability = new ActorAbility(person(['legal'], attack), [policy]);
      const scope = new Scope(policy, ability.rules('read', 'Ticket'));
      const rows = [
        { text: attack, amount: 1, flag: true, members: [] },
        { text: 'z', amount: 1, flag: true, members: [] },
      ];
      expect(await shown(scope, rows)).toEqual([0]);
    }
  });
});

function asQuery(conditions: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(conditions).map(([name, value]) => [
      name,
      Array.isArray(value) ? { $in: value } : { $eq: value as unknown },
    ]),
  );
}
