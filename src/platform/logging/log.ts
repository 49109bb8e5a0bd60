import { Injectable, type LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { Settings } from '../settings';

/** What a line of the program log may carry. Anything else is left out, so that nothing personal slips in. */
export interface LogFields {
  readonly traceId?: string;
  readonly code?: string;
  readonly job?: string;
  readonly entry?: number;
  readonly count?: number;
  readonly milliseconds?: number;
  readonly port?: number;
  readonly role?: string;
  readonly version?: string;
  readonly step?: string;
  /** Only its class, its system error code and its own stack frames are written, never its message. */
  readonly error?: unknown;
}

const allowed: readonly (keyof LogFields)[] = [
  'traceId',
  'code',
  'job',
  'entry',
  'count',
  'milliseconds',
  'port',
  'role',
  'version',
  'step',
];

/** The program log: JSON lines with fixed messages and an allow list of fields. It is not the access log. */
@Injectable()
export class Log {
  readonly #pino: Logger;

  constructor(settings: Pick<Settings, 'logLevel'>, destination?: DestinationStream) {
    const options = {
      level: settings.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.#pino = destination ? pino(options, destination) : pino(options, pino.destination({ dest: 2, sync: true }));
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#pino.debug(serialise(fields), message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#pino.info(serialise(fields), message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#pino.warn(serialise(fields), message);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#pino.error(serialise(fields), message);
  }
}

/** Nest's own lines, by their source only: their texts may carry what a request sent. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(): void {
    // Nest's start-up chatter says nothing that our own lines do not say.
  }

  error(_message: unknown, ...context: unknown[]): void {
    this.target.error('framework error', { step: lastText(context) });
  }

  warn(_message: unknown, ...context: unknown[]): void {
    this.target.warn('framework warning', { step: lastText(context) });
  }
}

function lastText(values: readonly unknown[]): string {
  const text = values.at(-1);
  return typeof text === 'string' && /^[A-Za-z]{1,40}$/.test(text) ? text : 'unknown';
}

function serialise(fields: LogFields): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const name of allowed) if (fields[name] !== undefined) line[name] = fields[name];
  if (fields.error !== undefined) line['error'] = describeError(fields.error);
  return line;
}

/** An error's kind and place without its message, which may quote values. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = (error as { code?: unknown }).code;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim().replace(/\(?\/.*\/((?:src|dist|migrations|node_modules)\/)/, '($1'));
  return { kind: error.constructor.name, ...(typeof code === 'string' ? { code } : {}), at: frames };
}
