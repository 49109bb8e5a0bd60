import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepScratch, withScratch } from './scratch';

describe('a scratch folder', () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'strongroom-scratch-'));
  });
  afterEach(() => rmSync(data, { recursive: true }));

  it('is for its owner alone', async () => {
    expect(await withScratch(data, (folder) => Promise.resolve(statSync(folder).mode & 0o777))).toBe(0o700);
  });

  it('goes with its work, done or failed', async () => {
    await withScratch(data, (folder) => {
      writeFileSync(join(folder, 'rows'), 'in clear');
      return Promise.resolve();
    });
    await expect(withScratch(data, () => Promise.reject(new Error('damaged')))).rejects.toThrow('damaged');
    expect(readdirSync(data)).toEqual([]);
  });

  it('is swept once its process is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    mkdirSync(join(data, `scratch-${pid}.12345-abc123`));
    mkdirSync(join(data, 'postgres'));
    await withScratch(data, (folder) => {
      sweepScratch(data);
      expect(existsSync(folder)).toBe(true);
      return Promise.resolve();
    });
    expect(readdirSync(data)).toEqual(['postgres']);
  });
});
