import { systemActor } from '../../../kernel';
import type { Database } from '../../../platform/database';
import { tilesOf } from '../anchors/anchored-log.repository';
import { parseLeaf } from '../format/leaf';
import { rootAt, subtreesFromTiles } from '../format/proof';
import { leafHash } from '../format/tree';

/**
 * Number of the log's last entry where it is the leaf of this hash (hex) and accepts a start with exactly the entries before
 * it; else null. Once anything is added after it, it accepts nothing any more.
 */
export async function findAcceptedStart(database: Database, leaf: string): Promise<number | null> {
  return database.read({ actor: systemActor }, async (tx) => {
    const [last] = await tx.query<{ body: Buffer }>(
      'SELECT body FROM audit.leaf WHERE n = (SELECT size - 1 FROM audit.head)',
    );
    if (last === undefined || leafHash(last.body).toString('hex') !== leaf) return null;
    const { n, e } = parseLeaf(last.body);
    const root = await rootAt(n, subtreesFromTiles(n, tilesOf(tx).tile));
    return e.type === 'audit.start.accepted' && e.obj?.part === root.toString('hex') ? n : null;
  });
}
