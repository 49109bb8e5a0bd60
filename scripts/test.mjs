// `npm test`: builds, runs every test, and says at the end what was counted and which real services were not covered.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

const folder = '.test-data';
const report = `${folder}/report.json`;
const uncoveredFile = `${folder}/uncovered.jsonl`;

mkdirSync(folder, { recursive: true });
rmSync(report, { force: true });
rmSync(uncoveredFile, { force: true });

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
run(npm, ['run', '--silent', 'build']);
const arguments_ = process.argv.slice(2);
const tests = spawnSync(
  process.execPath,
  [
    'node_modules/jest/bin/jest.js',
    '--json',
    '--maxWorkers=2',
    `--outputFile=${report}`,
    ...arguments_,
  ],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);

const uncovered = existsSync(uncoveredFile)
  ? [
      ...new Set(
        readFileSync(uncoveredFile, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line).service),
      ),
    ].sort()
  : [];
console.log('');
if (uncovered.length > 0)
  console.log(`Real services not covered: ${uncovered.join(', ')}. To add them: npm run services`);
else console.log('Every real service was covered.');
console.log(closingLine());
process.exit(tests.status ?? 1);

function closingLine() {
  if (!existsSync(report)) return '0 passed, 1 failed';
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  const skipped = result.numPendingTests;
  return `${result.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) {
    console.log('0 passed, 1 failed');
    process.exit(status ?? 1);
  }
}
