import fc from 'fast-check';
import { MessageReader } from './message-reader';

interface Message {
  readonly kind: string;
  readonly body: Uint8Array;
}

const messages = fc.array(
  fc.record({ kind: fc.constantFrom('d', 'C', 'Z', 'N'), body: fc.uint8Array({ maxLength: 40 }) }),
);

function wire(all: readonly Message[]): Buffer {
  return Buffer.concat(
    all.map(({ kind, body }) => {
      const head = Buffer.from(`${kind}\0\0\0\0`);
      head.writeUInt32BE(4 + body.length, 1);
      return Buffer.concat([head, body]);
    }),
  );
}

function readIn(pieces: readonly Buffer[]): string[] {
  const seen: string[] = [];
  const reader = new MessageReader(
    (bytes, from, to) => seen.push(`d ${bytes.toString('hex', from, to)}`),
    (message) => seen.push(`${String.fromCharCode(message[0] ?? 0)} ${message.toString('hex', 5)}`),
  );
  for (const piece of pieces) reader.read(piece);
  return seen;
}

describe('messages of a server', () => {
  it('come whole, however chunks cut them', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (all, lengths) => {
        const bytes = wire(all);
        const pieces: Buffer[] = [];
        for (let at = 0, i = 0; at < bytes.length; i += 1) {
          const to = at + (lengths[i % lengths.length] ?? 1);
          pieces.push(Buffer.from(bytes.subarray(at, to)));
          at = to;
        }
        expect(readIn(pieces)).toEqual(all.map(({ kind, body }) => `${kind} ${Buffer.from(body).toString('hex')}`));
      }),
    );
  });

  it('go on after a length of nothing', () => {
    expect(readIn([Buffer.from('N\0\0\0\0'), wire([{ kind: 'd', body: Buffer.from([1]) }])])).toEqual(['N ', 'd 01']);
  });
});
