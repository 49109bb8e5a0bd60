/** When a root is gone: at once, or when the service says so. */
export type RootEnd = 'destroyed' | { readonly scheduledFor: Date };

/**
 * A service that keeps keys and never hands them out. Drivers throw whatever their libraries throw: it goes no further than
 * `RemoteProvider`.
 */
export interface RemoteKeys {
  readonly kind: string;
  /** Makes a key of that name, or finds the one that is there, and answers what the service calls it. */
  createKey(name: string): Promise<string>;
  /** `context` is authenticated with the ciphertext. */
  encrypt(key: string, plain: Buffer, context: Buffer): Promise<Buffer>;
  decrypt(key: string, sealed: Buffer, context: Buffer): Promise<Buffer>;
  /** Asking again gives the same answer. */
  destroyKey(key: string): Promise<RootEnd>;
}
