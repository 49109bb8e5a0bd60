/*
 * A proof of one entry as a file of its own (c2sp.org/tlog-proof):
 *   c2sp.org/tlog-proof@v1\n
 *   extra <base64 of the leaf>\n
 *   index <number>\n
 *   <base64 hash>\n …
 *   \n
 *   <checkpoint with its cosignatures>
 * `extra` carries the leaf, so that the file alone is what somebody has to keep.
 */
export interface EntryProof {
  readonly n: number;
  readonly leaf: Uint8Array;
  readonly path: readonly Buffer[];
  readonly checkpoint: string;
}

export function renderProof({ n, leaf, path, checkpoint }: EntryProof): string {
  const lines = [
    'c2sp.org/tlog-proof@v1',
    `extra ${Buffer.from(leaf).toString('base64')}`,
    `index ${n}`,
    ...path.map((hash) => hash.toString('base64')),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}
