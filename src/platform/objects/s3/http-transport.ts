import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { type Batches } from '../batches';
import { answerHead, type AnswerHead, singleHeaders } from './answer-head';
import { BadAnswer, ConnectionCut, type Deadlines, DeadlinePassed } from './deadlines';
import { type Answer, longestRefusal, type Transport } from './transport';

/** Ranges over node's HTTP client: half the speed of raw sockets, for whoever mistrusts them. */
export class HttpTransport implements Transport {
  private readonly secure: boolean;
  private readonly agent: HttpAgent;

  constructor(
    store: URL,
    private readonly deadlines: Deadlines,
    ca?: string,
  ) {
    this.secure = store.protocol === 'https:';
    this.agent = this.secure ? new HttpsAgent({ keepAlive: true, ca }) : new HttpAgent({ keepAlive: true });
  }

  async get(url: URL, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted();
    const response = await this.head(url, headers, signal);
    try {
      return new HttpAnswer(response, headOf(response), this.deadlines.idleMs);
    } catch (error) {
      response.destroy();
      throw error;
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private head(url: URL, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<IncomingMessage> {
    const { connectMs, firstByteMs } = this.deadlines;
    return new Promise((resolve, reject) => {
      const request = (this.secure ? httpsRequest : httpRequest)(url, { headers, agent: this.agent, signal });
      const late = (deadline: keyof Deadlines, after: number): NodeJS.Timeout =>
        setTimeout(() => request.destroy(new DeadlinePassed(deadline)), after);
      let timer = late('connectMs', connectMs);
      request.once('finish', () => {
        clearTimeout(timer);
        timer = late('firstByteMs', firstByteMs);
      });
      request.once('close', () => clearTimeout(timer));
      request.once('response', (response) => {
        clearTimeout(timer);
        resolve(response);
      });
      request.on('error', (error) => {
        clearTimeout(timer);
        reject(error instanceof DeadlinePassed || signal?.aborted === true ? error : new ConnectionCut(error));
      });
      request.end();
    });
  }
}

function headOf(response: IncomingMessage): AnswerHead {
  const headers = new Map<string, string>();
  for (const [name, values] of Object.entries(response.headersDistinct)) {
    if (values && values.length > 1 && singleHeaders.has(name)) throw new BadAnswer('the same header twice');
    if (values?.[0] !== undefined) headers.set(name, values[0]);
  }
  return answerHead(response.statusCode ?? 0, headers, response.httpVersion === '1.1');
}

class HttpAnswer implements Answer {
  constructor(
    private readonly response: IncomingMessage,
    readonly head: AnswerHead,
    private readonly idleMs: number,
  ) {
    // A connection that breaks before anyone reads must not end the program; the reader meets the error again.
    response.on('error', () => undefined);
  }

  async readInto(batches: Batches): Promise<void> {
    for await (const bytes of this.pieces()) {
      if (bytes.length > batches.remaining) throw new BadAnswer('more bytes than it promised');
      await batches.copy(bytes);
    }
    if (batches.remaining > 0) throw new ConnectionCut();
  }

  async readText(): Promise<string> {
    let text = '';
    for await (const bytes of this.pieces()) {
      text += bytes.toString('latin1');
      if (text.length >= longestRefusal) break;
    }
    return text;
  }

  discard(): void {
    this.response.destroy();
  }

  private async *pieces(): AsyncGenerator<Buffer> {
    const iterator = (this.response as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.nextPiece(iterator);
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  private async nextPiece(iterator: AsyncIterator<Buffer>): Promise<IteratorResult<Buffer>> {
    const timer = setTimeout(() => this.response.destroy(new DeadlinePassed('idleMs')), this.idleMs);
    try {
      return await iterator.next();
    } catch (error) {
      throw error instanceof DeadlinePassed ? error : new ConnectionCut(error);
    } finally {
      clearTimeout(timer);
    }
  }
}
