import { hex, text } from './bytes.mjs';
import { followHandOvers } from './hand-overs.mjs';
import { cosignedAt, isSignedBy, parseCheckpoint, readKey } from './note.mjs';

/**
 * The checkpoint and the key that everything else hangs on. A key that lies beside what it signed shows only that both
 * were made together: whoever verifies gives the key that they know, or compares the one that is reported.
 */
export async function openCheckpoint({ note, key, handOvers = [], trusted, platform, report }) {
  const beside = key === null ? null : await readKey(text(key), platform);
  const given = trusted.key === undefined ? null : await readKey(trusted.key, platform);
  if (trusted.key !== undefined) report.check('the key that you gave', given?.kind === 1 ? true : false);
  const steps =
    given === null || beside === null ? [] : await followHandOvers(handOvers, { from: given, to: beside, platform });
  if (given !== null && beside !== null) {
    const says = (steps ?? []).map(({ size }) => `handed over after entry ${size - 1}`);
    if (steps !== null && given.name !== beside.name) says.push(`you know the log as ${given.name}`);
    report.check('the key beside the log is the one that you gave', steps !== null, says.join(', '));
  }
  const used = steps === null ? given : (beside ?? given);
  if (used === null) {
    report.check('the key of the log', false, 'there is none that can be read');
    return null;
  }
  report.fact('log', used.name);
  report.fact('key', `${hex(used.id)} (${hex(used.key)})`);
  if (given === null)
    report.check(
      'the key is the log’s own',
      null,
      'it came with the log: compare it with one that you got another way',
    );
  const checkpoint = note === null ? null : parseCheckpoint(note);
  if (!report.check('the checkpoint is a signed note', checkpoint !== null)) return null;
  if (!report.check('the log signed the checkpoint', await isSignedBy(checkpoint, used, platform))) return null;
  report.fact('entries under the checkpoint', checkpoint.size);
  await reportWitnesses(checkpoint, used, { trusted, platform, report });
  return { ...checkpoint, log: used.name, key: used, handOvers: steps ?? [] };
}

async function reportWitnesses(checkpoint, key, { trusted, platform, report }) {
  const others = checkpoint.signatures.filter(({ name }) => name !== key.name);
  for (const line of trusted.witnesses ?? []) {
    const witness = await readKey(line, platform);
    const at = witness?.kind === 4 ? await cosignedAt(checkpoint, witness, platform) : null;
    report.check(`witness ${witness?.name ?? '(no key)'} saw the checkpoint`, at !== null, at?.toISOString() ?? '');
  }
  if (others.length > 0 && (trusted.witnesses ?? []).length === 0) {
    report.fact(
      'cosignatures that were not checked (no key of a witness was given)',
      others.map(({ name }) => name).join(', '),
    );
  }
}
