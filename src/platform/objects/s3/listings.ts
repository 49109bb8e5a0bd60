import { type Client } from 'minio';
import { type IncompletePut, type ListedObject } from '../object-store';

/** A version in a listing; a delete marker is one without bytes. */
export interface ListedVersion extends ListedObject {
  readonly marker: boolean;
}

type VersionPage = Awaited<ReturnType<Client['listObjectsQuery']>>;
type UploadPage = Awaited<ReturnType<Client['listIncompleteUploadsQuery']>>;

/**
 * Pages through versions, from behind the key `after` where one is given. The page's markers go back escaped, which minio's
 * own `listObjects` forgets.
 */
export async function* listVersions(
  page: (keyMarker: string, versionIdMarker: string) => Promise<VersionPage>,
  after = '',
): AsyncGenerator<ListedVersion> {
  let [keyMarker, versionIdMarker] = [after, ''];
  let before = new Set<string>();
  for (;;) {
    const result = await page(encodeURIComponent(keyMarker), encodeURIComponent(versionIdMarker));
    const seen = new Set<string>();
    for (const item of result.objects) {
      if (item.name === undefined) continue;
      const { versionId = null, isDeleteMarker } = item as { versionId?: string; isDeleteMarker?: unknown };
      const marker = Boolean(isDeleteMarker);
      const name = `${item.name} ${versionId ?? ''}`;
      seen.add(name);
      // versitygw begins a page with the entry that ended the last one.
      if (before.has(name)) continue;
      yield { ...versionOf(item), key: item.name, versionId, marker };
    }
    const next = decodeURIComponent(result.keyMarker ?? '');
    // A store that says "there is more" and names no place to go on would keep us for ever.
    if (!isTrue(result.isTruncated) || (next === keyMarker && result.versionIdMarker === versionIdMarker)) return;
    before = seen;
    [keyMarker, versionIdMarker] = [next, result.versionIdMarker ?? ''];
  }
}

function versionOf(item: {
  readonly etag?: string;
  readonly size?: number;
  readonly lastModified?: Date;
}): Pick<ListedObject, 'etag' | 'size' | 'storedAt'> {
  const { etag = '', size = 0, lastModified } = item;
  return { etag, size, storedAt: new Date(lastModified ?? 0) };
}

/** Pages through incomplete uploads. */
export async function* listUploads(
  page: (keyMarker: string, uploadIdMarker: string) => Promise<UploadPage>,
): AsyncGenerator<IncompletePut> {
  let keyMarker = '';
  for (;;) {
    const result = await page(keyMarker, '');
    for (const { key, uploadId, initiated } of result.uploads as UploadEntry[]) {
      yield { key: String(key), uploadId: String(uploadId), startedAt: initiated };
    }
    if (!isTrue(result.isTruncated) || result.nextKeyMarker === keyMarker) return;
    keyMarker = result.nextKeyMarker;
  }
}

/** As the XML parser leaves it: an id of digits alone becomes a number. */
interface UploadEntry {
  key: unknown;
  uploadId: unknown;
  initiated: Date;
}

function isTrue(flag: unknown): boolean {
  return flag === true || flag === 'true';
}
