import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What a witness remembers: for each log the last checkpoint that it cosigned, in one small file. A new one is on disk,
 * with its name, before anybody is told of it.
 */
export class WitnessState {
  constructor(private readonly folder: string) {}

  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
  }

  /** The note; null where nothing of this log was cosigned yet. Anything else that goes wrong is thrown: forgetting is not starting anew. */
  async read(origin: string): Promise<string | null> {
    return readFile(this.path(origin), 'utf8').catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'ENOENT') return null;
      throw error;
    });
  }

  async write(origin: string, note: string): Promise<void> {
    const made = `${this.path(origin)}.new`;
    const file = await open(made, 'w', 0o600);
    try {
      await file.writeFile(note);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(made, this.path(origin));
    await this.syncNames();
  }

  private async syncNames(): Promise<void> {
    const folder = await open(this.folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  private path(origin: string): string {
    return join(this.folder, `${createHash('sha256').update(origin).digest('hex')}.checkpoint`);
  }
}
