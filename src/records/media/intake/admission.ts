import { Inject, Injectable } from '@nestjs/common';
import type { Id, RequestContext, Role, Scope } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Access, UnknownTicket } from '../../../trust/access';
import { Subjects } from '../../subjects';
import { type Ticket, Tickets } from '../../tickets';
import { IntakeTicketClosed, UnknownSubject } from '../media.errors';
import { intakeRow } from '../media.policy';
import type { IntakeFacts } from './given-facts';

/** Facts of an item that may be taken in. */
export interface AdmittedFacts {
  readonly ticket: Ticket;
  /** Null where nobody said whom it is about: it gets a provisional subject. */
  readonly subjectId: Id | null;
  readonly documentClass: string;
  readonly kyc: boolean;
  readonly purpose: string;
  readonly jurisdiction: string | null;
  readonly legalBasis: string | null;
  /** The role or scope that allowed it. */
  readonly role: Role | Scope | 'system' | null;
}

/** Who may take what in, under which ticket, about whom. */
@Injectable()
export class IntakeAdmission {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly tickets: Tickets,
    private readonly subjects: Subjects,
    private readonly access: Access,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  /** Throws a refusal; the caller records it. A ticket that is absent and one out of reach get one answer. */
  async admit(context: RequestContext, facts: IntakeFacts): Promise<AdmittedFacts> {
    const { actor } = context;
    const ticket = await this.vault.read(context, (tx) => this.tickets.systemFind(tx, facts.ticket));
    if (ticket === null) throw new UnknownTicket();
    const kyc = this.policy.documentClasses.find(({ code }) => code === facts.documentClass)?.kyc ?? true;
    const row = intakeRow(kyc, ticket);
    if (!this.access.permits(actor, 'take_in', 'Media', row)) {
      if (actor.kind === 'client' && !ticket.open) throw new IntakeTicketClosed();
      throw new UnknownTicket();
    }
    return {
      ticket,
      subjectId: await this.#subject(context, facts.subjectId ?? ticket.subjectId),
      documentClass: facts.documentClass,
      kyc,
      purpose: facts.purpose ?? ticket.purpose,
      jurisdiction: facts.jurisdiction,
      legalBasis: facts.legalBasis,
      role: this.access.role(actor, 'take_in', 'Media', row),
    };
  }

  /** The subject that a named one is today: merged ones lead on. */
  async #subject(context: RequestContext, subjectId: Id | null): Promise<Id | null> {
    if (subjectId === null) return null;
    const survivor = await this.vault.read(context, (tx) => this.subjects.survivor(tx, subjectId));
    if (survivor === null) throw new UnknownSubject();
    return survivor;
  }
}
