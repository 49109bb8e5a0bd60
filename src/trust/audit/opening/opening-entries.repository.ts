import type { Transaction } from '../../../platform/database';
import { type LeafEvent, parseLeaf } from '../format/leaf';

/** A leaf that opened a log anew, or by which somebody wanted or approved that. */
export interface OpeningEntry {
  readonly n: number;
  readonly body: Buffer;
  readonly event: LeafEvent;
}

/** Leaves below `size` that opened a log anew, and those by which that was asked for and approved; in their order. */
export async function listOpeningEntries(tx: Transaction, size: number): Promise<OpeningEntry[]> {
  const opened = await listBodies(tx, "type = 'audit.log.opened' AND n < $1", size);
  if (opened.length === 0) return [];
  const steps = await listBodies(tx, "type IN ('approval.requested', 'approval.given') AND n < $1", size);
  const requests = new Set(opened.map(requestOf));
  return [...opened, ...steps.filter((step) => requests.has(requestOf(step)))].sort((one, other) => one.n - other.n);
}

/** Which request an entry is about, bound to its exact bytes. */
export function requestOf({ event: { obj } }: OpeningEntry): string {
  return `${obj?.object ?? ''} ${obj?.sha256 ?? ''}`;
}

async function listBodies(tx: Transaction, where: string, size: number): Promise<OpeningEntry[]> {
  const rows = await tx.query<{ n: string; body: Buffer }>(
    `SELECT n, body FROM audit.leaf WHERE decision = 'allow' AND ${where} ORDER BY n`,
    [size],
  );
  return rows.flatMap(({ n, body }) => {
    try {
      return [{ n: Number(n), body, event: parseLeaf(body).e }];
    } catch {
      // The walk of the verifier names a leaf that cannot be read; nothing is believed of it here.
      return [];
    }
  });
}
