import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** One file of a bag: a small one at hand, or a stream that is begun when its turn comes. */
export interface BagFile {
  readonly path: string;
  readonly content: Buffer | AsyncIterable<Buffer>;
}

export interface BagOrder {
  /** The folder at the top of the archive. */
  readonly folder: string;
  readonly info: Readonly<Record<string, string>>;
  readonly madeAt: Date;
  /** Files below `data/`, and those beside it. */
  readonly files: AsyncIterable<BagFile>;
  /** A detached signature over content with this SHA-256. */
  readonly sign: (sha256: Buffer) => Promise<Buffer>;
}

const declaration = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
const signed = 'tagmanifest-sha256.txt';

/**
 * A BagIt folder (RFC 8493) as a ZIP64 stream in constant memory: file after file passes through once and is hashed on
 * its way; manifests and signature follow. An error of a file breaks the stream off.
 */
export async function* bag(order: BagOrder): AsyncGenerator<Buffer> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const abort = new AbortController();
  zip.on('error', (error: Error) => output.destroy(error));
  const writing = writeBag(new BagWriter(zip, order, abort.signal), order)
    .then(() => zip.end())
    .catch((error: unknown) => void output.destroy(error instanceof Error ? error : new Error('the bag broke off')));
  try {
    for await (const piece of output) yield piece as Buffer;
  } finally {
    abort.abort(new Error('nobody reads the bag'));
    output.destroy();
    await writing;
  }
}

async function writeBag(writer: BagWriter, { files, info, sign }: BagOrder): Promise<void> {
  for await (const file of files) await writer.add(file);
  const payload = writer.manifest('payload');
  const lines = { ...info, 'Payload-Oxum': `${payload.bytes}.${payload.count}` };
  await writer.add({ path: 'bagit.txt', content: Buffer.from(declaration) });
  await writer.add({ path: 'bag-info.txt', content: Buffer.from(tagLines(lines)) });
  await writer.add({ path: 'manifest-sha256.txt', content: Buffer.from(payload.text) });
  const tags = Buffer.from(writer.manifest('tags').text);
  await writer.add({ path: signed, content: tags });
  const signature = await sign(createHash('sha256').update(tags).digest());
  await writer.add({ path: `${signed}.p7s`, content: signature });
}

interface Written {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Puts files into the archive one after another and keeps one line about each. */
class BagWriter {
  readonly #written: Written[] = [];

  constructor(
    private readonly zip: ZipFile,
    private readonly order: BagOrder,
    private readonly signal: AbortSignal,
  ) {}

  async add({ path, content }: BagFile): Promise<void> {
    this.signal.throwIfAborted();
    const hash = createHash('sha256');
    let bytes = 0;
    const options = { mtime: this.order.madeAt, mode: 0o100644, compress: false };
    const name = `${this.order.folder}/${path}`;
    if (Buffer.isBuffer(content)) {
      hash.update(content);
      bytes = content.length;
      this.zip.addBuffer(content, name, options);
    } else {
      const counted = async function* (): AsyncGenerator<Buffer> {
        for await (const piece of content) {
          hash.update(piece);
          bytes += piece.length;
          yield piece;
        }
      };
      const source = Readable.from(counted(), { objectMode: false });
      // Of a stream nobody knows the length beforehand: its descriptor is ZIP64, whatever comes.
      this.zip.addReadStream(source, name, { ...options, forceZip64Format: true });
      await finished(source, { signal: this.signal });
    }
    this.#written.push({ path, sha256: hash.digest('hex'), bytes });
  }

  /** The lines of a manifest, and what its files amount to. */
  manifest(of: 'payload' | 'tags'): { text: string; bytes: number; count: number } {
    const files = this.#written.filter(({ path }) => path.startsWith('data/') === (of === 'payload'));
    return {
      text: files.map(({ sha256, path }) => `${sha256}  ${path}\n`).join(''),
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      count: files.length,
    };
  }
}

function tagLines(info: Readonly<Record<string, string>>): string {
  return Object.entries(info)
    .map(([label, value]) => `${label}: ${value}\n`)
    .join('');
}
