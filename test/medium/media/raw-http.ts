import { connect, type Socket } from 'node:net';
import type { Caller } from './vault-at-work';

/** A request whose bytes are written by hand: what no HTTP client would send. */
export class RawRequest {
  readonly #socket: Socket;
  #answer = '';
  #answered: (() => void) | null = null;
  readonly ended: Promise<string>;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('data', (bytes: Buffer) => {
      this.#answer += bytes.toString('latin1');
      if (isWhole(this.#answer)) this.#answered?.();
    });
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

  /** The answer once the server has closed or said all of it; the connection ends with it. */
  async answer(): Promise<{ status: number; code: string; text: string }> {
    this.#answered = () => this.#socket.destroy();
    if (isWhole(this.#answer)) this.#answered();
    const text = await this.ended;
    return {
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0),
      code: /"code":"([a-z_]+)"/.exec(text)?.[1] ?? '',
      text,
    };
  }
}

/** Whether these bytes hold an answer of a declared length to its end. */
function isWhole(answer: string): boolean {
  const [head = '', body] = answer.split(/\r\n\r\n([\s\S]*)/);
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  return body !== undefined && length !== undefined && body.length >= Number(length);
}
