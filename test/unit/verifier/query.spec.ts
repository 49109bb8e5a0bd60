import fc from 'fast-check';
import { searchColumns } from '../../../src/trust/audit/search-columns';
import { matches } from '../../../src/trust/audit/search/matches';
import { parseQuery } from '../../../src/trust/audit/search/parse-query';
import { columnsOf, textQuery } from '../../../tools/verifier/query.mjs';
import { parseLeaf } from '../../../src/trust/audit/format/leaf';
import { MadeLog } from './made-log';

const log = new MadeLog(12, (n) => ({
  ...(n % 2 === 0 ? { subj: null, purpose: null, ticket: { sys: 'own', id: 'T 7' } } : { decision: 'deny' as const }),
  ...(n % 3 === 0 ? { type: 'media.stored', obj: null } : {}),
}));
const leaves = log.leaves.map(parseLeaf);
const { actor } = leaves[1]?.e ?? { actor: { id: '' } };

const term = fc.constantFrom(
  ...[`actor:${actor.id}`, 'role:kyc_agent', 'ticket:"own/T 7"', 'ticket:zendesk/35436', 'purpose:identity_check'],
  ...['class:passport', 'class:visa,passport', 'part:original', 'operation:read', 'operation:change,read'],
  ...['type:media.stored', 'decision:deny', 'at:2026-11-01', 'at:>=2026-11-01T00:05Z', 'at:<2026-11-01T00:05:00.000Z'],
  ...['at:<=2026-11-01T00:05Z', 'at:>2026-11-01T00:05Z', 'at:2026-11-01T00:03Z..2026-11-01T00:07:00Z', 'at:2026-11-02'],
);

describe('the query of the verifier', () => {
  it('answers as the search of the log does', () => {
    const query = fc.array(fc.tuple(fc.constantFrom('', '-'), term), { maxLength: 3 });
    fc.assert(
      fc.property(query, (terms) => {
        const written = terms.map(([not, one]) => `${not}${one}`).join(' ');
        const theirs = leaves.map((leaf) => matches(parseQuery(written), searchColumns(leaf), new Date(0)));
        const ask = textQuery(written);
        expect(leaves.map((leaf) => ask?.(columnsOf(leaf)))).toEqual(theirs);
      }),
      { numRuns: 500 },
    );
  });

  it.each([['ip:203.0.113.9'], ['at:now-1h'], ['name:x'], ['actor'], ['at:2026-02-30'], ['class:"a'], ['class:a,,b']])(
    'does not ask %s',
    (written) => {
      expect(textQuery(written)).toBeNull();
    },
  );
});
