import type { Transaction } from '../../../platform/database';

/** How much a table remembers in the store, and how much of it has the size that sealing gives to its length. */
export interface SealedShare {
  readonly what: 'media' | 'artefact';
  readonly objects: number;
  readonly bytes: number;
  /** 136 + length + 16 × (⌊length / 16384⌋ + 1), and a data key that no other object has (docs/formats.md, part 1). */
  readonly sealed: number;
}

/** Of a table with the columns `length`, `object_size` and `data_key_id`. Every row is looked at, no object is. */
export async function countSealed(
  tx: Transaction,
  what: SealedShare['what'],
  { table, kept }: { readonly table: string; readonly kept: string },
): Promise<SealedShare> {
  const sealed = 'object_size = 136 + length + 16 * (length / 16384 + 1) AND data_key_id IS NOT NULL';
  const [row] = await tx.query<Record<'objects' | 'bytes' | 'sealed', string>>(
    `SELECT count(*) AS objects, coalesce(sum(object_size), 0) AS bytes, count(*) FILTER (WHERE ${sealed}) AS sealed
       FROM ${table} WHERE ${kept}`,
  );
  return { what, objects: Number(row?.objects), bytes: Number(row?.bytes), sealed: Number(row?.sealed) };
}
