import type { Client, Connection, Submittable } from 'pg';

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const headerLength = signature.length + 8;
const trailer = 0xffff;

/** One row of a binary COPY: where its columns lie in the server's own bytes. Valid only while the receiver runs. */
export interface CopiedRow {
  readonly bytes: Buffer;
  /** Offset and length of each column; the length is -1 for null. */
  readonly fields: Int32Array;
}

/**
 * `COPY (query) TO STDOUT (FORMAT binary)`, row by row without an object for any of them. The receiver is called while
 * the bytes arrive, and resolves into nothing.
 */
export function copyOut(
  client: Client,
  query: string,
  columns: number,
  receive: (row: CopiedRow) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(
      new CopyOut(`COPY (${query}) TO STDOUT (FORMAT binary)`, new RowReader(columns, receive), resolve, reject),
    );
  });
}

/** A bigint column; exact below 2^53. */
export function int64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 4_294_967_296 + bytes.readUInt32BE(at + 4);
}

class RowReader {
  readonly #row: { bytes: Buffer; fields: Int32Array };
  #started = false;

  constructor(
    private readonly columns: number,
    private readonly receive: (row: CopiedRow) => void,
  ) {
    this.#row = { bytes: signature, fields: new Int32Array(columns * 2) };
  }

  /** Takes one CopyData message: PostgreSQL sends whole rows, the first one behind the header. */
  read(bytes: Buffer): void {
    let at = this.#started ? 0 : this.#header(bytes);
    while (at < bytes.length) {
      const count = bytes.readUInt16BE(at);
      if (count === trailer) return;
      if (count !== this.columns) throw new Error('a copied row has other columns');
      at = this.#fields(bytes, at + 2);
      this.receive(this.#row);
    }
  }

  #header(bytes: Buffer): number {
    if (!bytes.subarray(0, signature.length).equals(signature)) throw new Error('this is no binary COPY');
    this.#started = true;
    return headerLength;
  }

  #fields(bytes: Buffer, from: number): number {
    const { fields } = this.#row;
    let at = from;
    for (let i = 0; i < this.columns; i += 1) {
      const length = bytes.readInt32BE(at);
      at += 4;
      fields[i * 2] = at;
      fields[i * 2 + 1] = length;
      if (length > 0) at += length;
    }
    if (at > bytes.length) throw new Error('a copied row is cut off');
    this.#row.bytes = bytes;
    return at;
  }
}

/** What the driver calls on a query that it runs; it knows COPY only by these hooks. */
class CopyOut implements Submittable {
  #failure: unknown = null;

  constructor(
    private readonly sql: string,
    private readonly rows: RowReader,
    private readonly resolve: () => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.sql);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.#failure !== null) return;
    try {
      this.rows.read(chunk);
    } catch (error) {
      this.#failure = error;
    }
  }

  handleCommandComplete(): void {
    // ReadyForQuery follows.
  }

  handleReadyForQuery(): void {
    if (this.#failure === null) this.resolve();
    else this.reject(this.#failure);
  }

  handleError(error: unknown): void {
    this.reject(error);
  }
}
