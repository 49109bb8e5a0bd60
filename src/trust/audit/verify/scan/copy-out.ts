import type { EventEmitter } from 'node:events';
import type { Client, Connection, Submittable } from 'pg';
import { MessageReader } from './message-reader';

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const headerLength = signature.length + 8;
const trailer = 0xffff;

/** One row of a binary COPY: where its columns lie in the server's own bytes. Valid only while the receiver runs. */
export interface CopiedRow {
  readonly bytes: Buffer;
  /** Over the same bytes. */
  readonly view: DataView;
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
export function int64(view: DataView, at: number): number {
  return view.getInt32(at) * 4_294_967_296 + view.getUint32(at + 4);
}

class RowReader {
  readonly #row: { bytes: Buffer; view: DataView; fields: Int32Array };
  #started = false;

  constructor(
    private readonly columns: number,
    private readonly receive: (row: CopiedRow) => void,
  ) {
    this.#row = { bytes: signature, view: viewOf(signature), fields: new Int32Array(columns * 2) };
  }

  /** Takes one CopyData message: PostgreSQL sends whole rows, the first one behind the header. */
  read(bytes: Buffer, from: number, to: number): void {
    if (bytes !== this.#row.bytes) [this.#row.bytes, this.#row.view] = [bytes, viewOf(bytes)];
    let at = this.#started ? from : this.#header(bytes, from);
    while (at < to) {
      const count = bytes.readUInt16BE(at);
      if (count === trailer) return;
      if (count !== this.columns) throw new Error('a copied row has other columns');
      at = this.#fields(at + 2, to);
      this.receive(this.#row);
    }
  }

  #header(bytes: Buffer, from: number): number {
    if (!bytes.subarray(from, from + signature.length).equals(signature)) throw new Error('this is no binary COPY');
    this.#started = true;
    return from + headerLength;
  }

  #fields(from: number, to: number): number {
    const { fields, view } = this.#row;
    let at = from;
    for (let i = 0; i < this.columns; i += 1) {
      const length = view.getInt32(at);
      at += 4;
      fields[i * 2] = at;
      fields[i * 2 + 1] = length;
      if (length > 0) at += length;
    }
    if (at > to) throw new Error('a copied row is cut off');
    return at;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * What the driver calls on a query that it runs. While it runs, the rows go past the driver, which would make two objects
 * of each; every other message is the driver's.
 */
class CopyOut implements Submittable {
  readonly #messages = new MessageReader(
    (bytes, from, to) => this.#takeRow(bytes, from, to),
    (bytes) => this.#driver.forEach((listener) => listener(bytes)),
  );
  #stream: EventEmitter | null = null;
  #driver: Listener[] = [];
  #failure: unknown = null;

  constructor(
    private readonly sql: string,
    private readonly rows: RowReader,
    private readonly resolve: () => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  submit(connection: Connection): void {
    const { stream } = connection as Connection & { readonly stream: EventEmitter };
    this.#stream = stream;
    this.#driver = stream.listeners('data') as Listener[];
    stream.removeAllListeners('data');
    stream.on('data', this.#read);
    connection.query(this.sql);
  }

  handleCommandComplete(): void {
    // ReadyForQuery follows.
  }

  handleReadyForQuery(): void {
    this.#giveBack();
    if (this.#failure === null) this.resolve();
    else this.reject(this.#failure);
  }

  handleError(error: unknown): void {
    this.#failure ??= error;
    this.reject(error);
  }

  readonly #read = (chunk: Buffer) => this.#messages.read(chunk);

  #takeRow(bytes: Buffer, from: number, to: number): void {
    if (this.#failure !== null) return;
    try {
      this.rows.read(bytes, from, to);
    } catch (error) {
      this.#failure = error;
    }
  }

  #giveBack(): void {
    this.#stream?.off('data', this.#read);
    for (const listener of this.#driver) this.#stream?.on('data', listener);
  }
}

type Listener = (bytes: Buffer) => void;
