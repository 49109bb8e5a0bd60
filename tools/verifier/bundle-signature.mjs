import { equal, fromBase64, hex, text } from './bytes.mjs';
import { isValidAt } from './certificate.mjs';
import { checkSignedData, readSignedData } from './cms.mjs';
import { wentBy } from './log-names.mjs';
import { parseCheckpoint } from './note.mjs';
import { checkTimeStamp, readTimeStamp } from './time-stamp.mjs';
import { Tree } from './tree.mjs';

/** Who packed the bundle: the CMS signature over the list of the lists of its files. */
export async function checkBundleSignature(files, { platform, trusted, report }) {
  const [signature, signed] = [
    await files.read('tagmanifest-sha256.txt.p7s'),
    await files.read('tagmanifest-sha256.txt'),
  ];
  const read = signature === null ? null : readSignedData(signature);
  if (!report.check('the bundle has a signature', read !== null && read.content === null && signed !== null)) return;
  const { holds, certificate, at } = await checkSignedData(read, signed);
  report.check(
    'the signature is over this bundle',
    holds,
    holds === null ? 'it is of a kind that is not known here' : '',
  );
  if (holds !== true) return;
  report.fact('signed by', `${certificate.name} (SHA-256 ${hex(await platform.sha256(certificate.bytes))})`);
  if (at !== null) {
    report.fact('signed at, as the signer says', at.toISOString());
    report.check('the certificate was valid then', isValidAt(certificate, at));
  }
  const given = trusted.certificates ?? [];
  if (given.length > 0)
    report.check(
      'the signer is the one that you gave',
      given.some(({ bytes }) => equal(bytes, certificate.bytes)),
    );
  else
    report.check(
      'the signer is this installation',
      null,
      'the certificate came with the bundle: compare it with one that you got another way',
    );
}

/** Time stamps over checkpoints of this log: each shows that its entries were there at that time, or before. */
export async function checkTimeStamps(files, checkpoint, { platform, trusted, report }) {
  const stamps = files.paths.filter((path) => /^data\/log\/timestamps\/\d+\.tsr$/.test(path));
  for (const path of stamps) {
    const size = Number(/(\d+)\.tsr$/.exec(path)[1]);
    const note = await files.read(`data/log/timestamps/${size}.checkpoint`);
    const stamp = readTimeStamp(await files.read(path));
    const stamped = note === null ? null : parseCheckpoint(note);
    const what = `the log of ${size} entries was stamped`;
    if (stamp === null || stamped === null || stamped.size !== size) {
      report.check(what, false, 'the stamp or its checkpoint cannot be read');
      continue;
    }
    const { holds, trusted: known, at, certificate } = await checkTimeStamp(stamp, note, trusted.roots ?? []);
    report.check(what, holds, holds === true ? at.toISOString() : 'it is no proper stamp over this checkpoint');
    const proof = pathOf(await files.read(`data/log/timestamps/${size}.consistency`));
    const claim = {
      earlier: size,
      earlierRoot: stamped.root,
      size: checkpoint.size,
      root: checkpoint.root,
      path: proof,
    };
    // Whichever key signed it, under whichever name of the log: its root is proven to be a beginning of this log.
    const begins = proof !== null && (await new Tree(platform.sha256).continues(claim));
    const ours = wentBy(checkpoint.origin, stamped.origin);
    report.check('the log that was stamped is the beginning of this one', ours && begins);
    if (known === null)
      report.check(
        `the authority ${certificate?.name ?? ''} is known`,
        null,
        'no root of a time-stamping authority was given',
      );
    else report.check(`the authority ${certificate?.name ?? ''} is known`, known);
  }
}

/** Lines of base64, one hash each; none at all where the two logs are the same. */
function pathOf(bytes) {
  if (bytes === null) return null;
  const lines = text(bytes)
    .split('\n')
    .filter((line) => line !== '');
  const path = lines.map(fromBase64);
  return path.includes(null) ? null : path;
}
