import { generateKeyPairSync } from 'node:crypto';
import { renderVerifierKey, type VerifierKeyType } from '../../format/verifier-key';
import { BadPolicy, parsePolicy } from './policy';

const vkey = (name: string, type: VerifierKeyType = 4) =>
  renderVerifierKey({ name, type, publicKey: generateKeyPairSync('ed25519').publicKey });
const [x1, x2, x3, y1] = ['x1', 'x2', 'x3', 'y1'].map((name) => vkey(`witness.example/${name}`));
const log = vkey('vault.example/log', 1);
const witnesses = `log ${log}
witness X1 ${x1} https://one.example/
witness X2 ${x2}\thttps://two.example

  # a comment
witness X3 ${x3}
witness Y1 ${y1}
`;

describe('a witness policy', () => {
  it('names logs and witnesses', () => {
    const policy = parsePolicy(`${witnesses}quorum none\n`);
    expect(policy.logs.map(renderVerifierKey)).toEqual([log]);
    expect(policy.witnesses.map(({ name, url }) => [name, url])).toEqual([
      ['X1', 'https://one.example'],
      ['X2', 'https://two.example'],
      ['X3', null],
      ['Y1', null],
    ]);
  });

  it.each([
    ['none', [], true],
    ['X1', ['X1'], true],
    ['X1', ['X2', 'X3'], false],
    ['both', ['X1', 'X2', 'Y1'], true],
    ['both', ['X1', 'Y1'], false],
    ['both', ['X1', 'X2', 'X3'], false],
  ])('with quorum %s and %j is %s', (quorum, cosigned, enough) => {
    const groups = 'group xs 2 X1 X2 X3\ngroup ys any Y1\ngroup both all xs ys\n';
    const policy = parsePolicy(`${witnesses}${groups}quorum ${quorum}\n`);
    expect(policy.isQuorum(new Set(cosigned))).toBe(enough);
  });

  it.each([
    ['no quorum', witnesses],
    ['two quorums', `${witnesses}quorum X1\nquorum X2\n`],
    ['an unknown name', `${witnesses}quorum Z\n`],
    ['a later name', `quorum X1\n${witnesses}`],
    ['a word of its own', `${witnesses}wittness Z\nquorum none\n`],
    ['a taken name', `${witnesses}witness X1 ${vkey('w')}\nquorum none\n`],
    ['a key twice', `${witnesses}witness Z ${x1}\nquorum none\n`],
    ['a key of a log', `witness Z ${log}\nquorum Z\n`],
    ['a witness called none', `witness none ${x1}\nquorum none\n`],
    ['a group of more than there are', `${witnesses}group g 3 X1 X2\nquorum g\n`],
    ['a group of nobody', `${witnesses}group g any\nquorum g\n`],
    ['a member twice', `${witnesses}group g any X1\ngroup h all g X1\nquorum h\n`],
    ['an address of another kind', `witness Z ${x1} ftp://one.example\nquorum Z\n`],
  ])('is refused with %s', (_what, text) => {
    expect(() => parsePolicy(text)).toThrow(BadPolicy);
  });
});
