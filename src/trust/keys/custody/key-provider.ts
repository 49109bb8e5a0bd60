import type { Id } from '../../../kernel';

/** The epoch key that a provider wraps under its root of that epoch. */
export interface EpochKeyName {
  readonly epoch: number;
  readonly keyId: Id;
  readonly vaultId: Id;
}

/**
 * Custody of the roots: one per epoch, and the lookup secret beside them. Root keys never leave the provider; what it is
 * asked for is to wrap and unwrap epoch keys. Every failure is `KeysUnavailable`, whose text says nothing.
 */
export interface KeyProvider {
  readonly kind: string;
  /** The newest epoch that has a root. */
  currentEpoch(): Promise<number>;
  /** Makes the root of an epoch, once: a root that exists stays as it is. */
  createRoot(epoch: number): Promise<void>;
  wrapEpochKey(name: EpochKeyName, key: Buffer): Promise<Buffer>;
  unwrapEpochKey(name: EpochKeyName, wrapped: Buffer): Promise<Buffer>;
  /** 32 bytes, the same for the life of the vault; the caller zeroes its copy. */
  lookupSecret(): Promise<Buffer>;
  /** Ends an epoch's root for good, or says when the provider will have ended it. The current epoch is refused. */
  destroy(epoch: number): Promise<'destroyed' | { readonly scheduledFor: Date }>;
}

/** What opens wrapped keys needs no more of a provider than this. */
export type EpochKeyCustody = Pick<KeyProvider, 'wrapEpochKey' | 'unwrapEpochKey'>;

/** The root of one epoch, as a keyfile or an escrow writes it. */
export interface Root {
  readonly epoch: number;
  readonly id: Id;
  /** 32 bytes, base64. */
  readonly key: string;
  readonly createdAt: string;
}

/** A provider whose roots can leave it: for an escrow, and for nothing else. Services keep theirs, and back them up themselves. */
export interface ExportingProvider extends KeyProvider {
  exportRoot(epoch: number): Promise<{ readonly root: Root; readonly lookupSecret: string }>;
}

export function isExporting(provider: KeyProvider): provider is ExportingProvider {
  return 'exportRoot' in provider;
}

/** Injection token of the provider. */
export const KEY_PROVIDER = Symbol('key provider');
