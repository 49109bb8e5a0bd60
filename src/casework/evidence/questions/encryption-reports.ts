import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type RequestContext } from '../../../kernel';
import { type SealingProof, SealingProofs } from '../../../records/media';
import { type KeyCount, KeyCounts } from '../../../trust/keys';
import { LogAnswers } from './log-answers';

/** How each thing is protected: the frozen formats (docs/formats.md), by name. */
export const algorithms = [
  { what: 'objects', algorithm: 'AES-256-GCM in chunks of 16 KiB, HKDF-Expand-SHA-512, key commitment', version: 1 },
  { what: 'wrapped keys', algorithm: 'AES-256-GCM, names of owner and purpose as associated data', version: 1 },
  { what: 'personal columns', algorithm: 'AES-256-GCM, column and owner as associated data', version: 1 },
  { what: 'personal parts of the log', algorithm: 'HMAC-SHA-256 commitment, sealed as a column', version: 1 },
  { what: 'lookup hashes', algorithm: 'HMAC-SHA-256 under HKDF-SHA-256', version: 1 },
  { what: 'log', algorithm: 'RFC 6962 tree of SHA-256, Ed25519 checkpoints', version: 1 },
] as const;

/** That encryption is real (regulation, question 24): what kind of key protects what, and a test on items picked by chance. */
export interface EncryptionReport {
  readonly at: string;
  /** The entry of this report; the readings of the sample carry its number to the store. */
  readonly entry: number;
  readonly algorithms: typeof algorithms;
  readonly provider: string;
  readonly keys: readonly KeyCount[];
  /** Sealed entries about keys: how many of each kind, and the newest. */
  readonly rotations: readonly { readonly act: string; readonly count: number; readonly newest: string | null }[];
  readonly sample: readonly SealingProof[];
  /** Whether every item of the sample opens under its own key, and under no other. */
  readonly sound: boolean;
}

const sampled = 5;
const keyActs = ['keys.created', 'keys.subject.rekeyed', 'keys.orphans.swept', 'audit.key.rotated'];

@Injectable()
export class EncryptionReports {
  constructor(
    private readonly answers: LogAnswers,
    private readonly counts: KeyCounts,
    private readonly proofs: SealingProofs,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async make(context: RequestContext): Promise<EncryptionReport> {
    const entry = await this.answers.record(context, 'encryption', {}, 'EncryptionReport');
    const to = this.clock.now();
    const leaves = await this.answers.ofTypes(context, keyActs, { to });
    const sample = await this.proofs.sample(sampled, entry);
    const rotations = keyActs.map((act) => {
      const of = leaves.filter(({ event }) => event.type === act);
      return { act, count: of.length, newest: of.at(-1)?.event.t ?? null };
    });
    return {
      at: to.toISOString(),
      entry,
      algorithms,
      provider: this.counts.providerKind,
      keys: await this.counts.list(),
      rotations,
      sample,
      sound: sample.every(({ opensUnderItsKey, opensUnderAnotherKey }) => opensUnderItsKey && !opensUnderAnotherKey),
    };
  }
}
