import type { Session } from '../api/types';

/** The nearer of the two ends: of silence since the last use, and of the session as a whole. */
export function endOf(
  { expiresAt, idleMinutes }: Pick<Session, 'expiresAt' | 'idleMinutes'>,
  usedAt: number,
): { at: number; byIdling: boolean } {
  const whole = new Date(expiresAt).getTime();
  const idle = usedAt + idleMinutes * 60_000;
  return idle < whole ? { at: idle, byIdling: true } : { at: whole, byIdling: false };
}
