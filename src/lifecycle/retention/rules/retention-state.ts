/** Where an item stands on its way (regulation D3). A hold is no state: it lies over any of them. */
export const retentionStates = [
  'quarantined',
  'active',
  'restricted',
  'disposition_due',
  'key_destroyed',
  'bytes_deleted',
  'backups_aged_out',
] as const;
export type RetentionState = (typeof retentionStates)[number];

/** The one table of states. Forward only, but for a restriction that is lifted and a due date that moved away again. */
export const retentionTurns: Readonly<Record<RetentionState, readonly RetentionState[]>> = {
  quarantined: ['active', 'restricted', 'disposition_due'],
  active: ['restricted', 'disposition_due', 'quarantined'],
  restricted: ['active', 'disposition_due'],
  disposition_due: ['active', 'restricted', 'key_destroyed'],
  key_destroyed: ['bytes_deleted'],
  bytes_deleted: ['backups_aged_out'],
  backups_aged_out: [],
};

/** Whether a hold can still save it: until the key is gone. */
export function canBeHeld(state: RetentionState): boolean {
  return retentionTurns[state].includes('disposition_due') || state === 'disposition_due';
}

export function canTurn(from: RetentionState, to: RetentionState): boolean {
  return retentionTurns[from].includes(to);
}
