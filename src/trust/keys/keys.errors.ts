import { Refusal } from '../../kernel';

/** Why a key could not be had: for the logs and the tests, never for the outside. */
export type KeyFailure =
  | 'ended' // no such key in the keystore: destroyed, swept, or never made
  | 'refused' // the wrapped key did not authenticate under the key it names
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
  constructor(readonly failure: KeyFailure) {
    super('keys_unavailable', 'The keys for this are not available at the moment.', { level: 'error' });
  }
}

/** The keystore was made with roots that the keyfile does not hold: starting would only produce a vault that opens nothing. */
export class KeyfileMismatch extends Error {
  constructor() {
    super(
      'The keystore holds keys of this vault, but the keyfile does not hold their root. ' +
        'Restore the keyfile that belongs to this vault, then start again.',
    );
    this.name = 'KeyfileMismatch';
  }
}

/** A sweep that would destroy far more keys than interrupted uploads leave behind, as after restoring an older database. */
export class SweepRefused extends Error {
  constructor() {
    super('The sweep found so many keys without a media item that it destroyed none: was an older database restored?');
    this.name = 'SweepRefused';
  }
}
