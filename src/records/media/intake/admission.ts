import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Id, RequestContext, Role, Scope } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { type Disclosure, POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Access, UnknownTicket } from '../../../trust/access';
import { Keys } from '../../../trust/keys';
import { Subjects } from '../../subjects';
import { type Ticket, Tickets } from '../../tickets';
import { IntakeTicketClosed, MediaErased, UnknownSubject } from '../media.errors';
import { intakeRow } from '../media.policy';
import { MediaRepository } from '../media.repository';
import type { IntakeFacts } from './given-facts';

/** Facts of an item that may be taken in. */
export interface AdmittedFacts {
  readonly ticket: Ticket;
  /** Null where nobody said whom it is about: it gets a provisional subject. */
  readonly subjectId: Id | null;
  readonly documentClass: string;
  readonly kyc: boolean;
  readonly disclosure: Disclosure;
  readonly purpose: string;
  readonly jurisdiction: string | null;
  readonly legalBasis: string | null;
  /** Keyed: it outlives the item. */
  readonly sourceHash: Buffer | null;
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
    private readonly media: MediaRepository,
    private readonly keys: Keys,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  /** Throws a refusal; the caller records it. A ticket that is absent and one out of reach get one answer. */
  async admit(context: RequestContext, facts: IntakeFacts): Promise<AdmittedFacts> {
    const { actor } = context;
    const ticket = await this.vault.read(context, (tx) => this.tickets.systemFind(tx, facts.ticket));
    if (ticket === null) throw new UnknownTicket();
    const { kyc = true, disclosure = 'normal' } =
      this.policy.documentClasses.find(({ code }) => code === facts.documentClass) ?? {};
    const row = intakeRow(kyc, ticket);
    if (!this.access.permits(actor, 'take_in', 'Media', row)) {
      if (actor.kind === 'client' && !ticket.open) throw new IntakeTicketClosed();
      throw new UnknownTicket();
    }
    return {
      ticket,
      subjectId: await this.#subject(context, facts.subjectId, ticket),
      documentClass: facts.documentClass,
      kyc,
      disclosure,
      purpose: facts.purpose ?? ticket.purpose,
      jurisdiction: facts.jurisdiction,
      legalBasis: facts.legalBasis,
      sourceHash: await this.#source(context, facts.source),
      role: this.access.role(actor, 'take_in', 'Media', row),
    };
  }

  /** What was destroyed does not come in again: neither by a retry, nor by polling, nor by an import. */
  async #source(context: RequestContext, source: string | null): Promise<Buffer | null> {
    if (source === null) return null;
    const hash = await this.keys.lookupHash('source', source);
    if (await this.vault.read(context, (tx) => this.media.systemIsSuppressed(tx, hash))) throw new MediaErased();
    return hash;
  }

  /**
   * The subject that the named one, or the ticket's, is today: merged ones lead on. One out of the actor's reach is
   * answered like an absent one: nobody hangs an item on somebody whom no ticket led them to.
   */
  async #subject({ actor }: RequestContext, named: Id | null, ticket: Ticket): Promise<Id | null> {
    const subjectId = named ?? ticket.subjectId;
    if (subjectId === null) return null;
    return this.vault.read({ actor }, async (tx) => {
      const family = await this.subjects.family(tx, subjectId);
      const [survivor] = family;
      if (survivor === undefined || !(await this.#canName(tx, actor, subjectId, ticket, family)))
        throw new UnknownSubject();
      await this.subjects.assertLiving(tx, survivor);
      return survivor;
    });
  }

  async #canName(
    tx: Transaction,
    actor: Actor,
    subjectId: Id,
    ticket: Ticket,
    family: readonly Id[],
  ): Promise<boolean> {
    if (subjectId === ticket.subjectId || (await this.media.systemIsAbout(tx, ticket.id, family))) return true;
    return this.subjects.canName(tx, actor, subjectId);
  }
}
