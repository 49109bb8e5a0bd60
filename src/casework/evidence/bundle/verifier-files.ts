import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** The offline verifier that goes with each bundle. */
export type VerifierFiles = () => Promise<{ readonly name: string; readonly content: Buffer }[]>;

/** Injection token of the verifier's files. */
export const VERIFIER_FILES = Symbol('verifier files');

/** Reads those of the files that this build carries. */
export function verifierFiles(paths: readonly string[]): VerifierFiles {
  return async () => {
    const files = await Promise.all(
      paths.map(async (path) => ({ name: basename(path), content: await readFile(path).catch(() => null) })),
    );
    return files.flatMap(({ name, content }) => (content === null ? [] : [{ name, content }]));
  };
}
