import { Refusal } from '../../../kernel';
import { commitmentHolds, type PersonalPayload } from '../format/personal-part';
import type { PersonalParts } from '../personal-parts';

/** A row of `audit.private`. */
export interface StoredPart {
  readonly n: number;
  readonly part: 'actor' | 'subject';
  readonly keyId: string;
  readonly sealed: Buffer | null;
  readonly erasedBy: number | null;
  readonly endedAt: Date | null;
}

/**
 * What is left of a personal part. `missing` (gone, and no entry says why) and `mismatch` (not what was committed to)
 * are alarms; `erased` and `ended` are what the law wanted.
 */
export type PersonalState =
  | { readonly state: 'present'; readonly payload: PersonalPayload }
  | { readonly state: 'erased'; readonly by: number }
  | { readonly state: 'ended'; readonly at: Date }
  | { readonly state: 'missing' | 'mismatch' | 'not_checked' };

/** Opens a part and holds it against the leaf's commitment; null where the entry has none. Without `parts` nothing is opened. */
export async function personalState(
  committed: string | null,
  stored: StoredPart | undefined,
  parts: PersonalParts | null,
): Promise<PersonalState | null> {
  if (committed === null) return stored === undefined ? null : { state: 'mismatch' };
  if (stored === undefined) return { state: 'missing' };
  const { sealed, keyId, erasedBy, endedAt } = stored;
  if (erasedBy !== null) return { state: 'erased', by: erasedBy };
  if (sealed === null) return endedAt === null ? { state: 'missing' } : { state: 'ended', at: endedAt };
  if (parts === null) return { state: 'not_checked' };
  try {
    const opened = await parts.open({ commitment: committed, keyId, sealed });
    if (opened === null) return { state: 'missing' };
    return commitmentHolds(opened, committed) ? { state: 'present', payload: opened.payload } : { state: 'mismatch' };
  } catch (error) {
    // Keys out of reach say nothing about the part; bytes that do not open were changed.
    const refused = error instanceof Error && 'failure' in error && error.failure === 'refused';
    return { state: error instanceof Refusal && !refused ? 'not_checked' : 'mismatch' };
  }
}
