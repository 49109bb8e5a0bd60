import type { PersonalParts } from '../personal-parts';
import { type PersonalState, personalState } from '../reading/personal-state';
import type { Findings } from './finding';
import type { CommittedParts } from './scan/block-checker';
import type { PartCounts } from './scan/part-rows';
import type { VerificationResult } from './verification-result';
import type { SearchedPart } from './verify.repository';

const atOnce = 8;

/** Holds personal parts against what the leaves committed to, and counts their states. */
export class PersonalChecker {
  readonly #counts = { present: 0, erased: 0, ended: 0, missing: 0, mismatch: 0, notChecked: 0 };

  constructor(
    private readonly findings: Findings,
    private readonly parts: PersonalParts | null,
  ) {}

  /** Whether parts are opened, or only counted. */
  get opens(): boolean {
    return this.parts !== null;
  }

  get counts(): VerificationResult['personal'] {
    return { ...this.#counts };
  }

  /** Takes states that were told without opening anything. */
  add({ erased, ended, notChecked }: PartCounts): void {
    this.#counts.erased += erased;
    this.#counts.ended += ended;
    this.#counts.notChecked += notChecked;
  }

  /** Checks the parts of some leaves, a few at a time: each may cost a question to the keystore. */
  async check(entries: readonly (CommittedParts & { readonly stored: readonly SearchedPart[] })[]): Promise<void> {
    const asked = entries.flatMap(({ n, id, pa, ps, stored }) => [
      { n, id, committed: pa, stored: stored.find(({ part }) => part === 'actor') },
      { n, id, committed: ps, stored: stored.find(({ part }) => part === 'subject') },
    ]);
    for (let from = 0; from < asked.length; from += atOnce) {
      const some = asked.slice(from, from + atOnce);
      const states = await Promise.all(some.map((one) => personalState(one.committed, one.stored, this.parts)));
      some.forEach((one, i) => this.count(one, states[i] ?? null));
      const found = await Promise.all(some.map(({ stored }, i) => this.isFound(stored, states[i] ?? null)));
      some.forEach(({ n, id }, i) => found[i] === false && this.findings.add('personal_search', n, { id }));
    }
  }

  /** Whether a part that opens has the tags of its address, so that a search for it finds the entry, and no others. */
  private async isFound(stored: SearchedPart | undefined, state: PersonalState | null): Promise<boolean> {
    if (this.parts === null || stored === undefined || state?.state !== 'present') return true;
    const { tags, at, part } = stored;
    const ip = part === 'actor' ? state.payload['ip'] : undefined;
    if (ip === undefined || tags === null || at === null) return ip === undefined && tags === null;
    const { address, network } = await this.parts.addressTags(ip, at);
    return address.equals(tags.address) && network.equals(tags.network);
  }

  private count({ n, id }: { n: number; id: string | null }, state: PersonalState | null): void {
    if (state === null) return;
    this.#counts[state.state === 'not_checked' ? 'notChecked' : state.state] += 1;
    if (state.state === 'missing') this.findings.add('personal_missing', n, { id });
    // Only a later entry can have erased it.
    const impossible = state.state === 'erased' && state.by <= n;
    if (state.state === 'mismatch' || impossible) this.findings.add('personal_mismatch', n, { id });
  }
}
