const copyData = 0x64;
const headLength = 5;

/**
 * Cuts what a PostgreSQL server sends into its messages: a byte that names the kind, then the length of the rest, which
 * counts itself. CopyData is shown where it lies; only a message that lies in several chunks is put together. Any other
 * message is handed on.
 */
export class MessageReader {
  /** Of the message that has begun in an earlier chunk. */
  #pieces: Buffer[] = [];
  #length = 0;
  /** How long the pieces have to be until more can be said. */
  #wanted = 0;

  constructor(
    private readonly onData: (bytes: Buffer, from: number, to: number) => void,
    private readonly onOther: (message: Buffer) => void,
  ) {}

  read(chunk: Buffer): void {
    let at = 0;
    while (this.#length > 0 && at < chunk.length) at = this.#add(chunk, at);
    for (let end = endOf(chunk, at); end <= chunk.length; end = endOf(chunk, at)) {
      this.#show(chunk, at, end);
      at = end;
    }
    // A copy, because a chunk is as large as many messages.
    if (at < chunk.length) this.#keep(Buffer.from(chunk.subarray(at)));
  }

  #add(chunk: Buffer, from: number): number {
    const to = Math.min(from + this.#wanted - this.#length, chunk.length);
    this.#pieces.push(chunk.subarray(from, to));
    this.#length += to - from;
    if (this.#length === this.#wanted) this.#join();
    return to;
  }

  #join(): void {
    const joined = Buffer.concat(this.#pieces);
    if (joined.length < endOf(joined, 0)) {
      this.#keep(joined);
      return;
    }
    [this.#pieces, this.#length] = [[], 0];
    this.#show(joined, 0, joined.length);
  }

  #keep(begun: Buffer): void {
    [this.#pieces, this.#length] = [[begun], begun.length];
    this.#wanted = begun.length < headLength ? headLength : endOf(begun, 0);
  }

  #show(bytes: Buffer, from: number, to: number): void {
    if (bytes[from] === copyData) this.onData(bytes, from + headLength, to);
    else this.onOther(bytes.subarray(from, to));
  }
}

/** Where the message at a place ends; Infinity where too little is there to say. */
function endOf(bytes: Buffer, at: number): number {
  return at + headLength > bytes.length ? Infinity : at + Math.max(headLength, 1 + bytes.readUInt32BE(at + 1));
}
