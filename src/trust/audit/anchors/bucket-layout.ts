/*
 * A log in a bucket. Below <origin>/ lies a C2SP tlog-tiles tree, which foreign tools read as it is, and beside it
 *   checkpoint               the newest note (each one a version of this key)
 *   checkpoints/<size>       each anchored note, sixteen digits, kept for good: what is compared at a start
 *   personal/<size>          sealed personal parts of the entries that this checkpoint added, as JSON
 */

export function checkpointKey(size: number): string {
  return `checkpoints/${digits(size)}`;
}

/** The size in such a key; null for every other key. */
export function checkpointSize(key: string): number | null {
  const size = /(?:^|\/)checkpoints\/(\d{16})$/.exec(key)?.[1];
  return size === undefined ? null : Number(size);
}

export function partsKey(size: number): string {
  return `personal/${digits(size)}`;
}

function digits(size: number): string {
  return String(size).padStart(16, '0');
}
