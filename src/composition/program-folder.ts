import { join, sep } from 'node:path';
import { loadPolicyData, type PolicyData } from '../platform/settings';

/** The folder with `config/` and `docs/`, whether this runs from `dist` or from the sources. */
export const programFolder = __dirname.split(sep).includes('dist')
  ? join(__dirname, '..', '..', '..')
  : join(__dirname, '..', '..');

export function readPolicy(): PolicyData {
  return loadPolicyData(join(programFolder, 'config'));
}

/** The offline verifier, which goes with every evidence bundle. */
export const verifierPaths = ['verify.mjs', 'verify.html'].map((name) => join(programFolder, 'tools', name));
