import { request as plain } from 'node:http';
import { type RequestOptions, request as secure } from 'node:https';
import type { SiemBatch, SiemTransport } from '../siem-target';
import { assertPublic, checkedLookup } from './addresses';

export interface PushOptions {
  readonly url: URL;
  readonly token: string | undefined;
  readonly ca: Buffer | undefined;
  readonly allowPrivate: boolean;
}

const timeoutMs = 30_000;

/** A status that is not 2xx. Its number alone is told: a receiver's page is nobody's business. */
class PushRefused extends Error {
  constructor(readonly status: number) {
    super(`the receiver answered ${status}`);
    this.name = 'PushRefused';
  }
}

/** One POST of newline-delimited lines for each batch; 2xx is the receipt. Redirects are not followed. */
export class HttpPush implements SiemTransport {
  constructor(private readonly options: PushOptions) {}

  async send({ entries, lines }: SiemBatch): Promise<void> {
    const { url, token, ca, allowPrivate } = this.options;
    assertPublic(url.hostname, allowPrivate);
    const body = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const headers = {
      'content-type': 'application/x-ndjson',
      'content-length': body.length,
      'user-agent': 'Strongroom',
      'strongroom-range': `${entries[0]?.n ?? 0}-${entries.at(-1)?.n ?? 0}`,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    // A connection of its own each time: one that is kept alive is used without looking its address up again.
    const way = { agent: false, lookup: checkedLookup(allowPrivate), timeout: timeoutMs } as const;
    await post(url, { method: 'POST', headers, ca, ...way }, body);
  }
}

function post(url: URL, options: RequestOptions, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = (url.protocol === 'https:' ? secure : plain)(url, options, (answer) => {
      answer.resume();
      answer.once('error', reject);
      const status = answer.statusCode ?? 0;
      answer.once('end', () => (status >= 200 && status < 300 ? resolve() : reject(new PushRefused(status))));
    });
    sending.once('timeout', () => sending.destroy(new Error('the receiver does not answer')));
    sending.once('error', reject);
    sending.end(body);
  });
}
