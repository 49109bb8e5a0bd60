import { Refusal } from '../../kernel';

/** Why a key could not be had: for the logs and the tests, never for the outside. */
export type KeyFailure =
  | 'ended' // no such key in the keystore: destroyed, swept, or never made
  | 'refused' // the wrapped key did not authenticate under the key it names
  | 'passphrase' // the passphrase does not open the roots
  | 'provider' // the provider has no such root, or could not be asked
  | 'keyfile_missing'
  | 'keyfile_exposed' // others than the owner may read it
  | 'keyfile_damaged'
  | 'keystore'; // the keystore database failed

/**
 * The one answer to every failure around a key, whatever its cause. It carries no cause on purpose: what libraries
 * and parsers put into their messages may quote the bytes they stumbled over.
 */
export class KeysUnavailable extends Refusal {
  constructor(
    readonly failure: KeyFailure,
    /** PostgreSQL's error code, where the keystore failed. */
    readonly sqlState?: string,
  ) {
    super('keys_unavailable', 'The keys for this are not available at the moment.', { level: 'error' });
  }
}

const keyfileSentences = {
  passphrase: 'The passphrase does not open the root keys. Give the right one, then start again.',
  keyfile_exposed: 'Others than its owner can read the keyfile. Set its mode to 0600, then start again.',
  keyfile_damaged: 'The keyfile is damaged. Restore it from its backup, then start again.',
  mismatch:
    'The keystore holds keys of this vault, but the keyfile does not hold their root. ' +
    'Restore the keyfile that belongs to this vault, then start again.',
};

/** The keyfile is not fit to start with: starting would only produce a vault that opens nothing. For the operator. */
export class KeyfileRefused extends Error {
  constructor(readonly reason: keyof typeof keyfileSentences) {
    super(keyfileSentences[reason]);
    this.name = 'KeyfileRefused';
  }
}

/** What an operator is told at the start about a provider's failure; an outage stays what it is. */
export function atStart(error: unknown): unknown {
  if (!(error instanceof KeysUnavailable)) return error;
  const { failure } = error;
  if (failure === 'keyfile_exposed' || failure === 'keyfile_damaged' || failure === 'passphrase')
    return new KeyfileRefused(failure);
  return failure === 'keystore' ? error : new KeyfileRefused('mismatch');
}

const escrowSentences = {
  closed: 'This escrow does not open: every custodian’s identity is needed, and the file as it was written.',
  custodians:
    'An escrow needs two to five custodians of different roles, each with age keys (age1…) of their own: nobody’s key twice.',
  other_vault: 'This escrow is of another vault.',
  unknown: 'There is no such escrow in the register of this vault.',
  outdated: 'This escrow is of an older epoch than the keystore: it opens nothing there. Its holders destroy it.',
  rolling: 'Keys are still being put under this epoch. Make its escrow once that is done.',
  not_needed: 'The root keys never leave the service that keeps them: its own backup takes the place of an escrow.',
  keys_there: 'There is a keyfile already. An escrow never takes its place.',
  elsewhere: 'An escrow is made at the vault’s host, where its file can be written: strongroom keys escrow make.',
};

/** What an escrow is not made for, or does not do. */
export class EscrowRefused extends Refusal {
  constructor(readonly reason: keyof typeof escrowSentences) {
    super(reason === 'unknown' ? 'not_found' : 'conflict', escrowSentences[reason]);
  }
}

/** A sweep that would destroy far more keys than interrupted uploads leave behind, as after restoring an older database. */
export class SweepRefused extends Error {
  constructor() {
    super('The sweep found so many keys without a media item that it destroyed none: was an older database restored?');
    this.name = 'SweepRefused';
  }
}

/** What may leave this module: refusals of its own and of the log pass, a database's error becomes the one answer. */
export async function guarded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RangeError || error instanceof KeyfileRefused || error instanceof SweepRefused) throw error;
    if (error instanceof Refusal && error.code !== 'database_unavailable') throw error;
    throw new KeysUnavailable('keystore', sqlStateOf(error));
  }
}

function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}
