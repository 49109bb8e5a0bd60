import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Client } from 'minio';
import { type RetryPolicy } from '../retry';
import { type Deadlines, DeadlinePassed } from './deadlines';

/** Where the store is and who we are to it. */
export interface S3Options {
  /** Origin of the store, e.g. `https://minio.example:9000`. */
  readonly url: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** How ranges are read: `raw` sockets (fast), or node's own HTTP client. */
  readonly reading?: 'raw' | 'http';
  readonly deadlines?: Partial<Deadlines>;
  readonly retries?: Partial<RetryPolicy>;
  /** PEM of a certificate authority beside the well-known ones. */
  readonly ca?: string;
  /** Entries that one listing answer holds. */
  readonly pageSize?: number;
}

/** Makes minio clients that share connections and end with a signal; each waits no longer than the deadlines say. */
export class S3Clients {
  private readonly url: URL;
  private readonly agent: HttpAgent;

  constructor(
    private readonly options: S3Options,
    private readonly deadlines: Deadlines,
  ) {
    this.url = new URL(options.url);
    const keep = { keepAlive: true, maxFreeSockets: 16, ca: options.ca };
    this.agent = this.url.protocol === 'https:' ? new HttpsAgent(keep) : new HttpAgent(keep);
  }

  /** A client whose requests all end when the signal does: minio's own methods take none. */
  client(signal?: AbortSignal): Client {
    const secure = this.url.protocol === 'https:';
    const client = new Client({
      endPoint: this.url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(this.url.port) || (secure ? 443 : 80),
      useSSL: secure,
      accessKey: this.options.accessKey,
      secretKey: this.options.secretKey,
      // With a region it never asks for the bucket's.
      region: this.options.region,
      pathStyle: true,
      retryOptions: { disableRetry: true },
      transportAgent: this.agent,
      transport: { request: this.requesting(secure, signal) as typeof httpRequest },
    });
    // Parts carry a CRC-32 that the store checks; SHA-256 over http would be computed synchronously over every part.
    client.enableSHA256 = false;
    return client;
  }

  close(): void {
    this.agent.destroy();
  }

  private requesting(secure: boolean, signal?: AbortSignal) {
    return (options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest => {
      const request = (secure ? httpsRequest : httpRequest)({ ...options, signal }, (response) => {
        nameRefusal(response);
        onResponse(response);
      });
      const end = (deadline: keyof Deadlines) => (): unknown => request.destroy(new DeadlinePassed(deadline));
      // The socket's own limit begins when it is connected and covers the sending, the waiting and the body.
      request.setTimeout(this.deadlines.idleMs, end('idleMs'));
      request.once('socket', (socket) => {
        if (!socket.connecting) return;
        const timer = setTimeout(end('connectMs'), this.deadlines.connectMs);
        const clear = (): void => clearTimeout(timer);
        socket.once('connect', clear);
        request.once('close', clear);
      });
      return request;
    };
  }
}

/** A refused HEAD has no body that names the refusal; minio's client then looks for the name in these headers. */
function nameRefusal({ statusCode, headers }: IncomingMessage): void {
  const name = statusCode === 400 ? 'InvalidArgument' : statusCode === 507 ? 'StorageFull' : null;
  if (name === null) return;
  headers['x-minio-error-code'] ??= name;
  headers['x-minio-error-desc'] ??= name;
}
