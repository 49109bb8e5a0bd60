import { Refusal, type RefusalLevel, type ErrorCode } from '../../kernel';
import type { DenialReason } from './opening';

/** The role may never do this, whatever the row. */
export class Forbidden extends Refusal {
  constructor() {
    super('forbidden', 'Your role does not allow this.', { level: 'warn' });
  }
}

/** Absent, or out of the actor's reach: one answer for both. */
export class NotFound extends Refusal {
  constructor() {
    super('not_found', 'There is no such thing, or you may not see it.');
  }
}

/** An opening that was decided against. The entry holds the exact reason. */
export class OpeningRefused extends Refusal {
  constructor(readonly reason: DenialReason) {
    super(openingRefusals[reason][0], openingRefusals[reason][1], { level: openingRefusals[reason][2] ?? 'info' });
  }
}

const openingRefusals: Readonly<Record<DenialReason, readonly [ErrorCode, string, RefusalLevel?]>> = {
  unknown_purpose: ['unknown_purpose', 'This purpose is not in the list of purposes.'],
  purpose_not_allowed: ['grant_required', 'This purpose is not open to you here. Ask for a grant.'],
  restricted: ['media_restricted', 'The media item is restricted: it is kept, and not used for this purpose.'],
  ticket_closed: ['ticket_closed', 'The ticket is closed, so nothing is opened under it.'],
  role: ['forbidden', 'Your role does not open media.', 'warn'],
  grant_required: ['grant_required', 'Opening this needs a grant. Ask for one under this ticket.'],
  grant_requested: ['grant_required', 'The grant that you asked for is not given yet.'],
  grant_early: ['grant_required', 'The grant does not hold yet.'],
  grant_expired: ['grant_expired', 'The grant has ended. Ask for a new one.'],
  grant_exhausted: ['grant_exhausted', 'The grant has been used as often as it allows.'],
  grant_revoked: ['grant_revoked', 'The grant was revoked.'],
  grant_suspended: ['ticket_closed', 'The grant rests while its ticket is closed.'],
  actor_suspended: ['grant_required', 'Your openings are suspended until an alert is looked at. Ask for a grant.'],
};

/** Nobody gives a grant to themselves, or approves their own. */
export class SelfGrant extends Refusal {
  constructor() {
    super('self_grant', 'Nobody gives a grant to themselves. Ask another person to give it.', { level: 'warn' });
  }
}

/** The declared ticket does not exist, or may not be used for this. */
export class UnknownTicket extends Refusal {
  constructor() {
    super('unknown_ticket', 'There is no such open ticket for this purpose.');
  }
}

export class TicketRequired extends Refusal {
  constructor() {
    super('ticket_required', 'Name the ticket that this is for.');
  }
}

export class UnknownPurpose extends Refusal {
  constructor() {
    super('unknown_purpose', 'This purpose is not in the list of purposes.');
  }
}

/** The grant's state does not allow this step any more. */
export class GrantConflict extends Refusal {
  constructor() {
    super('conflict', 'The grant is no longer in a state that allows this.');
  }
}

/** A limit of a grant is out of bounds: it ends within 72 hours and after it begins. */
export class InvalidGrant extends Refusal {
  constructor(pointer: string, code: string) {
    super('invalid_request', 'The grant is not valid: it ends after now and within 72 hours.', {
      errors: [{ pointer, code }],
    });
  }
}

/** Nobody decides about what they asked for themselves, not through another account either. */
export class SelfApproval extends Refusal {
  constructor() {
    super('self_approval', 'Nobody decides about their own request. Ask another person.', { level: 'warn' });
  }
}

/** Nobody has done what they approved, not through another account either: it takes one person more. */
export class OwnApproval extends Refusal {
  constructor() {
    super('own_approval', 'Whoever approved this does not have it done. Ask another person.', { level: 'warn' });
  }
}

export class OtherRoleRequired extends Refusal {
  constructor() {
    super('other_role_required', 'This has to be approved in another role than it was requested in.');
  }
}

/** What was seen is not what stands there now: a change asks everybody again. */
export class RequestChanged extends Refusal {
  constructor() {
    super('request_changed', 'The request has changed since you read it. Read it again.');
  }
}

export class ApprovalExpired extends Refusal {
  constructor() {
    super('approval_expired', 'The request has expired. It has to be made anew.');
  }
}

/** Not enough valid approvals of this very request. */
export class ApprovalRequired extends Refusal {
  constructor() {
    super('approval_required', 'Not enough other people have approved this request.');
  }
}

/** The approval's state does not allow this step any more. */
export class ApprovalConflict extends Refusal {
  constructor() {
    super('conflict', 'The request is no longer in a state that allows this, or you have approved it already.');
  }
}
