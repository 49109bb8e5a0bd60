import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `npm run services` puts what it builds and unpacks; git ignores it. */
export const servicesDirectory = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), '.services');

/** What tests and the demo can use beside the embedded parts: the names of each program, and how it says its version. */
export const services = {
  minio: { programs: ['minio'], version: ['--version'] },
  versitygw: { programs: ['versitygw'], version: ['--version'] },
  redis: { programs: ['redis-server'], version: ['--version'] },
  chromium: { programs: ['chromium', 'chromium-browser', 'google-chrome'], version: ['--version'] },
  ffmpeg: { programs: ['ffmpeg'], version: ['-version'] },
  openssl: { programs: ['openssl'], version: ['version'] },
  curl: { programs: ['curl'], version: ['--version'] },
  softhsm: { programs: ['softhsm2-util'], version: ['--version'] },
  moto: { programs: ['moto-server'], version: ['--help'] },
  'tessera-fsck': { programs: ['tessera-fsck'], version: ['--help'] },
};

/** The absolute path of a working service in `.services/bin` or on the PATH, or null. It is run once for its version. */
export function findService(name, options = {}) {
  const service = services[name];
  if (!service) throw new Error(`There is no service called ${name}.`);
  for (const path of candidates(service.programs, options)) {
    if (isProgram(path) && answers(path, service.version)) return path;
  }
  return null;
}

/** `.services/bin` comes first: its versions are the ones that were run together. */
function candidates(programs, { directory = servicesDirectory, path = process.env.PATH ?? '' }) {
  const folders = [join(directory, 'bin'), ...path.split(delimiter).filter((folder) => folder !== '')];
  return programs.flatMap((program) => folders.map((folder) => join(folder, program)));
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function answers(path, version) {
  return spawnSync(path, version, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
