import { type Batches } from '../batches';
import { type AnswerHead } from './answer-head';

/** One GET that is on its way: the head has been read, the body not yet. */
export interface Answer {
  readonly head: AnswerHead;
  /** Moves the body into the batches; they must want as many bytes as the head promised. */
  readInto(batches: Batches): Promise<void>;
  /** The beginning of the body of a refusal, for its error code; ends the connection. */
  readText(): Promise<string>;
  /** Cuts the connection: the body is not wanted. */
  discard(): void;
}

/** How ranges are fetched: over raw sockets, or over node's HTTP client. Both obey the same tests. */
export interface Transport {
  get(url: URL, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Answer>;
  close(): void;
}

/** How much of a refusal's body is read. */
export const longestRefusal = 8 * 1024;
