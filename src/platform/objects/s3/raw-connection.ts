import { isNativeError } from 'node:util/types';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { type Batches } from '../batches';
import { type AnswerHead, headLength, longestHead, parseHead } from './answer-head';
import { BadAnswer, ConnectionCut, type Deadlines, DeadlinePassed } from './deadlines';

/** Who keeps the connection while nobody reads. */
export interface ConnectionOwner {
  /** Certificate authorities beside the well-known ones. */
  readonly ca?: string;
  onIdle(connection: RawConnection): void;
  onClosed(connection: RawConnection): void;
}

type Waiting = { resolve: () => void; reject: (error: Error) => void };

/**
 * One kept-alive connection to the store that reads straight into the buffers of a range. Node's HTTP client costs about half
 * of the speed (docs/performance.md); here the kernel's bytes land where the opener wants them. It speaks no more HTTP than a
 * ranged GET needs and refuses everything else.
 *
 * The socket asks for a buffer after each read, so its next target is always one read ahead: `target` remembers what the
 * socket holds, `direct` whether that is the batches' buffer; bytes that landed elsewhere are copied.
 */
export class RawConnection {
  private readonly socket: Socket;
  private readonly own = Buffer.allocUnsafeSlow(longestHead);
  private ownLength = 0;
  private phase: 'connecting' | 'idle' | 'head' | 'waiting' | 'text' | 'body' = 'connecting';
  private target: Buffer = this.own;
  private direct = false;
  private batches: Batches | null = null;
  private waiting: Waiting | null = null;
  private timer: NodeJS.Timeout | null = null;
  private head: AnswerHead | null = null;
  private failure: Error | null = null;

  constructor(
    private readonly url: URL,
    private readonly deadlines: Deadlines,
    private readonly owner: ConnectionOwner,
  ) {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const secure = url.protocol === 'https:';
    const port = Number(url.port) || (secure ? 443 : 80);
    const onread = {
      buffer: () => this.nextTarget(),
      callback: (count: number) => this.received(count),
    };
    // The types of tls.connect lack `onread`, which it passes on to the socket.
    const servername = isIP(host) === 0 ? host : '';
    const secured: ConnectionOptions & { onread: typeof onread } = { host, port, servername, ca: owner.ca, onread };
    this.socket = secure ? connectTls(secured) : connectTcp({ host, port, onread });
    this.socket.setNoDelay(true);
    this.socket.once(secure ? 'secureConnect' : 'connect', () => this.connected());
    this.socket.once('error', (error) => this.end(new ConnectionCut(error)));
    // An idle connection that the store ends says so by one of these two only.
    this.socket.once('end', () => this.end(new ConnectionCut()));
    this.socket.once('close', () => this.end(new ConnectionCut()));
  }

  /** Resolves once the connection stands. */
  async open(): Promise<void> {
    if (this.phase === 'connecting') await this.wait('connectMs');
  }

  /** Sends one GET and reads the answer's head; the body waits until it is asked for. */
  async get(pathAndQuery: string, headers: Readonly<Record<string, string>>): Promise<AnswerHead> {
    this.throwIfFailed();
    this.phase = 'head';
    this.head = null;
    this.ownLength = 0;
    this.socket.ref();
    const lines = Object.entries({ Host: this.url.host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`GET ${pathAndQuery} HTTP/1.1\r\n${lines.join('')}\r\n`);
    await this.wait('firstByteMs');
    return this.wholeHead();
  }

  /** Moves the body into the batches. */
  async readInto(batches: Batches): Promise<void> {
    this.throwIfFailed();
    if (this.ownLength > batches.remaining) throw this.end(new BadAnswer('more bytes than it promised'));
    await batches.copy(this.own.subarray(0, this.ownLength));
    this.ownLength = 0;
    // The copy may have waited for the receiver, and the connection may have broken meanwhile.
    if (batches.remaining === 0) {
      this.finish();
      return;
    }
    this.throwIfFailed();
    this.batches = batches;
    this.phase = 'body';
    this.socket.resume();
    await this.wait('idleMs');
  }

  /** The body so far, at least `length` bytes of it where it has so many. */
  async readText(length: number): Promise<string> {
    const wanted = Math.min(length, this.own.length, this.head?.contentLength ?? 0);
    while (this.ownLength < wanted && !this.failure) {
      this.phase = 'text';
      this.socket.resume();
      await this.wait('idleMs');
    }
    return this.own.toString('latin1', 0, this.ownLength);
  }

  /** Ends the connection; whoever waits on it gets the error. */
  end(error: Error): Error {
    if (this.failure) return this.failure;
    this.failure = error;
    this.stopTimer();
    this.socket.destroy();
    this.batches = null;
    this.waiting?.reject(error);
    this.waiting = null;
    this.owner.onClosed(this);
    return error;
  }

  private throwIfFailed(): void {
    if (this.failure) throw this.failure;
  }

  private wholeHead(): AnswerHead {
    if (!this.head) throw new ConnectionCut();
    return this.head;
  }

  private connected(): void {
    this.phase = 'idle';
    this.settle();
  }

  private nextTarget(): Buffer {
    this.direct = this.phase === 'body' && this.batches !== null;
    if (this.direct && this.batches) this.target = this.batches.space();
    else this.target = this.ownLength < this.own.length ? this.own.subarray(this.ownLength) : this.own;
    return this.target;
  }

  /** Bytes have landed in `target`. False stops the socket until it is resumed. */
  private received(count: number): boolean {
    if (this.failure) return false;
    try {
      if (this.phase === 'body' && this.batches) return this.receivedBody(this.batches, count);
      if (this.phase !== 'head' && this.phase !== 'text') throw new BadAnswer('bytes that nobody asked for');
      this.ownLength += this.target.copy(this.own, this.ownLength, 0, count);
      return this.phase === 'head' ? this.receivedHead() : this.pause();
    } catch (error) {
      this.end(isNativeError(error) ? error : new ConnectionCut(error));
      return false;
    }
  }

  private receivedHead(): boolean {
    const length = headLength(this.own.subarray(0, this.ownLength));
    if (length === null) {
      if (this.ownLength === this.own.length) throw new BadAnswer('a head without end');
      return true;
    }
    this.head = parseHead(this.own.toString('latin1', 0, length));
    this.own.copyWithin(0, length, this.ownLength);
    this.ownLength -= length;
    return this.pause();
  }

  private receivedBody(batches: Batches, count: number): boolean {
    const landed = this.target.subarray(0, count);
    if (count > batches.remaining) throw new BadAnswer('more bytes than it promised');
    const wait = this.direct ? batches.advance(count) : batches.copy(landed);
    if (wait) {
      this.stopTimer();
      wait.then(
        () => this.goOn(batches),
        (error: unknown) => this.end(isNativeError(error) ? error : new ConnectionCut(error)),
      );
      return false;
    }
    if (batches.remaining === 0) this.finish();
    else this.timer?.refresh();
    return true;
  }

  /** The receiver has taken the batch: its buffer may be filled again. */
  private goOn(batches: Batches): void {
    if (this.failure) return;
    if (batches.remaining === 0) {
      this.finish();
      return;
    }
    this.startTimer('idleMs');
    this.socket.resume();
  }

  private pause(): false {
    this.phase = 'waiting';
    this.settle();
    return false;
  }

  /** The body is whole: the connection is free, unless the store wants it closed. */
  private finish(): void {
    this.batches = null;
    this.ownLength = 0;
    if (this.failure) {
      this.settle();
      return;
    }
    this.phase = 'idle';
    this.settle();
    if (this.head?.keepAlive !== true) {
      this.end(new ConnectionCut());
      return;
    }
    this.socket.resume();
    this.socket.unref();
    // Bytes that the store sent behind the body show up within a turn of the loop and end the connection.
    setImmediate(() => setImmediate(() => this.offer()));
  }

  private offer(): void {
    if (!this.failure) this.owner.onIdle(this);
  }

  private wait(deadline: keyof Deadlines): Promise<void> {
    this.startTimer(deadline);
    return new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  private settle(): void {
    this.stopTimer();
    this.waiting?.resolve();
    this.waiting = null;
  }

  private startTimer(deadline: keyof Deadlines): void {
    this.stopTimer();
    this.timer = setTimeout(() => this.end(new DeadlinePassed(deadline)), this.deadlines[deadline]);
  }

  private stopTimer(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }
}
