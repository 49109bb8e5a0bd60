import { Injectable } from '@nestjs/common';
import { type Id, type RequestContext, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Outbox } from '../../../platform/jobs';
import type { Disclosure } from '../../../platform/settings';
import { Access } from '../../../trust/access';
import { Audit, type EvidenceLeaf } from '../../../trust/audit';
import { mediaRow } from '../media.policy';
import { MediaRepository, type MediaRow } from '../media.repository';
import { Media } from '../media.service';
import { CutRestricted } from '../upkeep/cut-restricted.job';

const system = systemContext('media');

/**
 * Items whose existence the law keeps from the person: reports of a suspicion, what an authority asked for in secret
 * (GDPR Art 23; AMLR Art 73; regulation D4, R6). Compliance and the DPO alone know of them.
 */
@Injectable()
export class Disclosures {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: Media,
    private readonly repository: MediaRepository,
    private readonly outbox: Outbox,
    private readonly access: Access,
    private readonly audit: Audit,
  ) {}

  /** Makes an item secret, or known again. Whatever is open of it is cut. */
  async set(context: RequestContext, id: Id, disclosure: Disclosure): Promise<MediaRow> {
    const { actor, origin } = context;
    const seen = await this.media.reach(context, 'classify', id, 'media.disclosure.set');
    return this.vault.transaction(context, async (tx) => {
      if (!(await this.repository.setDisclosure(tx, id, disclosure))) return seen;
      await this.outbox.order(tx, system, { name: CutRestricted.jobName, body: {} });
      const role = this.access.role(actor, 'classify', 'Media', mediaRow(seen));
      const object = { media: id, object: seen.objectId, class: seen.class };
      const about = { actor, origin, role, subject: seen.subjectId, object };
      await this.audit.record(tx, { ...about, type: 'media.disclosure.set', decision: 'allow', reason: disclosure });
      return (await this.repository.systemFind(tx, id)) ?? seen;
    });
  }

  /** What the person may be told of some entries: nothing about a secret item, be it destroyed by now. */
  async toldOf(context: RequestContext, leaves: readonly EvidenceLeaf[]): Promise<EvidenceLeaf[]> {
    const media = leaves.flatMap(({ event }) => event.obj?.media ?? []);
    const secret = new Set(await this.vault.read(context, (tx) => this.repository.systemSecretAmong(tx, media)));
    return leaves.filter(({ event }) => !secret.has(event.obj?.media ?? ''));
  }
}
