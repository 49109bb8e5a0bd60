import { dirname, join } from 'node:path';
import type { NodeCompiler as Compiler } from '@myriaddreamin/typst-ts-node-compiler';

/** A text that goes inside the document, for programs. */
export interface Attachment {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  /** What it is, in a few words. */
  readonly says: string;
  readonly text: string;
}

/** A document to typeset: a template of ours, and the data it shows. Data is never read as markup. */
export interface DocumentOrder {
  readonly template: string;
  readonly data: unknown;
  readonly at: Date;
  readonly attachments?: readonly Attachment[];
}

let compiler: Compiler | null = null;

/**
 * Sets a document as PDF/A-2b, with attachments as PDF/A-3b. The engine is loaded with the first document. It blocks while it
 * works, so that whoever must not wait has it done in a thread (`Typesetter`).
 */
export async function typeset({ template, data, at, attachments = [] }: DocumentOrder): Promise<Buffer> {
  const { NodeCompiler } = await import('@myriaddreamin/typst-ts-node-compiler');
  compiler ??= NodeCompiler.create({ workspace: __dirname, fontArgs: [{ fontPaths: fontFolders() }] });
  const inputs = { data: JSON.stringify({ ...(data as object), date: datePartsOf(at), attachments }) };
  const pdfStandard = attachments.length > 0 ? 'a-3b' : 'a-2b';
  try {
    const options = { pdfStandard, creationTimestamp: Math.floor(at.getTime() / 1000) };
    return compiler.pdf({ mainFileContent: template, inputs }, options);
  } finally {
    compiler.evictCache(0);
  }
}

function fontFolders(): string[] {
  const devanagari = dirname(require.resolve('@expo-google-fonts/noto-sans-devanagari/package.json'));
  return [
    join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf'),
    join(devanagari, '400Regular'),
    join(devanagari, '700Bold'),
  ];
}

/** PDF/A wants the document's date; Typst takes it in parts. */
function datePartsOf(at: Date): Readonly<Record<string, number>> {
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
  };
}
