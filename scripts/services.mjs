/**
 * `npm run services`: adds the real services that the tests can use, into `.services/`. It needs Node alone, so that it
 * runs before `npm ci`; it skips what is there and works, goes on after a failure, and leaves nothing running.
 * `--check` only says what is there. Exit code 1 where something is missing at the end.
 */
import { relative } from 'node:path';
import { findService } from './services/find.mjs';
import { installByApt, installByGo, installByPip, installRedis, isOtherVersion } from './services/install.mjs';
import { StepFailed } from './services/run.mjs';

const minio = ['github.com/minio/minio', 'v0.0.0-20260212201848-7aac2a2c5b7c'];
const fsck = ['github.com/transparency-dev/tessera/cmd/fsck', 'v1.0.4'];
const moto = ['moto[server]', '5.2.5'];
const versitygw = ['github.com/versity/versitygw/cmd/versitygw', 'v1.8.0'];

const steps = [
  { name: 'redis', how: 'downloading the Debian packages', install: installRedis },
  { name: 'ffmpeg', how: 'apt-get install', install: () => installByApt(['ffmpeg']) },
  { name: 'chromium', how: 'apt-get install', install: () => installByApt(['chromium', 'fonts-liberation']) },
  { name: 'openssl', how: 'apt-get install', install: () => installByApt(['openssl']) },
  { name: 'curl', how: 'apt-get install', install: () => installByApt(['curl', 'ca-certificates']) },
  { name: 'softhsm', how: 'apt-get install', install: () => installByApt(['softhsm2']) },
  {
    name: 'moto',
    how: 'pip install into a virtual environment',
    version: moto[1],
    install: () => installByPip('moto', ...moto),
  },
  {
    name: 'tessera-fsck',
    how: 'go install, half a minute',
    version: fsck[1],
    install: () => installByGo('tessera-fsck', ...fsck),
  },
  {
    name: 'versitygw',
    how: 'go install, 1 to 2 minutes',
    version: versitygw[1],
    install: () => installByGo('versitygw', ...versitygw),
  },
  {
    name: 'minio',
    how: 'go install, 3 to 5 minutes',
    version: minio[1],
    install: () => installByGo('minio', ...minio),
  },
];

const checkOnly = process.argv.includes('--check');
const missing = [];
for (const step of steps) {
  if (!(await provide(step))) missing.push(step.name);
}
if (missing.length > 0) {
  console.log(
    `Missing: ${missing.join(', ')}. Their tests are skipped${checkOnly ? '; npm run services adds them' : ''}.`,
  );
  process.exitCode = 1;
}

/** Whether the service is there at the end. */
async function provide({ name, how, version, install }) {
  const present = findService(name);
  const outdated = present !== null && isOtherVersion(name, present, version);
  if (present && !outdated) {
    say('present', name, shown(present));
    return true;
  }
  if (checkOnly) {
    say('missing', name, outdated ? 'another version is there' : '');
    return false;
  }
  say('adding', name, how);
  try {
    await install();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    say('failed', name, error.message);
    return false;
  }
  const added = findService(name);
  say(added ? 'added' : 'failed', name, added ? shown(added) : 'it was installed, but does not run');
  return added !== null;
}

function say(state, name, detail) {
  console.log(`${state.padEnd(8)} ${name.padEnd(12)} ${detail}`.trimEnd());
}

function shown(path) {
  const inside = relative(process.cwd(), path);
  return inside.startsWith('..') ? path : inside;
}
