import type { Transaction } from '../../../platform/database';

/** An entry that let somebody read an object. */
export interface OpenedEntry {
  readonly n: number;
  readonly sealedAt: Date;
  /** Id of the sealed object that it names. */
  readonly object: string | null;
  /** Whether it is a verification, which reads every object; `until` is when that had ended, as far as it has. */
  readonly everyObject: boolean;
  readonly until: Date | null;
}

/** Entries behind which an object is fetched from the store. */
const opening = ['media.read.open', 'view.opened', 'evidence.opened'];
/** The entry behind which all of them are; `audit.verified` about it is its end. */
const verification = 'audit.objects.read';

/** Which of these numbers are openings that were allowed, or verifications of the store. */
export async function findOpeningEntries(
  tx: Transaction,
  numbers: readonly number[],
): Promise<Map<number, OpenedEntry>> {
  const rows = await tx.query<Omit<OpenedEntry, 'n'> & { n: string }>(
    `SELECT n, sealed_at AS "sealedAt", convert_from(body, 'UTF8')::jsonb #>> '{e,obj,object}' AS object,
            type = $3 AS "everyObject",
            CASE WHEN type = $3 THEN
              (SELECT min(v.sealed_at) FROM audit.leaf v
                WHERE v.type = 'audit.verified' AND v.at >= l.at AND v.n > l.n
                  AND convert_from(v.body, 'UTF8')::jsonb #>> '{e,obj,object}' = l.id::text) END AS until
       FROM audit.leaf l WHERE n = ANY($1::bigint[]) AND type = ANY($2) AND decision = 'allow'`,
    [numbers, [...opening, verification], verification],
  );
  return new Map(rows.map(({ n, ...row }) => [Number(n), { n: Number(n), ...row }]));
}

/** Hours of a period in which programs read, or evidence was fetched: each such entry is followed by a reading of the store. */
export async function listReadingHours(
  tx: Transaction,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<{ hour: Date; openings: number }[]> {
  const rows = await tx.query<{ hour: Date; openings: string }>(
    `SELECT date_trunc('hour', at, 'UTC') AS hour, count(*) AS openings FROM audit.leaf
      WHERE at >= $1 AND at < $2 AND type = ANY($3) AND decision = 'allow' GROUP BY 1 ORDER BY 1`,
    [from, to, opening],
  );
  return rows.map(({ hour, openings }) => ({ hour, openings: Number(openings) }));
}
