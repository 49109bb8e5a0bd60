import { type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Clock } from '../../../../kernel';
import { cosign } from '../../format/cosignature';
import { parseCheckpoint, splitNote } from '../../format/note';
import type { VerifierKey } from '../../format/verifier-key';
import { claimedOrigin, judge, type Known, parseAddCheckpoint } from './add-checkpoint';
import type { WitnessState } from './witness-state';

export interface WitnessOptions {
  readonly key: VerifierKey;
  readonly privateKey: KeyObject;
  readonly logs: readonly VerifierKey[];
  readonly state: WitnessState;
  readonly clock: Clock;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
}

const longestRequest = 64 * 1024;

/** A witness: it cosigns a checkpoint only if it goes on from the last one it cosigned, and never goes back or sideways. */
export class Witness {
  /** Requests for one log are decided one after another: between what is known and what is written nothing may come. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(private readonly options: WitnessOptions) {}

  async addCheckpoint(body: string): Promise<Answer> {
    const request = parseAddCheckpoint(body);
    const origin = request === null ? null : claimedOrigin(request.note);
    if (request === null || origin === null) return { status: 400 };
    const keys = this.options.logs.filter(({ name }) => name === origin);
    if (keys.length === 0) return { status: 404 };
    return this.inTurn(origin, async () => {
      const judgement = judge(request, keys, await this.known(origin));
      if (judgement.status === 409) return { status: 409, type: 'text/x.tlog.size', body: `${judgement.known}\n` };
      if (judgement.status !== 200) return { status: judgement.status };
      await this.options.state.write(origin, request.note);
      const { key, privateKey, clock } = this.options;
      return { status: 200, body: cosign(request.note, key, privateKey, clock.now()) };
    });
  }

  private async known(origin: string): Promise<Known | null> {
    const note = await this.options.state.read(origin);
    return note === null ? null : parseCheckpoint(splitNote(note).text);
  }

  private async inTurn<T>(origin: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(origin) ?? Promise.resolve()).then(work, work);
    this.#last.set(origin, turn);
    return turn;
  }
}

/** The witness over HTTP. Whoever reaches it can submit only what the log has signed. */
export function witnessServer(witness: Witness): Server {
  const server = createServer((request, response) => {
    void answer(witness, request)
      .catch((): Answer => ({ status: 500 }))
      .then(({ status, type = 'text/plain; charset=utf-8', body = '' }) => {
        response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body);
      });
  });
  server.requestTimeout = 10_000;
  return server;
}

async function answer(witness: Witness, request: IncomingMessage): Promise<Answer> {
  if (request.url !== '/add-checkpoint') return { status: 404 };
  if (request.method !== 'POST') return { status: 405 };
  const body = await readBody(request);
  return body === null ? { status: 413 } : witness.addCheckpoint(body);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > longestRequest) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
