// `npm run check`: format → types → lint → dependencies → unused → unit, in the order a person wants to hear it.
import { spawnSync } from 'node:child_process';

const steps = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['types', 'tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['types (web)', 'tsc', ['--noEmit', '-p', 'web/tsconfig.json']],
  ['lint', 'eslint', ['--max-warnings', '0', '.']],
  ['dependencies', 'depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src']],
  ['unused', 'knip', []],
  ['unit', 'jest', ['--selectProjects', 'unit', '--silent']],
];
const withoutUnit = process.argv.includes('--no-unit');

for (const [name, command, args] of steps) {
  if (withoutUnit && name === 'unit') continue;
  const started = performance.now();
  const { status } = spawnSync('npx', ['--no-install', command, ...args], { stdio: 'inherit' });
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) process.exit(1);
}
