// `npm test`: builds, runs every test, and says at the end what was counted and which real services were not covered.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const folder = '.test-data';
const report = `${folder}/report.json`;
const uncoveredFile = `${folder}/uncovered.jsonl`;

mkdirSync(folder, { recursive: true });
rmSync(report, { force: true });
rmSync(uncoveredFile, { force: true });

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
run(npm, ['run', '--silent', 'build']);
const called = process.argv.slice(2);
const arguments_ = called.includes('--selectProjects')
  ? called
  : ['--selectProjects', 'unit', 'medium', 'e2e', ...called];
const tests = spawnSync(
  process.execPath,
  ['node_modules/jest/bin/jest.js', '--json', '--maxWorkers=2', `--outputFile=${report}`, ...arguments_],
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
const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
for (const failure of failures()) console.log(`\n${failure}`);
console.log('');
if (uncovered.length > 0)
  console.log(`Real services not covered: ${uncovered.join(', ')}. To add them: npm run services`);
else console.log('Every real service was covered.');
console.log(closingLine());
process.exit(tests.status ?? 1);

/** What failed and why, once more at the end: the file, the name of the test, the beginning of what it said. */
function failures() {
  return (result?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    const file = relative(process.cwd(), name);
    if (failed.length > 0)
      return failed.map(({ fullName, failureMessages }) => said(`${file} › ${fullName}`, failureMessages.join('\n')));
    return status === 'failed' ? [said(`${file} did not run to its end`, message)] : [];
  });
}

function said(title, text) {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('node_modules'))
    .slice(0, 25);
  return [`FAILED ${title}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function closingLine() {
  if (result === null) return '0 passed, 1 failed';
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
