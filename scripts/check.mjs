// `npm run check`: format → types → lint → dependencies → unused → unit, told in the order a person wants to hear it. Two steps
// run at a time, the long one first, because most of them use one core.
import { spawn } from 'node:child_process';

const steps = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['types', 'tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['types (web)', 'tsc', ['--noEmit', '-p', 'web/tsconfig.json']],
  ['lint', 'eslint', ['--max-warnings', '0', '.']],
  ['dependencies', 'depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src']],
  ['unused', 'knip', []],
];
const unit = ['unit', 'jest', ['--selectProjects', 'unit', '--silent']];

/** Runs a step to its end, and keeps what it says. */
function run([name, command, args]) {
  const started = performance.now();
  const child = spawn('npx', ['--no-install', command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => said.push(piece));
  return new Promise((resolve) => {
    child.once('error', () => resolve({ name, passed: false, said, seconds: 0 }));
    child.once('close', (code) =>
      resolve({ name, passed: code === 0, said, seconds: (performance.now() - started) / 1000 }),
    );
  });
}

function tell({ name, passed, said, seconds }) {
  process.stdout.write(Buffer.concat(said));
  console.log(`${passed ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
}

const inOneLine = async (line) => {
  const results = [];
  for (const step of line) results.push(await run(step));
  return results;
};

const long = steps.filter(([name]) => name === 'lint');
const others = steps.filter(([name]) => name !== 'lint');
const results = (await Promise.all([inOneLine(long), inOneLine(others)])).flat();
for (const [name] of steps) tell(results.find((result) => result.name === name));
if (results.some(({ passed }) => !passed)) process.exit(1);
if (!process.argv.includes('--no-unit')) {
  const result = await run(unit);
  tell(result);
  if (!result.passed) process.exit(1);
}
