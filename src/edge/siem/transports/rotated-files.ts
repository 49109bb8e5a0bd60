import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SiemBatch, SiemTransport } from '../siem-target';

export interface FilesOptions {
  readonly folder: string;
  readonly maxBytes: number;
  /** How many full files stay. */
  readonly keep: number;
}

const current = 'access.log';
const full = /^access-\d{12,16}\.log$/;

/** Lines appended to `access.log`, on the disk before they count; a full file is named after its last entry. */
export class RotatedFiles implements SiemTransport {
  constructor(private readonly options: FilesOptions) {}

  async send({ entries, lines }: SiemBatch): Promise<void> {
    const { folder, maxBytes } = this.options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, current);
    const file = await open(path, 'a', 0o600);
    try {
      await file.appendFile(lines.map((line) => `${line}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
    if ((await stat(path)).size >= maxBytes) await this.rotate(entries.at(-1)?.n ?? 0);
  }

  private async rotate(last: number): Promise<void> {
    const { folder, keep } = this.options;
    await rename(join(folder, current), join(folder, `access-${String(last).padStart(12, '0')}.log`));
    const old = (await readdir(folder)).filter((name) => full.test(name)).sort();
    for (const name of old.slice(0, Math.max(old.length - keep, 0))) await rm(join(folder, name));
    const directory = await open(folder, 'r');
    await directory.sync();
    await directory.close();
  }
}
