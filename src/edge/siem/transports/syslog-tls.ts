import { hostname } from 'node:os';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { EntryView } from '../../../trust/audit';
import type { SiemBatch, SiemTransport } from '../siem-target';
import { assertPublic, checkedLookup } from './addresses';

export interface SyslogOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>;
  readonly allowPrivate: boolean;
}

const timeoutMs = 30_000;
const logAudit = 13;

/**
 * RFC 5424 messages over TLS with octet counting (RFC 5425). The protocol has no receipt: a batch counts as sent when our
 * side of the connection was closed in order after it and the receiver closed its own without an error.
 */
export class SyslogTls implements SiemTransport {
  constructor(private readonly options: SyslogOptions) {}

  async send({ entries, lines }: SiemBatch): Promise<void> {
    assertPublic(this.options.host, this.options.allowPrivate);
    const frames = entries.map((entry, i) => framed(toSyslog(entry, lines[i] ?? '')));
    await untilClosed(await this.open(), Buffer.concat(frames));
  }

  private open(): Promise<TLSSocket> {
    const { host, port, tls, allowPrivate } = this.options;
    return new Promise((resolve, reject) => {
      const socket = connect({
        ...tls,
        host,
        port,
        minVersion: 'TLSv1.2',
        lookup: checkedLookup(allowPrivate),
        timeout: timeoutMs,
      });
      socket.once('secureConnect', () => resolve(socket));
      socket.once('error', reject);
      socket.once('timeout', () => socket.destroy(new Error('the syslog receiver does not answer')));
    });
  }
}

/** One RFC 5424 message. */
export function toSyslog(entry: EntryView, text: string): string {
  const severity = { allow: 6, deny: 4, error: 3 }[entry.decision];
  const head = [`<${logAudit * 8 + severity}>1`, entry.at, hostname().slice(0, 255) || '-', 'strongroom', '-'];
  return `${[...head, entry.type.slice(0, 32), '-'].join(' ')} \ufeff${text}`;
}

export function framed(message: string): Buffer {
  const bytes = Buffer.from(message);
  return Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
}

function untilClosed(socket: TLSSocket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (hadError) => (hadError ? reject(new Error('the connection broke')) : resolve()));
    socket.resume();
    socket.end(bytes);
  });
}
