import type { INestApplicationContext } from '@nestjs/common';
import { Client } from 'pg';
import { type Id, systemActor } from '../../kernel';
import { AuditDatabase, KeystoreDatabase, type Transaction } from '../../platform/database';
import { OBJECT_STORE, type ObjectStore } from '../../platform/objects';
import { type KeptObject, KeptObjects } from '../../records/media';
import { findEndedMedia } from '../../trust/audit';

export interface ReplayedErasures {
  readonly items: number;
}

const system = { actor: systemActor };
/** Items of a plan that was under way are left to it: it carries on at the start, and leaves its certificate. */
const removeRows = `DELETE FROM records.media m WHERE m.id = ANY($1::uuid[])
   AND NOT EXISTS (SELECT FROM destruction.plan_item p WHERE p.media_id = m.id)`;

/**
 * Ends again what was ended since the backup: items that an entry of the log ended, and items whose data key stands in the
 * keystore's ledger of ended keys. Keys first, then every version of the object, then the row; doing it again changes nothing. A
 * key that is merely missing ends nothing: `fsck` names it.
 */
export async function replayErasures(
  vault: INestApplicationContext,
  administratorUrl: string,
): Promise<ReplayedErasures> {
  const keystore = vault.get(KeystoreDatabase);
  const store = vault.get<ObjectStore>(OBJECT_STORE, { strict: false });
  const administrator = new Client({ connectionString: administratorUrl });
  await administrator.connect();
  let items = 0;
  try {
    for await (const page of vault.get(KeptObjects, { strict: false }).pages()) {
      const media = page.filter(({ what }) => what === 'media');
      const ended = await endedOf(vault.get(AuditDatabase), keystore, media);
      if (ended.length === 0) continue;
      const ids = ended.map(({ id }) => id);
      await keystore.transaction(system, (tx) => removeKeys(tx, ids));
      for (const { key } of ended) await store.deleteAllVersions(key);
      await administrator.query(removeRows, [ids]);
      items += ended.length;
    }
    return { items };
  } finally {
    await administrator.end();
  }
}

async function endedOf(
  log: AuditDatabase,
  keystore: KeystoreDatabase,
  media: readonly KeptObject[],
): Promise<KeptObject[]> {
  const byEntry = await log.read(system, (tx) =>
    findEndedMedia(
      tx,
      media.map(({ id }) => id),
    ),
  );
  const byKey = await keystore.read(system, (tx) =>
    endedKeys(
      tx,
      media.map(({ dataKeyId }) => dataKeyId),
    ),
  );
  return media.filter(({ id, dataKeyId }) => byEntry.has(id) || byKey.has(dataKeyId));
}

async function endedKeys(tx: Transaction, ids: readonly Id[]): Promise<Set<Id>> {
  const rows = await tx.query<{ id: Id }>(
    `SELECT e.id FROM keystore.ended_key e WHERE e.id = ANY($1::uuid[])
        AND NOT EXISTS (SELECT FROM keystore.data_key k WHERE k.id = e.id)`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

async function removeKeys(tx: Transaction, mediaIds: readonly Id[]): Promise<void> {
  await tx.query('DELETE FROM keystore.data_key WHERE media_id = ANY($1::uuid[])', [mediaIds]);
  await tx.query('DELETE FROM keystore.payload_key WHERE owner_id = ANY($1::uuid[])', [mediaIds]);
}
