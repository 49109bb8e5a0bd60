import { join } from 'node:path';
import { isId } from '../../../kernel';

/** One version of a key is one file, whose name holds all that the port says of it but the size. */
export interface VersionName {
  readonly versionId: string;
  readonly etag: string;
}

/** `<version id>.<etag>`; version ids sort by time, so the last name is the newest version. */
export function versionFile({ versionId, etag }: VersionName): string {
  return `${versionId}.${etag}`;
}

export function parseVersionFile(name: string): VersionName | null {
  const [versionId = '', etag = '', ...rest] = name.split('.');
  return isId(versionId) && /^[0-9a-f]{8}$/.test(etag) && rest.length === 0 ? { versionId, etag } : null;
}

/** An unfinished put: `<upload id>~<key>`, with `~` for the slashes, which no key contains. */
export function incomingFile(uploadId: string, key: string): string {
  return `${uploadId}~${key.replaceAll('/', '~')}`;
}

export function parseIncomingFile(name: string): { uploadId: string; key: string } | null {
  const [uploadId = '', ...key] = name.split('~');
  return isId(uploadId) && key.length > 0 ? { uploadId, key: key.join('/') } : null;
}

/** Folders below the root of the store. */
export function folders(root: string): { versions: string; incoming: string } {
  return { versions: join(root, 'versions'), incoming: join(root, 'incoming') };
}

/** Milliseconds in a version id (UUID version 7). */
export function versionMillis(versionId: string): number {
  return parseInt(versionId.replaceAll('-', '').slice(0, 12), 16);
}
