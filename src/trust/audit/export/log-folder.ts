import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { tileWidth } from '../format/tiles';

/** The folder holds something else: another log, or files of this one that were changed. */
export class FolderDiffers extends Error {
  constructor(path: string) {
    super(`${path} is there already with other content. Export into an empty folder.`);
    this.name = 'FolderDiffers';
  }
}

/**
 * A folder that a log is exported into. A full tile never changes, so an export that was cut off, or one of last month,
 * is carried on: files that are there are compared, not written again. Each file appears whole or not at all.
 */
export class LogFolder {
  constructor(private readonly root: string) {}

  /** Writes a file that can have no other content. */
  async keep(path: string, bytes: Buffer): Promise<void> {
    const there = await readFile(this.at(path)).catch(absent);
    if (there === null) await this.replace(path, bytes);
    else if (!there.equals(bytes)) throw new FolderDiffers(path);
  }

  /** Writes a file in one step, over what was there. */
  async replace(path: string, bytes: Buffer): Promise<void> {
    const target = this.at(path);
    const made = join(dirname(target), `.${basename(target)}.new`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(made, bytes);
    await rename(made, target);
  }

  /** Removes the partial tiles of one place, but for the width that counts now. */
  async dropPartials(fullPath: string, width = tileWidth): Promise<void> {
    const folder = this.at(`${fullPath}.p`);
    const widths = (await readdir(folder).catch(absent)) ?? [];
    for (const name of widths.filter((each) => each !== String(width))) await rm(join(folder, name));
    if (width === tileWidth) await rm(folder, { recursive: true, force: true });
  }

  private at(path: string): string {
    return join(this.root, path);
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
