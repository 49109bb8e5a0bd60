import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { servicesDirectory } from './find.mjs';
import { StepFailed, run } from './run.mjs';

const bin = join(servicesDirectory, 'bin');
const pins = join(servicesDirectory, 'installed.json');

/** Builds a program from source at an exact version with the machine's Go, and calls it by our name for it. */
export async function installByGo(name, module, version) {
  mkdirSync(bin, { recursive: true });
  await run('go', ['install', `${module}@${version}`], { env: { GOBIN: bin } });
  if (basename(module) !== name) renameSync(join(bin, basename(module)), join(bin, name));
  writeFileSync(pins, JSON.stringify({ ...installed(), [name]: version }, null, 2) + '\n');
}

/** Whether `.services` holds this very version; a binary that somebody put on the PATH has no pin and is accepted. */
export function isOtherVersion(name, path, version) {
  return version !== undefined && path.startsWith(bin) && installed()[name] !== version;
}

function installed() {
  try {
    return JSON.parse(readFileSync(pins, 'utf8'));
  } catch {
    return {};
  }
}

const redisPackages = ['redis-server', 'redis-tools', 'liblzf1', 'libjemalloc2', 'liblua5.1-0'];

/** Unpacks Debian's Redis without root, and puts wrappers that find its libraries into `.services/bin`. */
export async function installRedis() {
  mkdirSync(bin, { recursive: true });
  const root = join(servicesDirectory, 'redis');
  const packages = mkdtempSync(join(servicesDirectory, 'packages-'));
  try {
    await downloadPackages(packages);
    rmSync(root, { recursive: true, force: true });
    for (const file of readdirSync(packages).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg', ['-x', join(packages, file), root]);
    }
  } finally {
    rmSync(packages, { recursive: true, force: true });
  }
  const libraries = readdirSync(join(root, 'usr', 'lib')).filter((name) => name.includes('linux-gnu'));
  for (const program of ['redis-server', 'redis-cli']) writeWrapper(program, libraries);
}

/** The machine's package lists first; where they are missing or stale, lists of our own, which need no root. */
async function downloadPackages(cwd) {
  const download = ['download', '-o', 'APT::Sandbox::User=', ...redisPackages];
  try {
    await run('apt-get', download, { cwd });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const own = ownLists();
    await run('apt-get', [...own, 'update']);
    await run('apt-get', [...own, ...download], { cwd });
  }
}

function ownLists() {
  const apt = join(servicesDirectory, 'apt');
  mkdirSync(join(apt, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(apt, 'cache', 'archives', 'partial'), { recursive: true });
  return [
    `Dir::State::lists=${join(apt, 'lists')}`,
    `Dir::Cache=${join(apt, 'cache')}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=',
  ].flatMap((option) => ['-o', option]);
}

function writeWrapper(program, libraries) {
  const paths = libraries.map((name) => `$root/usr/lib/${name}`).join(':');
  const script = [
    '#!/bin/sh',
    'root="$(cd "$(dirname "$0")/../redis" && pwd)"',
    `LD_LIBRARY_PATH="${paths}" exec "$root/usr/bin/${program}" "$@"`,
  ];
  writeFileSync(join(bin, program), script.join('\n') + '\n', { mode: 0o755 });
}

/** Installs a Python package at an exact version into a virtual environment of its own, and a wrapper that runs its server. */
export async function installByPip(name, requirement, version) {
  mkdirSync(bin, { recursive: true });
  const folder = join(servicesDirectory, name);
  rmSync(folder, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    await installByApt(['python3', 'python3-venv']);
    rmSync(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
  }
  const python = join(folder, 'bin', 'python');
  await run(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', `${requirement}==${version}`]);
  const script = ['#!/bin/sh', `exec "$(dirname "$0")/../${name}/bin/python" -m ${name}.server "$@"`];
  writeFileSync(join(bin, `${name}-server`), script.join('\n') + '\n', { mode: 0o755 });
  writeFileSync(pins, JSON.stringify({ ...installed(), [name]: version }, null, 2) + '\n');
}

/** Installs Debian packages system-wide, which only root may. */
export async function installByApt(packages) {
  if (process.getuid?.() !== 0) throw new StepFailed(`needs root: apt-get install ${packages.join(' ')}`);
  const install = ['install', '-y', '-q', '--no-install-recommends', ...packages];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', install, { env });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    await run('apt-get', ['update'], { env });
    await run('apt-get', install, { env });
  }
}
