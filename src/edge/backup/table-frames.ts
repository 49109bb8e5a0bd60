import type { CopiedTable, Snapshot } from '../../platform/database';

/*
 * A copied database: for each table in the manifest's order, PostgreSQL's binary COPY in frames (u32 length, bytes), and an
 * empty frame at its end.
 */
const longestFrame = 1024 * 1024 * 1024;

export async function* framed(snapshot: Snapshot): AsyncGenerator<Buffer> {
  for (const table of snapshot.layout.tables) {
    for await (const piece of snapshot.rows(table)) if (piece.length > 0) yield* frame(piece);
    yield* frame(Buffer.alloc(0));
  }
}

function* frame(piece: Buffer): Generator<Buffer> {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(piece.length);
  yield length;
  yield piece;
}

/** The tables again, each to be read to its end before the next. */
export async function* unframed(
  tables: readonly CopiedTable[],
  source: AsyncIterable<Buffer>,
): AsyncGenerator<{ table: CopiedTable; rows: AsyncGenerator<Buffer> }> {
  const bytes = new Bytes(source);
  for (const table of tables) yield { table, rows: rowsOf(bytes) };
  if (!(await bytes.isAtEnd())) throw new RangeError('The copy goes on behind its last table.');
}

async function* rowsOf(bytes: Bytes): AsyncGenerator<Buffer> {
  for (;;) {
    const length = (await bytes.take(4)).readUInt32BE();
    if (length > longestFrame) throw new RangeError('A frame is too long.');
    if (length === 0) return;
    yield await bytes.take(length);
  }
}

/** A stream, by lengths. */
class Bytes {
  readonly #source: AsyncIterator<Buffer>;
  #rest = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let wanted = length;
    while (wanted > 0) {
      if (this.#rest.length === 0 && !(await this.#fill())) throw new RangeError('The copy ends within a table.');
      const piece = this.#rest.subarray(0, wanted);
      this.#rest = this.#rest.subarray(piece.length);
      wanted -= piece.length;
      pieces.push(piece);
    }
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  }

  async isAtEnd(): Promise<boolean> {
    return this.#rest.length === 0 && !(await this.#fill());
  }

  async #fill(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#rest = Buffer.from(next.value);
    return true;
  }
}
