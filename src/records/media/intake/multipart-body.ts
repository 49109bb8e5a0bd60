import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import busboy from 'busboy';
import { Refusal } from '../../../kernel';
import { BodyInterrupted, InvalidFacts, UnreadableBody } from '../media.errors';

/** A multipart body whose facts have been read and whose content is about to stream. */
export interface MultipartBody {
  readonly facts: string;
  readonly contentType: string | undefined;
  /** As sent; not neutral yet. */
  readonly fileName: string | null;
  readonly content: AsyncIterable<Buffer>;
}

const factsLimit = 16 * 1024;
const limits = { fields: 1, files: 2, parts: 3, fieldSize: factsLimit, fieldNameSize: 100, headerPairs: 20 };

/**
 * Reads a multipart body up to its content: first the part `facts` (a field, or a file as browsers send a Blob), then one
 * content part, then nothing. Anything else is refused; a body without its end is `BodyInterrupted`.
 */
export async function openMultipart(request: IncomingMessage, bytes: AsyncIterable<Buffer>): Promise<MultipartBody> {
  const parser = makeParser(request);
  const parts = new Parts(parser);
  const source = Readable.from(bytes, { objectMode: false, highWaterMark: 1024 * 1024 });
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    const facts = await parts.facts;
    const { stream, contentType, fileName } = await parts.content;
    return { facts, contentType, fileName, content: contentThenEnd(stream, parts.end) };
  } catch (error) {
    source.unpipe(parser);
    parser.destroy();
    throw error;
  }
}

function makeParser(request: IncomingMessage): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      limits,
      defParamCharset: 'utf8',
      fileHwm: 1024 * 1024,
      preservePath: true,
    });
  } catch {
    throw new UnreadableBody();
  }
}

interface ContentPart {
  readonly stream: Readable;
  readonly contentType: string;
  readonly fileName: string | null;
}

/** A promise and what settles it; nobody has to wait for it. */
class Awaited<T> {
  readonly promise: Promise<T>;
  resolve: (value: T) => void = () => undefined;
  reject: (error: Error) => void = () => undefined;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => undefined);
  }
}

/** The parts of one body, each as it comes. */
class Parts {
  readonly #facts = new Awaited<string>();
  readonly #content = new Awaited<ContentPart>();
  readonly #end = new Awaited<null>();
  #seen = 0;

  constructor(private readonly parser: busboy.Busboy) {
    parser.on('field', (name, value, { valueTruncated }) => this.#takeField(name, value, valueTruncated));
    parser.on('file', (name, stream, { filename, mimeType }) => {
      stream.on('error', () => undefined);
      this.#takeFile(name, { stream, contentType: mimeType, fileName: nameOf(filename) });
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
      parser.on(limit, () => this.#fail(wrongParts()));
    parser.on('error', (error) => this.#fail(error instanceof Refusal ? error : new BodyInterrupted(error)));
    parser.on('close', () => {
      this.#end.resolve(null);
      this.#fail(this.#seen < 2 ? wrongParts() : new BodyInterrupted());
    });
  }

  get facts(): Promise<string> {
    return this.#facts.promise;
  }

  get content(): Promise<ContentPart> {
    return this.#content.promise;
  }

  /** Settles when the closing boundary has come, or never will. */
  get end(): Promise<null> {
    return this.#end.promise;
  }

  #takeField(name: string, value: string, truncated: boolean): void {
    this.#seen += 1;
    if (this.#seen === 1 && name === 'facts' && !truncated) this.#facts.resolve(value);
    else this.#fail(wrongParts());
  }

  #takeFile(name: string, part: ContentPart): void {
    this.#seen += 1;
    if (this.#seen === 1 && name === 'facts')
      void collect(part.stream).then(
        (text) => this.#facts.resolve(text),
        (error: unknown) => this.#fail(error instanceof Refusal ? error : new BodyInterrupted(error)),
      );
    else if (this.#seen === 2) this.#content.resolve(part);
    else this.#fail(wrongParts());
  }

  /** Whatever was settled before stays as it is. */
  #fail(error: Refusal): void {
    for (const part of [this.#facts, this.#content, this.#end]) part.reject(error);
    this.parser.destroy();
  }
}

/** busboy gives no name as undefined, whatever its types say. */
function nameOf(filename: string | undefined): string | null {
  return filename ?? null;
}

async function collect(stream: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > factsLimit) throw wrongParts();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** The content counts only once the whole body has ended as it should. */
async function* contentThenEnd(stream: Readable, end: Promise<null>): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    await end;
    throw new BodyInterrupted(error);
  }
  await end;
}

function wrongParts(): InvalidFacts {
  return new InvalidFacts([{ pointer: '/', code: 'facts_first_then_one_content' }]);
}
