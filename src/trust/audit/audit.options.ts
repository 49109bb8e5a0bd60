import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { AnchorSet } from './anchors/anchor-set';
import type { LogKey } from './format/note';

/** The keys of the log as they lie in the installation, for whoever changes them. */
export interface LogKeyring {
  /** The key in force, whether or not this process seals. */
  readonly privateKey: KeyObject;
  /** Makes the key that comes next, unless it is made already, and answers its public half. */
  makeNext(): Promise<KeyObject>;
  /** The private key that was made to come next, or null. */
  findNext(): Promise<KeyObject | null>;
  /** From now on the next key is the present one; the one before signed up to this size and is destroyed. */
  takeOver(upTo: number): Promise<void>;
  /** From now on the log goes by another origin; under the one before it signed up to this size. */
  openLog(origin: string, upTo: number): Promise<void>;
  /** Keeps the hash of the leaf that accepts a start without anchors, until the next start takes it. */
  acceptStart(leaf: string): Promise<void>;
  /** The same, which is forgotten with that; null where no start was accepted. */
  takeAcceptedStart(): Promise<string | null>;
  /** Reads the files again: another process may have changed them. */
  reload(): Promise<void>;
}

/**
 * What the log needs to know about its installation; composition reads it from settings and key files. Keys can change
 * while the vault runs: whoever needs one asks for it anew.
 */
export interface AuditOptions extends LogKey {
  /** Where the keys are kept; absent where they cannot be changed. */
  readonly keyring?: LogKeyring;
  /** Only where this process may become the sequencer. */
  readonly privateKey: KeyObject | null;
  /** `sha256:…` of the policy data in force. */
  readonly policy: string | null;
  /** How long a read waits for its entry before it is refused. */
  readonly waitMs: number;
  /** What remembers the log outside its database. */
  readonly anchors: AnchorSet;
}

/** Injection token of the options. */
export const AUDIT_OPTIONS = Symbol('audit options');

/** Reads the log's signing key from its PEM file's text. Throws one sentence for whatever is wrong with it. */
export function readLogKey(pem: string): { publicKey: KeyObject; privateKey: KeyObject } {
  const privateKey = parseKey(pem);
  if (privateKey?.asymmetricKeyType !== 'ed25519')
    throw new Error('The log key file does not hold an Ed25519 private key.');
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function parseKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
