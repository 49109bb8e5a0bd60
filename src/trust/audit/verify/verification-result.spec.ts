import { renderSummary, renderVerification, type VerificationResult } from './verification-result';

const intact: VerificationResult = {
  origin: 'vault.example/log',
  key: '01020304',
  startedAt: '2026-11-22T20:15:00.000Z',
  finishedAt: '2026-11-22T20:15:01.000Z',
  intact: true,
  entries: { found: 1204, expected: 1204 },
  checkpoints: { confirmed: 12, found: 12 },
  gaps: 0,
  pruned: null,
  personal: { present: 0, erased: 2, ended: 1, missing: 0, mismatch: 0, notChecked: 1300 },
  anchors: 'none',
  findingCount: 0,
  findings: [],
};

describe('a verification in words', () => {
  it('ends in one line', () => {
    expect(renderVerification(intact).split('\n')).toEqual([
      'personal parts: 0 present, 2 erased, 1 ended; 1,300 not checked',
      '1,204/1,204 entries, 12/12 checkpoints, 0 gaps; no anchor: truncation of the tail cannot be detected',
    ]);
  });

  it('says what is anchored', () => {
    const anchors = {
      size: 1200,
      bucket: { confirmed: 40, found: 40 },
      witnesses: { confirmed: 1, asked: 2 },
      cosignatures: { confirmed: 80, found: 80 },
      timeStamps: { confirmed: 3, found: 3 },
      unreached: ['witness W2'],
    };
    expect(renderSummary({ ...intact, anchors })).toBe(
      '1,204/1,204 entries, 12/12 checkpoints, 0 gaps, 1/2 witnesses; ' +
        'the first 1,200 entries are anchored, 3/3 time stamps; witness W2 out of reach',
    );
  });

  it('says what was pruned, and by which entry', () => {
    const pruned = { ...intact, pruned: { count: 65_536, entry: 70_001 } };
    expect(renderSummary(pruned)).toContain('0 gaps, 65,536 pruned by entry 70001;');
  });

  it('names each finding on a line', () => {
    const found: VerificationResult = {
      ...intact,
      intact: false,
      gaps: 1,
      findingCount: 5,
      findings: [
        { kind: 'gap', n: 7, id: null },
        { kind: 'leaf_changed', n: 9, id: '01938000-0000-7000-8000-000000000001' },
        { kind: 'history_changed', n: 20, from: 11, id: null },
        { kind: 'head_differs', n: null, id: null },
      ],
    };
    expect(renderVerification(found).split('\n')).toEqual([
      'entry 7 gap: missing',
      'entry 9 01938000-0000-7000-8000-000000000001 leaf_changed: the bytes are not the ones that were sealed',
      'entries 11-20 history_changed: the entries up to here are not the ones that the checkpoint signed',
      'log head_differs: the head does not say what the entries say',
      'and 1 more findings',
      'personal parts: 0 present, 2 erased, 1 ended; 1,300 not checked',
      '1,204/1,204 entries, 12/12 checkpoints, 1 gap, 5 findings; no anchor: truncation of the tail cannot be detected',
    ]);
  });
});
