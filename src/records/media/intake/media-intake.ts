import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { LengthMismatch } from '../../../platform/objects';
import { POLICY_DATA, type PolicyData, Settings } from '../../../platform/settings';
import { BodyInterrupted } from '../media.errors';
import type { ShownMedia } from '../facts/names';
import { IntakeAdmission } from './admission';
import { openIntakeBody } from './intake-body';
import { type Attempt, IntakeFailures } from './intake-failures';
import { IntakePass } from './intake-pass';
import { Repeats } from './repeats';
import { type BodyLimits, declaredLength, drainBriefly } from './request-body';
import { Reservations } from './reservations';

/** What an intake answers with: the item, and whether an earlier request had made it. */
export interface Receipt {
  readonly media: ShownMedia;
  readonly repeated: boolean;
}

/**
 * Takes in one media item over HTTP, in one pass: facts → reservation and keys → seal and store → one transaction. A
 * failure anywhere leaves no item, a stable code and an entry.
 */
@Injectable()
export class MediaIntake {
  readonly #limits: BodyLimits;

  constructor(
    private readonly admission: IntakeAdmission,
    private readonly reservations: Reservations,
    private readonly repeats: Repeats,
    private readonly pass: IntakePass,
    private readonly failures: IntakeFailures,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
    settings: Settings,
  ) {
    this.#limits = { maxBytes: settings.maxMediaMib * 1024 * 1024, idleMillis: settings.bodyIdleSeconds * 1000 };
  }

  async receive(context: RequestContext, request: IncomingMessage): Promise<Receipt> {
    const attempt: Attempt = {};
    try {
      return await this.#receive(context, request, attempt);
    } catch (error) {
      await this.failures.record(context, attempt, error);
      await drainBriefly(request);
      throw error;
    }
  }

  async #receive(context: RequestContext, request: IncomingMessage, attempt: Attempt): Promise<Receipt> {
    const loss = new Loss(request);
    try {
      const body = await openIntakeBody(request, this.policy, this.#limits);
      const facts = (attempt.facts = await this.admission.admit(context, body.facts));
      const key = await this.repeats.key(request.headers['idempotency-key'], body);
      const claim = await this.reservations.claim(context, key);
      if (claim.kind === 'made')
        return { media: await this.repeats.find(context, claim.mediaId, body), repeated: true };
      const reservation = (attempt.reservation = claim.reservation);
      const work = { body, facts, reservation, channel: 'rest' };
      const media = await this.reservations.hold(reservation, () => this.pass.run(context, work, loss.signal));
      return { media, repeated: false };
    } finally {
      loss.end();
    }
  }
}

/**
 * The sender's connection, until the item exists. Whoever sends more than the declared length loses it at once (what
 * follows is no request), so that a part is not kept as the whole.
 */
class Loss {
  readonly #lost = new AbortController();
  readonly #close = (): void => {
    const more = this.request.complete && declaredLength(this.request) !== null;
    this.#lost.abort(more ? new LengthMismatch() : new BodyInterrupted());
  };

  constructor(private readonly request: IncomingMessage) {
    if (request.socket.destroyed) this.#close();
    else request.socket.once('close', this.#close);
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  end(): void {
    this.request.socket.off('close', this.#close);
  }
}
