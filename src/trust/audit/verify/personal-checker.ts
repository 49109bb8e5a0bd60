import type { Leaf } from '../format/leaf';
import type { PersonalParts } from '../personal-parts';
import { personalState, type StoredPart } from '../reading/personal-state';
import type { Findings } from './finding';
import type { VerificationResult } from './verification-result';

/** Holds personal parts against what the leaves committed to, and counts their states. */
export class PersonalChecker {
  readonly #counts = { present: 0, erased: 0, ended: 0, missing: 0, mismatch: 0, notChecked: 0 };

  constructor(
    private readonly findings: Findings,
    private readonly parts: PersonalParts | null,
  ) {}

  get counts(): VerificationResult['personal'] {
    return { ...this.#counts };
  }

  async check({ e }: Leaf, n: number, stored: readonly StoredPart[]): Promise<void> {
    await this.checkPart(
      e.pa,
      stored.find(({ part }) => part === 'actor'),
      { n, id: e.id },
    );
    await this.checkPart(
      e.ps,
      stored.find(({ part }) => part === 'subject'),
      { n, id: e.id },
    );
  }

  private async checkPart(
    committed: string | null,
    stored: StoredPart | undefined,
    place: { n: number; id: string },
  ): Promise<void> {
    const state = await personalState(committed, stored, this.parts);
    if (state === null) return;
    this.#counts[state.state === 'not_checked' ? 'notChecked' : state.state] += 1;
    if (state.state === 'missing') this.findings.add('personal_missing', place.n, { id: place.id });
    // Only a later entry can have erased it.
    const impossible = state.state === 'erased' && state.by <= place.n;
    if (state.state === 'mismatch' || impossible) this.findings.add('personal_mismatch', place.n, { id: place.id });
  }
}
