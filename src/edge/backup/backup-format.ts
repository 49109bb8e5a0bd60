import { type Id, isId } from '../../kernel';
import type { Layout } from '../../platform/database';

/** A sealed file of a backup: docs/formats.md, "Backup, version 1". */
export interface SealedPart {
  readonly file: string;
  readonly id: Id;
  readonly keyId: Id;
  /** Wrapped key, version 1, under the epoch key; base64. */
  readonly wrapped: string;
  /** Of the plaintext. */
  readonly length: number;
}

/** The one file in clear. It says how to open the manifest, and nothing about what is inside. */
export interface BackupHead {
  readonly format: 'strongroom/backup';
  readonly version: 1;
  readonly vault: Id;
  readonly backup: Id;
  readonly epoch: { readonly epoch: number; readonly id: Id; readonly wrapped: string };
  readonly manifest: SealedPart;
}

export const databasesOfBackup = ['vault', 'keystore'] as const;
export type BackedUp = (typeof databasesOfBackup)[number];

/** Sealed as a file of its own. The hash of each file is of its sealed bytes. */
export interface Manifest {
  readonly madeAt: string;
  readonly layouts: Readonly<Record<BackedUp, Layout>>;
  readonly objects: number;
  readonly files: Readonly<
    Record<BackedUp | 'objects', SealedPart & { readonly size: number; readonly sha256: string }>
  >;
}

/** A row of the object inventory, one a line. The bytes of objects are not part of a backup. */
export interface InventoryLine {
  readonly key: string;
  readonly version: string | null;
  readonly size: number;
  readonly sha256: string;
}

export const headFile = 'backup.json';

const reasons = {
  no_backup: 'There is no whole backup in this folder: its last file, backup.json, is missing or damaged.',
  other_vault: 'This is the backup of another vault.',
  closed: 'The backup does not open: the root of its epoch has ended or is not in this custody, or a file was changed.',
  folder_in_use: 'The folder holds something already. Give one that is empty or does not exist.',
} as const;

/** The backup was not made, or not used. Nothing was changed. */
export class BackupRefused extends Error {
  constructor(readonly reason: keyof typeof reasons) {
    super(reasons[reason]);
    this.name = 'BackupRefused';
  }
}

export function headText(head: BackupHead): string {
  return `${JSON.stringify(head, null, 2)}\n`;
}

type Unproven = Omit<BackupHead, 'format' | 'version'> & { readonly format: string; readonly version: number };

/** Only the very bytes that this version writes are a head. */
export function parseHead(text: string): BackupHead {
  try {
    const { format, version, vault, backup, epoch, manifest } = JSON.parse(text) as Unproven;
    const { file, id, keyId, wrapped, length } = manifest;
    if (format !== 'strongroom/backup' || version !== 1 || file !== 'manifest.sealed')
      throw new BackupRefused('no_backup');
    const head: BackupHead = {
      ...{ format, version, vault, backup },
      epoch: { epoch: epoch.epoch, id: epoch.id, wrapped: epoch.wrapped },
      manifest: { file, id, keyId, wrapped, length },
    };
    const whole = [epoch.epoch, length].every((number) => Number.isSafeInteger(number) && number >= 0);
    const texts = [epoch.wrapped, wrapped].every((part) => typeof part === 'string');
    if (whole && texts && [vault, backup, epoch.id, id, keyId].every(isId) && headText(head) === text) return head;
  } catch {
    // Not JSON, or members are missing.
  }
  throw new BackupRefused('no_backup');
}
