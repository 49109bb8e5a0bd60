/** How long the store may keep us waiting, in milliseconds. Time in which we do not want bytes does not count. */
export interface Deadlines {
  readonly connectMs: number;
  /** From the request to the head of the answer. */
  readonly firstByteMs: number;
  /** Between two pieces of a body. */
  readonly idleMs: number;
}

export const defaultDeadlines: Deadlines = { connectMs: 5000, firstByteMs: 15_000, idleMs: 20_000 };

/** The store kept us waiting too long. */
export class DeadlinePassed extends Error {
  constructor(readonly deadline: keyof Deadlines) {
    super(`the store passed the deadline ${deadline}`);
    this.name = 'DeadlinePassed';
  }
}

/** The connection broke before the answer was whole. */
export class ConnectionCut extends Error {
  constructor(cause?: unknown) {
    super('the connection to the store was cut', { cause });
    this.name = 'ConnectionCut';
  }
}

/** The store does not speak the HTTP that we ask for. */
export class BadAnswer extends Error {
  constructor(readonly what: string) {
    super(`the store answered with ${what}`);
    this.name = 'BadAnswer';
  }
}
