import { Refusal } from '../../../kernel';
import { commitmentHolds, type PersonalPayload } from '../format/personal-part';
import type { PersonalParts } from '../personal-parts';
import type { StoredPart } from '../reading/personal-state';

/** A personal part as evidence carries it: with its salt, so that an outsider can hold it against the leaf. */
export type ProvenPart =
  | { readonly state: 'present'; readonly salt: string; readonly payload: PersonalPayload }
  | { readonly state: 'erased'; readonly erasedBy: number }
  | { readonly state: 'ended'; readonly endedAt: string }
  | { readonly state: 'withheld' | 'missing' | 'mismatch' | 'not_checked' };

/** Null where the entry has no such part. Without `parts` nothing is opened: whoever asks may not see it. */
export async function provePart(
  committed: string | null,
  stored: StoredPart | undefined,
  parts: PersonalParts | null,
): Promise<ProvenPart | null> {
  if (committed === null) return stored === undefined ? null : { state: 'mismatch' };
  if (stored === undefined) return { state: 'missing' };
  const { sealed, keyId, erasedBy, endedAt } = stored;
  if (erasedBy !== null) return { state: 'erased', erasedBy };
  if (sealed === null)
    return endedAt === null ? { state: 'missing' } : { state: 'ended', endedAt: endedAt.toISOString() };
  if (parts === null) return { state: 'withheld' };
  try {
    const opened = await parts.open({ commitment: committed, keyId, sealed });
    if (opened === null) return { state: 'missing' };
    if (!commitmentHolds(opened, committed)) return { state: 'mismatch' };
    return { state: 'present', salt: opened.salt.toString('base64'), payload: opened.payload };
  } catch (error) {
    const refused = error instanceof Error && 'failure' in error && error.failure === 'refused';
    return { state: error instanceof Refusal && !refused ? 'not_checked' : 'mismatch' };
  }
}
