import { Injectable } from '@nestjs/common';
import { Refusal, type RequestContext } from '../../../kernel';
import { statusOf } from '../../../platform/http';
import { Audit } from '../../../trust/audit';
import type { AdmittedFacts } from './admission';
import type { Reservation } from './reservations';

/** How far an intake came: what its failure can say. */
export interface Attempt {
  facts?: AdmittedFacts;
  reservation?: Reservation;
}

/** Writes failed and refused intakes into the log. */
@Injectable()
export class IntakeFailures {
  constructor(private readonly audit: Audit) {}

  /** Where the log is away the first failure still is the answer: nothing came in, and nothing goes out. */
  async record(context: RequestContext, { facts, reservation }: Attempt, error: unknown): Promise<void> {
    const code = error instanceof Refusal ? error.code : 'internal_error';
    await this.audit
      .recordAlone({
        type: 'media.received',
        actor: context.actor,
        role: facts?.role ?? null,
        origin: context.origin,
        subject: facts?.subjectId ?? undefined,
        object: { media: reservation?.mediaId, object: reservation?.objectId, class: facts?.documentClass },
        ...(facts === undefined ? {} : { ticket: { system: facts.ticket.system, id: facts.ticket.externalId } }),
        purpose: facts?.purpose,
        decision: isRefusalOfOurs(code) ? 'deny' : 'error',
        reason: code,
      })
      .catch(() => undefined);
  }
}

/** What the vault declined, beside what broke: a cut body, a store that is away. */
function isRefusalOfOurs(code: Refusal['code']): boolean {
  return statusOf[code] < 500 && code !== 'body_interrupted' && code !== 'request_timeout';
}
