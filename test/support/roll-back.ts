import type { Client } from 'pg';
import { CompactRange } from '../../src/trust/audit/format/tree';

/** What a restored older copy looks like: everything after an earlier checkpoint is gone, and all of it fits. */
export async function rollBackLog(db: Client, to: number): Promise<void> {
  await db.query('SET session_replication_role = replica');
  const { rows } = await db.query<{ hash: Buffer }>('SELECT hash FROM audit.leaf WHERE n < $1 ORDER BY n', [to]);
  const range = CompactRange.empty();
  for (const { hash } of rows) range.append(hash);
  await db.query('DELETE FROM audit.leaf WHERE n >= $1', [to]);
  await db.query('DELETE FROM audit.private WHERE n >= $1', [to]);
  await db.query('DELETE FROM audit.checkpoint WHERE size > $1', [to]);
  await db.query('DELETE FROM audit.tile WHERE (index + 1) * 256 ^ (level + 1) > $1', [to]);
  await db.query('UPDATE audit.head SET size = $1, range = $2', [to, range.hashes()]);
  await db.query('DELETE FROM audit.anchor; DELETE FROM audit.cosignature');
}

const tables = ['leaf', 'private', 'checkpoint', 'tile', 'head', 'pending', 'anchor', 'cosignature'];

/** A dump of the log, kept beside it. */
export async function dumpLog(db: Client): Promise<void> {
  await db.query('CREATE SCHEMA dump');
  for (const table of tables) await db.query(`CREATE TABLE dump.${table} AS SELECT * FROM audit.${table}`);
}

/** Puts the dump in the place of whatever is there now, as `pg_restore` would. */
export async function restoreLog(db: Client): Promise<void> {
  await db.query('SET session_replication_role = replica');
  for (const table of tables) {
    await db.query(`DELETE FROM audit.${table}`);
    await db.query(`INSERT INTO audit.${table} SELECT * FROM dump.${table}`);
  }
}
