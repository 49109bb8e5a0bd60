import { Inject, Injectable } from '@nestjs/common';
import type { FieldError, Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { etagOf, requireMatch } from '../../../platform/http';
import { Outbox } from '../../../platform/jobs';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Audit } from '../../../trust/audit';
import { classReasons, factReasons, isAboutFacts, type QuarantineReason } from '../inspection/release';
import { turned } from '../media';
import { InvalidFacts, MediaConflict } from '../media.errors';
import { mediaNews } from '../media.events';
import { MediaRepository, type MediaRow } from '../media.repository';
import { Media } from '../media.service';

/** Facts that are given now; what is not given stays. */
export interface GivenLater {
  readonly class?: string;
  readonly purpose?: string;
  readonly jurisdiction?: string;
  readonly legalBasis?: string;
}

/** The state of an item that a change must have read. */
export function etagOfMedia({ id, version, restricted }: Pick<MediaRow, 'id' | 'version' | 'restricted'>): string {
  return restricted ? etagOf(id, version, 'restricted') : etagOf(id, version);
}

/** Completes the facts of an item in quarantine; it is released where nothing else holds it there. */
@Injectable()
export class CompleteFacts {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: Media,
    private readonly repository: MediaRepository,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  /** Whoever completes facts must see the item as it is and might take it in: nobody classifies an item into own reach. */
  async complete(context: RequestContext, id: Id, given: GivenLater, ifMatch: string | undefined): Promise<MediaRow> {
    await this.media.reach(context, 'take_in', id, 'media.facts.completed');
    const seen = await this.media.reach(context, 'read', id, 'media.facts.completed');
    requireMatch(ifMatch, etagOfMedia(seen));
    this.#assertListed(given);
    if (seen.state !== 'quarantined') throw new MediaConflict();
    return this.vault.transaction(context, async (tx) => {
      const facts = merged(seen, given, this.policy);
      if (!(await this.repository.changeFacts(tx, seen, facts))) throw new MediaConflict();
      const row = { ...seen, ...facts, version: seen.version + 1 };
      const reasons = this.#reasons(row);
      const state = turned(row.state, reasons.length === 0 ? 'release' : 'quarantine');
      await this.repository.changeState(tx, row, state, reasons);
      const about = {
        actor: context.actor,
        origin: context.origin,
        role: null,
        subject: row.subjectId,
        decision: 'allow',
      } as const;
      const object = { media: row.id, object: row.objectId, class: row.class };
      await this.audit.record(tx, { ...about, object, type: 'media.facts.completed', purpose: row.purpose });
      if (state === 'available') {
        await this.audit.record(tx, { ...about, object, type: 'media.released', purpose: row.purpose });
        await this.outbox.publish(tx, context, mediaNews('media.released', row));
      }
      return (await this.repository.systemFind(tx, id)) ?? row;
    });
  }

  #reasons(row: MediaRow): QuarantineReason[] {
    const facts = { documentClass: row.class, jurisdiction: row.jurisdiction, legalBasis: row.legalBasis };
    const ofContent = row.quarantineReasons.filter((reason) => !isAboutFacts(reason));
    return [...ofContent, ...classReasons(this.policy, row.class, row.contentType), ...factReasons(facts)];
  }

  #assertListed(given: GivenLater): void {
    const lists = [
      ['class', this.policy.documentClasses],
      ['purpose', this.policy.purposes],
      ['jurisdiction', this.policy.jurisdictions],
      ['legalBasis', this.policy.legalBases],
    ] as const;
    const faults = lists.flatMap(([name, list]): FieldError[] =>
      given[name] === undefined || list.some(({ code }) => code === given[name])
        ? []
        : [{ pointer: `/${name}`, code: 'unknown' }],
    );
    if (faults.length > 0) throw new InvalidFacts(faults);
  }
}

function merged(row: MediaRow, given: GivenLater, policy: PolicyData) {
  const documentClass = given.class ?? row.class;
  const listed = policy.documentClasses.find(({ code }) => code === documentClass);
  return {
    class: documentClass,
    kyc: listed?.kyc ?? true,
    // A class may make it secret; no class makes it known again.
    disclosure: listed?.disclosure ?? row.disclosure,
    purpose: given.purpose ?? row.purpose,
    jurisdiction: given.jurisdiction ?? row.jurisdiction,
    legalBasis: given.legalBasis ?? row.legalBasis,
  };
}
