import { verifyBundle } from './bundle.mjs';
import { verifyExport } from './export-folder.mjs';
import { Files } from './files.mjs';
import { verifyProof } from './proof.mjs';
import { Report } from './report.mjs';

/**
 * Looks at what was given and checks it as what it is: an exported log, an evidence bundle (folder or ZIP), or a proof.
 * `platform` digests and verifies; `trusted` is what the person brought along: `key`, `witnesses`.
 */
export async function verify(given, { platform, trusted = {}, progress }) {
  const report = new Report();
  const context = { platform, trusted, report, progress };
  try {
    await verifyAs((await opened(given)).unwrapped(), context);
  } catch (error) {
    report.check('it can be read', false, error instanceof Error ? error.message : String(error));
  }
  return report;
}

async function verifyAs(files, context) {
  const { report } = context;
  const proof = files.paths.find((path) => path.endsWith('.tlog-proof'));
  if (files.has('bagit.txt')) {
    report.fact('this is', 'an evidence bundle');
    await verifyBundle(files, context);
  } else if (files.has('checkpoint')) {
    report.fact('this is', 'an exported log');
    await verifyExport(files, context);
  } else if (proof !== undefined) {
    report.fact('this is', 'a proof of one entry');
    const leaf = files.paths.find((path) => path.endsWith('.leaf'));
    const read = async (path) => (path === undefined ? null : files.read(path));
    await verifyProof(
      {
        proof: await files.read(proof),
        leaf: await read(leaf),
        key: await read(files.paths.find((path) => path === 'key')),
      },
      context,
    );
  } else report.check('this is an exported log, an evidence bundle or a proof', false);
}

/** One ZIP is opened; everything else is taken as files. */
async function opened(files) {
  const [path, ...more] = files.paths;
  if (more.length > 0 || path === undefined || !path.toLowerCase().endsWith('.zip')) return files;
  return Files.ofZip(await files.source(path));
}
