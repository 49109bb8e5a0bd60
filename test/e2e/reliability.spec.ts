import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** A slice of `npm run reliability`: real processes, a few kills. */
describe('sequencers that are killed', () => {
  it('lose and double no acknowledged entry', () => {
    const args = [resolve('scripts/reliability.mjs'), '--seed', '3', '--kills', '4', '--entries', '500'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 240_000 });
    expect([status, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout) as Record<string, number>;
    expect(report).toMatchObject({ lost: 0, renumbered: 0, doubled: 0, intact: true });
    expect(report['kills']).toBeGreaterThanOrEqual(4);
    expect(report['acknowledged']).toBeGreaterThanOrEqual(500);
  }, 300_000);
});
