import fc from 'fast-check';
import { newId } from '../../../../kernel';
import { buildLeaf, type Leaf, type LeafEvent, parseLeaf } from '../../format/leaf';
import { searchColumns } from '../../search-columns';
import { InstantReader, instantMs } from './instant';
import { member } from './leaf-members';
import { LeafScanner } from './leaf-scanner';

const log = 'vault.example/log';
const sealed = '2026-11-25T07:09:51.123Z';
const commitment = `${'Ab+/'.repeat(10)}xyz=`;

const code = fc.stringMatching(/^[a-z0-9][a-z0-9_.:-]{0,20}$/);
const id = fc.uuid({ version: [1, 4, 7] });
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2254-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const digest = fc.stringMatching(/^[0-9a-f]{64}$/);

const anyEvent = fc
  .record<LeafEvent>({
    id,
    t: instant,
    type: fc.constantFrom('media.read.open', 'audit.read', 'a_b.c'),
    actor: fc.record({
      kind: fc.constantFrom('user', 'client', 'system'),
      id,
      role: orNull(code),
      sess: orNull(id),
      amr: fc.array(code, { maxLength: 8 }),
    }),
    subj: orNull(id),
    obj: orNull(
      fc.record({
        media: orNull(id),
        object: orNull(id),
        class: orNull(code),
        part: orNull(code),
        sha256: orNull(digest),
      }),
    ),
    ticket: orNull(fc.record({ sys: code, id: fc.constantFrom('35436', 'CASE-0099', 'a/b#7', 'x', '500Ab00001') })),
    purpose: orNull(code),
    grant: orNull(id),
    decision: fc.constantFrom('allow', 'deny', 'error'),
    reason: orNull(code),
    policy: orNull(digest.map((hex) => `sha256:${hex}`)),
    range: orNull(fc.constantFrom('all', '0-0', '17-300000')),
    bytes: orNull(fc.nat()),
    pa: orNull(fc.constant(commitment)),
    ps: orNull(fc.constant(commitment)),
  })
  .map((event) => JSON.parse(JSON.stringify(event)) as LeafEvent);

const scanner = new LeafScanner([{ origin: log, below: Infinity }]);
const scan = (bytes: Buffer, n: number) => scanner.scan(bytes, 0, bytes.length, n);

/** What the scanner saw, as the search columns that hang on it. */
function seen(bytes: Buffer): Record<string, string | null> {
  const read = (which: number): string | null => {
    const [from = -1, to = -1] = scanner.spans.subarray(which * 2, which * 2 + 2);
    return from < 0 ? null : bytes.toString('latin1', from, to);
  };
  const { id, at, type, decision, actorKind, actor, role, subject, media, part, ticketSystem, ticket, purpose, grant } =
    member;
  const places = {
    id,
    at,
    type,
    decision,
    actorKind,
    actor,
    role,
    subject,
    media,
    part,
    ticketSystem,
    ticket,
    purpose,
    grant,
  };
  return {
    ...Object.fromEntries(Object.entries(places).map(([name, which]) => [name, read(which)])),
    class: read(member.class),
    sealedAt: read(member.sealed),
  };
}

function expected(leaf: Pick<Leaf, 'sealed' | 'e'>): Record<string, string | null> {
  const columns: Record<string, string | null> = { ...searchColumns(leaf) };
  delete columns['operation'];
  return columns;
}

describe('the scanner of leaves', () => {
  it('finds every member of a leaf', () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(), (event, n) => {
        const bytes = buildLeaf({ log, n, sealed }, event);
        expect(scan(bytes, n)).toBe(true);
        expect(seen(bytes)).toEqual(expected({ sealed, e: event }));
      }),
      { numRuns: 300 },
    );
  });

  it('accepts nothing that the parser refuses', () => {
    const bytesOf = fc
      .tuple(anyEvent, fc.nat(999))
      .map(([event, n]) => ({ n, bytes: buildLeaf({ log, n, sealed }, event) }));
    const edit = fc.record({
      at: fc.nat(),
      cut: fc.nat(3),
      put: fc.constantFrom('', '0', 'a', 'Z', '"', ',', '}', '{', ':', '-', '1', ' ', '\\', 'é', '\u0000', 'null'),
    });
    fc.assert(
      fc.property(bytesOf, fc.array(edit, { minLength: 1, maxLength: 3 }), ({ n, bytes }, edits) => {
        const changed = edits.reduce((now, { at, cut, put }) => {
          const place = at % now.length;
          return Buffer.concat([now.subarray(0, place), Buffer.from(put), now.subarray(place + cut)]);
        }, bytes);
        if (!scan(changed, n)) return;
        const leaf = parseLeaf(changed);
        expect([leaf.n, leaf.log]).toEqual([n, log]);
        expect(seen(changed)).toEqual(expected(leaf));
      }),
      { numRuns: 5_000 },
    );
  });

  it('asks the parser about unusual ticket ids', () => {
    const [event] = fc.sample(anyEvent, 1);
    for (const ticket of ['Fall Nr. 7', 'Vorgang-ä', '1234567890']) {
      const bytes = Buffer.from(
        buildLeaf({ log, n: 1, sealed }, { ...(event as LeafEvent), ticket: { sys: 'zendesk', id: 'PLACE' } })
          .toString()
          .replace('PLACE', ticket),
      );
      expect(scan(bytes, 1)).toBe(false);
    }
  });

  it('is bound to its number and its log', () => {
    const [event] = fc.sample(anyEvent, 1);
    const bytes = buildLeaf({ log, n: 41, sealed }, event as LeafEvent);
    expect([scan(bytes, 41), scan(bytes, 4), scan(bytes, 42)]).toEqual([true, false, false]);
    const other = buildLeaf({ log: 'other.example/log', n: 41, sealed }, event as LeafEvent);
    expect(scan(other, 41)).toBe(false);
    expect(scanner.scan(bytes, 0, bytes.length - 1, 41)).toBe(false);
  });
});

describe('a time in a leaf', () => {
  it('is read to the millisecond', () => {
    fc.assert(
      fc.property(instant, (text) => {
        expect(instantMs(Buffer.from(text), 0)).toBe(Date.parse(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read the same after any other', () => {
    const spoilt = fc
      .tuple(instant, fc.nat(23), fc.constantFrom('0', '5', '9', ':', 'Z', 'x'))
      .map(([text, at, put]) => {
        return text.slice(0, at) + put + text.slice(at + 1);
      });
    const close = fc.tuple(
      fc.constant('2026-11-25T07:09:'),
      fc.constantFrom('51.000Z', '00.999Z', '60.000Z', '5x.000Z'),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            instant,
            spoilt,
            close.map((both) => both.join('')),
          ),
        ),
        (texts) => {
          const reader = new InstantReader();
          for (const text of texts) {
            const bytes = Buffer.from(text);
            expect(reader.read(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0)).toBe(
              instantMs(bytes, 0),
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['2026-02-29T00:00:00.000Z'],
    ['2100-02-29T00:00:00.000Z'],
    ['2026-13-01T00:00:00.000Z'],
    ['2026-00-01T00:00:00.000Z'],
    ['2026-04-31T00:00:00.000Z'],
    ['2026-04-30T24:00:00.000Z'],
    ['2026-04-30T23:60:00.000Z'],
    ['2026-04-30T23:59:60.000Z'],
    ['2026-04-30 23:59:59.000Z'],
    ['1999-12-31T23:59:59.999Z'],
    [newId().slice(0, 24)],
  ])('is not %s', (text) => {
    expect(instantMs(Buffer.from(text), 0)).toBeNaN();
  });

  it('knows each name of a log where it goes by it', () => {
    const renamed = new LeafScanner([
      { origin: log, below: 10 },
      { origin: `${log}.2`, below: Infinity },
    ]);
    const [sample] = fc.sample(anyEvent, 1);
    if (sample === undefined) throw new Error('there is no event');
    const known = (name: string, n: number) => {
      const bytes = buildLeaf({ log: name, n, sealed }, sample);
      return renamed.scan(bytes, 0, bytes.length, n);
    };
    expect([known(log, 9), known(`${log}.2`, 10)]).toEqual([true, true]);
    expect([known(log, 10), known(`${log}.2`, 9)]).toEqual([false, false]);
  });
});
