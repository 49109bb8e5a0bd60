import type { AnchorSet } from './anchors/anchor-set';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** What the log needs to know about its installation; composition reads it from settings and key files. */
export interface AuditOptions {
  /** Name of the log, in every leaf and checkpoint: fixed when the installation is made. */
  readonly origin: string;
  readonly publicKey: KeyObject;
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
