import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import type { OperationRun } from '../../../platform/jobs';
import { SealedCopies } from '../../../records/media';
import { Access } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import type { EvidenceRequest } from '../bundle/claim';
import {
  artefactClass,
  type ArtefactFormat,
  type ArtefactKind,
  artefactPath,
  artefactResource,
  keptDays,
} from './artefact';
import { ArtefactRepository } from './artefact.repository';
import { evidenceEntry } from './evidence-entry';
import { ArtefactRemoval } from './artefact-removal';
import { ArtefactWriters } from './artefact-writers';

const dayMillis = 86_400_000;
const system = { actor: systemActor };

/** Makes artefacts: a survey of the entries, then one stream from the log to the sealed copy. */
@Injectable()
export class ArtefactMaking {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ArtefactRepository,
    private readonly removal: ArtefactRemoval,
    private readonly copies: SealedCopies,
    private readonly writers: ArtefactWriters,
    private readonly audit: Audit,
    private readonly access: Access,
  ) {}

  async make(kind: ArtefactKind, run: OperationRun): Promise<{ href: string }> {
    const { context, signal } = run;
    const order = orderOf(kind, run);
    await this.cleanUp(run);
    const names = this.copies.names();
    const role = this.access.role(context.actor, 'create', artefactResource[kind]);
    const work = await this.writers.prepare(run, { ...order, id: names.id });
    await this.vault.transaction(context, (tx) =>
      this.repository.add(tx, {
        ...order,
        class: artefactClass[kind],
        operationId: run.id,
        requestedBy: context.actor.id,
        expiresAt: new Date(work.at.getTime() + order.keptDays * dayMillis),
        names,
      }),
    );
    // Personal parts are opened from here on: the entry about that comes first.
    const artefact = { objectId: names.objectId, class: artefactClass[kind], format: order.format };
    const entry = evidenceEntry(context, 'evidence.made', { role, artefact, request: order.request });
    const range = work.survey.first === null ? undefined : `${work.survey.first}-${work.survey.last ?? 0}`;
    await this.audit.recordSealed({ ...entry, range });
    const copy = await this.copies.make(names, work.write(), signal).catch(async (error: unknown) => {
      // Where even this fails, the next attempt or the daily removal does it.
      await this.cleanUp(run).catch(() => undefined);
      throw error;
    });
    await this.vault.transaction(context, (tx) => this.repository.finish(tx, copy, work.survey));
    run.progress(work.survey.chosen, work.survey.chosen);
    return { href: `${artefactPath[kind]}/${names.id}` };
  }

  /** An attempt that broke off left a row and perhaps an object: each attempt has its own, and one remains. */
  private async cleanUp(run: OperationRun): Promise<void> {
    for (const left of await this.vault.read(system, (tx) => this.repository.systemUnfinished(tx, run.id)))
      await this.removal.remove(left, 'broken_off');
  }
}

function orderOf(
  kind: ArtefactKind,
  { parameters }: OperationRun,
): { kind: ArtefactKind; format: ArtefactFormat; request: EvidenceRequest; keptDays: number } {
  const request = JSON.parse(String(parameters['request'])) as EvidenceRequest;
  const days = Math.min(Number(parameters['keptDays']), keptDays.most);
  return { kind, format: String(parameters['format']) as ArtefactFormat, request, keptDays: days };
}
