import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, newId, type RequestContext } from '../../../kernel';
import { AuditDatabase, VaultDatabase } from '../../../platform/database';
import { Log } from '../../../platform/logging';
import { AUDIT_OPTIONS, type AuditOptions } from '../audit.options';
import { Audit } from '../audit.service';
import { PERSONAL_PARTS, type PersonalParts } from '../personal-parts';
import { readingRole } from '../reading/entry-scope';
import { addVerification, findLatestVerification, listVerifiedDays, type VerifiedDay } from './verification.repository';
import type { VerificationResult } from './verification-result';
import { verifyDatabase } from './verify-database';

export interface VerificationState {
  readonly running: { readonly startedAt: string; readonly checked: number; readonly expected: number } | null;
  /** The latest finished one, by anybody. */
  readonly latest: VerificationResult | null;
}

export interface VerifiedDays {
  /** Names of the witnesses in the policy now. */
  readonly witnesses: readonly string[];
  readonly days: readonly VerifiedDay[];
}

const shownDays = 90;

/** Verifications that people ask for, and the daily one: one at a time in a process, with their result kept. */
@Injectable()
export class Verifications {
  #running: VerificationState['running'] = null;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly database: AuditDatabase,
    private readonly audit: Audit,
    @Inject(PERSONAL_PARTS) private readonly parts: PersonalParts,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  get busy(): boolean {
    return this.#running !== null;
  }

  async state(context: RequestContext): Promise<VerificationState> {
    return { running: this.#running, latest: await this.vault.read(context, findLatestVerification) };
  }

  /** The last 90 days: what was verified on each, and who outside had seen the log. */
  async days(context: RequestContext): Promise<VerifiedDays> {
    const witnesses = this.options.anchors.witnesses.map(({ name }) => name);
    return {
      witnesses,
      days: await this.vault.read(context, (tx) => listVerifiedDays(tx, { days: shownDays, witnesses })),
    };
  }

  /** Starts one where none is running; its end is an entry. */
  async start(context: RequestContext): Promise<VerificationState> {
    if (!this.busy)
      void this.verify(context).catch((error: unknown) =>
        this.log.error('a verification did not finish', { traceId: context.traceId, error }),
      );
    return this.state(context);
  }

  /** Verifies now and keeps the result. The signal breaks it off. */
  async verify(context: RequestContext, signal?: AbortSignal): Promise<VerificationResult> {
    this.#running = { startedAt: this.clock.now().toISOString(), checked: 0, expected: 0 };
    try {
      const result = await this.check(signal);
      await this.keep(context, result);
      return result;
    } finally {
      this.#running = null;
    }
  }

  private check(signal?: AbortSignal): Promise<VerificationResult> {
    const progress = (checked: number, expected: number) => {
      signal?.throwIfAborted();
      if (this.#running !== null) this.#running = { ...this.#running, checked, expected };
    };
    return verifyDatabase({
      database: this.vault,
      log: this.options,
      parts: this.parts,
      anchors: this.options.anchors,
      clock: this.clock,
      // The vault goes on serving meanwhile.
      threads: 1,
      progress,
    });
  }

  private async keep(context: RequestContext, result: VerificationResult): Promise<void> {
    const row = { id: newId(), askedBy: context.actor.id, result };
    await this.database.transaction(context, (tx) => addVerification(tx, row));
    await this.audit.recordAlone({
      type: 'audit.verified',
      actor: context.actor,
      role: readingRole(context.actor),
      origin: context.origin,
      decision: 'allow',
      reason: result.intact ? 'intact' : 'findings',
      range: `0-${Math.max(result.entries.expected - 1, 0)}`,
    });
  }
}
