import { inclusionProof } from '../../../src/trust/audit/format/proof';
import { leafHash } from '../../../src/trust/audit/format/tree';
import { check, MadeLog, open, proofText, wrong } from './made-log';

const log = new MadeLog(40);

/** A proof beside its entry, as it is handed out. */
function claim(proof: string, leaf: Buffer) {
  return check(
    new Map([
      ['x.tlog-proof', Buffer.from(proof)],
      ['x.leaf', leaf],
    ]),
    { key: log.key },
  );
}

const leafOf = (n: number): Buffer => log.leaves[n] ?? Buffer.alloc(0);
const notIncluded = 'the entry is in the log that was signed';

describe('the offline verifier of a proof', () => {
  it('accepts every entry at every size', async () => {
    for (let size = 1; size <= log.leaves.length; size += 3) {
      for (let n = 0; n < size; n += 1) {
        const report = await claim(await log.proof(n, size), leafOf(n));
        expect([n, size, wrong(report), open(report)]).toEqual([n, size, [], []]);
      }
    }
  });

  it('finds the entry in the proof itself', async () => {
    const withEntry = (await log.proof(7)).replace('\n', `\nextra ${leafOf(7).toString('base64')}\n`);
    const report = await check(new Map([['7.tlog-proof', Buffer.from(withEntry)]]), { key: log.key });
    expect(report.verdict).toBe('holds');
  });

  it('refuses one entry for another', async () => {
    expect(wrong(await claim(await log.proof(7), leafOf(8)))).toEqual([
      'the entry is one of this log, under this number',
      notIncluded,
    ]);
  });

  describe('made by a liar', () => {
    const lie = async (index: number, change: (path: Buffer[]) => Buffer[], size = log.leaves.length) => {
      const honest = await inclusionProof(Math.min(index, size - 1), size, log.subtree);
      return wrong(
        await claim(proofText(index, change([...honest]), log.note(size)), leafOf(Math.min(index, size - 1))),
      );
    };

    it('with a wrong sibling is refused', async () => {
      for (let at = 0; at < 6; at += 1) {
        const found = await lie(11, (path) => path.map((hash, i) => (i === at ? leafHash(hash) : hash)));
        expect(found).toEqual(at < 6 ? [notIncluded] : []);
      }
    });

    it('with siblings in another order is refused', async () => {
      expect(await lie(11, (path) => path.reverse())).toEqual([notIncluded]);
    });

    it('with a sibling more or less is refused', async () => {
      expect(await lie(11, (path) => path.slice(1))).toEqual([notIncluded]);
      expect(await lie(11, (path) => path.slice(0, -1))).toEqual([notIncluded]);
      expect(await lie(11, (path) => [...path, leafHash(Buffer.from('x'))])).toEqual([notIncluded]);
    });

    it('for a place beyond the tree is refused', async () => {
      expect(await lie(40, (path) => path)).toContain(notIncluded);
      expect(await lie(2 ** 53, (path) => path)).toContain(notIncluded);
    });

    it('for the place beside is refused', async () => {
      for (const n of [10, 12]) {
        const path = await inclusionProof(11, 40, log.subtree);
        expect(wrong(await claim(proofText(n, path, log.note()), leafOf(11)))).toContain(notIncluded);
      }
    });

    it('with the last entry doubled is refused', async () => {
      // In trees that pair an odd last node with itself this would be a second proof of the same entry.
      const path = await inclusionProof(6, 7, log.subtree);
      const doubled = [leafHash(leafOf(6)), ...path];
      expect(wrong(await claim(proofText(7, doubled, log.note(7)), leafOf(6)))).toContain(notIncluded);
    });

    it('over an empty log is refused', async () => {
      expect(wrong(await claim(proofText(0, [], log.note(0)), leafOf(0)))).toEqual([notIncluded]);
    });

    it('under another log’s checkpoint is refused', async () => {
      const other = new MadeLog(40);
      const path = await inclusionProof(3, 40, log.subtree);
      expect(wrong(await claim(proofText(3, path, other.note()), leafOf(3)))).toEqual([
        'the log signed the checkpoint',
      ]);
    });
  });

  it.each([
    ['another version', (text: string) => text.replace('@v1', '@v2')],
    ['a number with a zero before it', (text: string) => text.replace('index 7', 'index 07')],
    ['a short hash', (text: string) => text.replace(/\n[A-Za-z0-9+/]{43}=\n/, '\nAAAA\n')],
    ['no checkpoint', (text: string) => text.slice(0, text.indexOf('\n\n'))],
  ])('refuses %s', async (_what, change) => {
    expect(wrong(await claim(change(await log.proof(7)), leafOf(7)))).toEqual(['the proof can be read']);
  });
});
