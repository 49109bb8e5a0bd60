import { systemActor } from '../../../../kernel';
import type { AuditDatabase, Transaction } from '../../../../platform/database';
import { rootAt, subtreesFromTiles } from '../../format/proof';
import { addCosignature } from '../anchor.repository';
import { tilesOf } from '../anchored-log.repository';
import type { AnchoredAttestation, BucketAnchor } from '../bucket-anchor';
import { addToken } from '../time-stamps/time-stamp.repository';
import { addCheckpoint } from './refill.repository';

/**
 * Takes back what witnesses and authorities said of checkpoints from `from` entries on. Each brings its checkpoint along,
 * which counts only if it is one of this log; whether what was said holds, a verification finds out.
 */
export async function refillAttestations(database: AuditDatabase, bucket: BucketAnchor, from: number): Promise<void> {
  for await (const attestation of bucket.attestations(from))
    await database.transaction({ actor: systemActor }, (tx) => takeBack(tx, attestation));
}

async function takeBack(tx: Transaction, { kind, size, by, note, said, at, root }: AnchoredAttestation): Promise<void> {
  const [head] = await tx.query<{ size: string }>('SELECT size FROM audit.head');
  if (size > Number(head?.size ?? 0)) return;
  if (!root.equals(await rootAt(size, subtreesFromTiles(size, tilesOf(tx).tile)))) return;
  await addCheckpoint(tx, { size, root, note });
  if (kind === 'cosignature') await addCosignature(tx, { size, witness: by, line: said }, new Date(at));
  else await addToken(tx, size, Buffer.from(said, 'base64'), new Date(at));
}
