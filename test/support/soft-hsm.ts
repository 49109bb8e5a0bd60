import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findService } from '../../scripts/services/find.mjs';

const modules = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so'];

/**
 * Says where the run's tokens lie. The library asks the process's own environment, which tests see a copy of: it has to be
 * set before the processes that run them are made.
 */
export function prepareSoftHsm(folder: string): void {
  const home = join(folder, 'softhsm');
  const tokens = join(home, 'tokens');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(tokens, { recursive: true });
  const configuration = join(home, 'softhsm2.conf');
  writeFileSync(configuration, `directories.tokendir = ${tokens}\nobjectstore.backend = file\n`);
  process.env['SOFTHSM2_CONF'] = configuration;
}

/** A token of its own. */
export function makeSoftHsmToken(): { module: string; token: string; pin: string } {
  const program = findService('softhsm');
  const module = modules.find((path) => existsSync(path));
  if (program === null || module === undefined) throw new Error('SoftHSM was not found; npm run services adds it.');
  const pin = randomBytes(6).toString('hex');
  const token = `strongroom-${randomBytes(4).toString('hex')}`;
  execFileSync(program, ['--init-token', '--free', '--label', token, '--so-pin', pin, '--pin', pin], {
    stdio: 'ignore',
  });
  return { module, token, pin };
}
