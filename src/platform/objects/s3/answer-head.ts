import { BadAnswer } from './deadlines';

/** The parts of an HTTP answer's head that we look at; nothing else in it is used. */
export interface AnswerHead {
  readonly status: number;
  readonly contentLength: number | null;
  readonly contentRange: string | null;
  readonly etag: string | null;
  readonly versionId: string | null;
  /** Whether the connection may carry another request afterwards. */
  readonly keepAlive: boolean;
}

/** The longest head that we read. */
export const longestHead = 16 * 1024;

const endOfHead = Buffer.from('\r\n\r\n');
/** Headers that decide what the body is: to find one twice means that somebody wants to be misread. */
export const singleHeaders: ReadonlySet<string> = new Set([
  'content-length',
  'content-range',
  'etag',
  'x-amz-version-id',
  'transfer-encoding',
]);

/** The length of the head with its empty line, or null while it is not whole. */
export function headLength(bytes: Buffer): number | null {
  const at = bytes.indexOf(endOfHead);
  return at < 0 ? null : at + endOfHead.length;
}

/** Reads a whole head. Anything that could make us take other bytes for the body than the store meant is refused. */
export function parseHead(text: string): AnswerHead {
  const [first = '', ...lines] = text.split('\r\n').filter((line) => line !== '');
  const start = /^HTTP\/1\.([01]) ([2-5]\d\d)(?: |$)/.exec(first);
  if (!start) throw new BadAnswer('no HTTP/1.1 status line');
  const headers = readLines(lines);
  return answerHead(Number(start[2]), headers, start[1] === '1');
}

/** The same from headers that are parsed already. */
export function answerHead(status: number, headers: ReadonlyMap<string, string>, persistent: boolean): AnswerHead {
  if (headers.has('transfer-encoding')) throw new BadAnswer('a body without length');
  const length = headers.get('content-length');
  if (length !== undefined && !/^\d{1,15}$/.test(length)) throw new BadAnswer('a length that is no number');
  return {
    status,
    contentLength: length === undefined ? null : Number(length),
    contentRange: headers.get('content-range') ?? null,
    etag: unquoted(headers.get('etag')),
    versionId: headers.get('x-amz-version-id') ?? null,
    keepAlive: persistent && headers.get('connection')?.toLowerCase() !== 'close',
  };
}

function readLines(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1 || /[\s\0]/.test(line.slice(0, colon))) throw new BadAnswer('a malformed header');
    const name = line.slice(0, colon).toLowerCase();
    if (headers.has(name) && singleHeaders.has(name)) throw new BadAnswer('the same header twice');
    headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

function unquoted(etag: string | undefined): string | null {
  return etag === undefined ? null : etag.replace(/^"|"$/g, '');
}
