import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, type RequestContext } from '../../../kernel';
import { Disclosures } from '../../../records/media';
import { type Grant, Grants } from '../../../trust/access';
import { type DisclosedAccess, disclosedAccess } from '../../../trust/audit';
import { EvidenceTooLarge } from '../evidence.errors';
import { type Entitlements, entitlementsOf, entitlementTypes } from './entitlements';
import { LogAnswers } from './log-answers';

/** A grant that somebody held: on what, for what, and between when. */
export interface HeldGrant {
  readonly id: Id;
  readonly holder: { readonly kind: string; readonly id: Id };
  /** Null where it covers every item of its ticket. */
  readonly media: Id | null;
  readonly ticket: { readonly system: string; readonly id: string };
  readonly purpose: string;
  readonly rendition: string;
  readonly from: string;
  readonly until: string;
  /** Null where opening under an assigned ticket made it. */
  readonly givenBy: Id | null;
}

/** People and programs as the sealed entries say, and grants as they were held at that moment. */
export interface EntitlementReport extends Entitlements {
  readonly at: string;
  readonly grants: readonly HeldGrant[];
}

const mostGrants = 20_000;
/** Questions that one answer settles. Each is an entry, sealed before the answer. */
@Injectable()
export class Questions {
  constructor(
    private readonly answers: LogAnswers,
    private readonly grants: Grants,
    private readonly disclosures: Disclosures,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Who could act at a moment: replayed from the sealed entries up to it, and the grants that were in force. */
  async entitlements(context: RequestContext, at: Date): Promise<EntitlementReport> {
    await this.answers.record(context, 'entitlements');
    const leaves = await this.answers.ofTypes(context, entitlementTypes, { to: at });
    const grants = await this.grants.heldAt(context, at, mostGrants + 1);
    if (grants.length > mostGrants) throw new EvidenceTooLarge();
    return { at: at.toISOString(), ...entitlementsOf(leaves), grants: grants.map(held) };
  }

  /** Who saw data of a person, for that person (GDPR Art 15; CJEU C-579/21, Pankki S). */
  async accessHistory(context: RequestContext, subject: Id): Promise<{ subject: Id; accesses: DisclosedAccess[] }> {
    await this.answers.record(context, 'access_history', { subject });
    const leaves = await this.answers.leaves(context, { subject }, { to: this.clock.now() });
    const told = await this.disclosures.toldOf(context, leaves);
    return { subject, accesses: told.map(({ event }) => disclosedAccess(event)).filter((access) => access !== null) };
  }
}

function held(grant: Grant): HeldGrant {
  const { id, actorKind, actorId, mediaId: media, ticketSystem, ticketId, purpose, rendition, givenBy } = grant;
  const until = grant.endedAt !== null && grant.endedAt < grant.expiresAt ? grant.endedAt : grant.expiresAt;
  return {
    ...{ id, holder: { kind: actorKind, id: actorId }, media, ticket: { system: ticketSystem, id: ticketId } },
    ...{ purpose, rendition, from: grant.notBefore.toISOString(), until: until.toISOString(), givenBy },
  };
}
