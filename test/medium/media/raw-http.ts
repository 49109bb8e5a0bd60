import { connect, type Socket } from 'node:net';
import type { Caller } from './vault-at-work';

/** A request whose bytes are written by hand: what no HTTP client would send. */
export class RawRequest {
  readonly #socket: Socket;
  #answer = '';
  readonly ended: Promise<string>;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('data', (bytes: Buffer) => (this.#answer += bytes.toString('latin1')));
    this.#socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => this.#socket.once('close', () => resolve(this.#answer)));
  }

  head(line: string, caller: Caller, headers: Readonly<Record<string, string | number>>): this {
    const all = { Host: 'localhost', ...caller.headers, ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    this.#socket.write(`${[`${line} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`, 'latin1');
    return this;
  }

  body(bytes: Buffer): this {
    this.#socket.write(bytes);
    return this;
  }

  /** Says that nothing more comes, and still listens. */
  finish(): this {
    this.#socket.end();
    return this;
  }

  /** Gone, without a word. */
  reset(): this {
    this.#socket.resetAndDestroy();
    return this;
  }

  get received(): string {
    return this.#answer;
  }

  /** The answer once the server has closed or said enough; the connection ends with it. */
  async answer(millis = 5_000): Promise<{ status: number; code: string; text: string }> {
    const deadline = setTimeout(() => this.#socket.destroy(), millis);
    const text = await this.ended;
    clearTimeout(deadline);
    return {
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0),
      code: /"code":"([a-z_]+)"/.exec(text)?.[1] ?? '',
      text,
    };
  }
}
