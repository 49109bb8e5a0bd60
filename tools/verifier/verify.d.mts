import type { Files } from './files.mjs';

export interface Platform {
  sha256(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  verifyEd25519(key: Uint8Array, signature: Uint8Array, bytes: Uint8Array): boolean | Promise<boolean>;
  sha256OfFile(source: Source): Uint8Array | null | Promise<Uint8Array | null>;
}

export interface Source {
  readonly size: number;
  slice(from: number, to: number): Promise<Uint8Array>;
}

/** What `readPem` gives. */
export interface Certificate {
  readonly bytes: Uint8Array;
}

export interface Check {
  readonly what: string;
  readonly holds: boolean | null;
  readonly says: string;
}

export interface Report {
  readonly verdict: 'holds' | 'open' | 'broken';
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly checks: readonly Check[];
}

export declare function verify(
  given: Files,
  options: {
    platform: Platform;
    trusted?: {
      key?: string;
      witnesses?: readonly string[];
      certificates?: readonly Certificate[];
      roots?: readonly Certificate[];
    };
    progress?: (done: number, all: number) => void;
  },
): Promise<Report>;
