import type { EventBody, Id } from '../../kernel';
import type { Transaction } from '../database';

interface NotificationRow {
  readonly id: Id;
  readonly kind: string;
  readonly body: EventBody;
  readonly writtenAt: Date;
  readonly readAt: Date | null;
}

export async function addNotification(
  tx: Transaction,
  { id, person, kind, body }: { id: Id; person: Id; kind: string; body: EventBody },
): Promise<void> {
  await tx.query('INSERT INTO notifications.notification (id, person_id, kind, body) VALUES ($1, $2, $3, $4)', [
    id,
    person,
    kind,
    JSON.stringify(body),
  ]);
}

/** Newest first: ids sort by time. */
export async function listNotifications(
  tx: Transaction,
  person: Id,
  { before, limit }: { before: Id | null; limit: number },
): Promise<NotificationRow[]> {
  return tx.query(
    `SELECT id, kind, body, written_at AS "writtenAt", read_at AS "readAt" FROM notifications.notification
      WHERE person_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [person, before, limit],
  );
}

/** As far as a badge counts. */
export async function countUnread(tx: Transaction, person: Id): Promise<number> {
  const [row] = await tx.query<{ unread: number }>(
    `SELECT count(*)::int AS unread FROM (
       SELECT FROM notifications.notification WHERE person_id = $1 AND read_at IS NULL LIMIT 100) unread`,
    [person],
  );
  return row?.unread ?? 0;
}

export async function markRead(tx: Transaction, person: Id, ids: readonly Id[]): Promise<void> {
  await tx.query(
    'UPDATE notifications.notification SET read_at = now() WHERE person_id = $1 AND id = ANY($2::uuid[]) AND read_at IS NULL',
    [person, ids],
  );
}

/** Forgets what is older than a quarter of a year. */
export async function systemForgetOld(tx: Transaction): Promise<void> {
  await tx.query("DELETE FROM notifications.notification WHERE written_at < now() - interval '90 days'");
}
