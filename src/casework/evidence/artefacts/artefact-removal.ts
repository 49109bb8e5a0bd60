import { Injectable } from '@nestjs/common';
import { type Id, systemActor, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import type { JobHandler } from '../../../platform/jobs';
import { KeptObjects, SealedCopies } from '../../../records/media';
import { Audit } from '../../../trust/audit';
import { KeyEnds, OrphanSweep } from '../../../trust/keys';
import type { Artefact } from './artefact';
import { ArtefactRepository } from './artefact.repository';
import { evidenceEntry } from './evidence-entry';

const system = { actor: systemActor };
const batch = 100;
const beforeAll: Id = '00000000-0000-0000-0000-000000000000';

/** Ends artefacts: their keys first, so that nothing opens them any more, then their objects. */
@Injectable()
export class ArtefactRemoval implements JobHandler {
  readonly name = 'evidence.remove-expired';
  readonly everySeconds = 3600;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ArtefactRepository,
    private readonly copies: SealedCopies,
    private readonly audit: Audit,
    private readonly ends: KeyEnds,
    keys: OrphanSweep,
    kept: KeptObjects,
  ) {
    kept.keep((after, limit) => vault.read(system, (tx) => repository.systemListKept(tx, after, limit)));
    keys.keep((ids) => vault.read(system, (tx) => repository.systemReferencedKeys(tx, ids)));
  }

  async run(): Promise<void> {
    const due = await this.vault.read(system, (tx) => this.repository.systemDue(tx, batch));
    for (const artefact of due) await this.remove(artefact, artefact.state === 'making' ? 'broken_off' : 'expired');
  }

  /** Removes every artefact that holds these subjects or items: part of their erasure. Says how many there were. */
  async removeHolding(kind: 'subject' | 'media', refs: readonly Id[]): Promise<number> {
    const holding = await this.vault.read(system, (tx) => this.repository.systemHolding(tx, kind, refs));
    for (const artefact of holding) await this.remove(artefact, 'erasure');
    return holding.length;
  }

  /** Removes artefacts whose keys have ended: a restored backup brought their rows back. Says how many there were. */
  async removeEnded(): Promise<number> {
    let removed = 0;
    for (let after = beforeAll; ;) {
      const page = await this.vault.read(system, (tx) => this.repository.systemListKept(tx, after, batch));
      const last = page.at(-1);
      if (last === undefined) return removed;
      const ended = await this.ends.listEnded(page.map(({ dataKeyId }) => dataKeyId));
      for (const { id } of page.filter(({ dataKeyId }) => ended.has(dataKeyId))) {
        const artefact = await this.vault.read(system, (tx) => this.repository.systemFind(tx, id));
        if (artefact !== null) await this.remove(artefact, 'restored');
        removed += 1;
      }
      after = last.objectId;
    }
  }

  async remove(artefact: Artefact, reason: 'expired' | 'broken_off' | 'erasure' | 'restored'): Promise<void> {
    await this.copies.remove(systemActor, artefact);
    await this.vault.transaction(system, async (tx) => {
      if (!(await this.repository.systemRemove(tx, artefact.id))) return;
      const about = { role: 'system', artefact, request: artefact.request, reason } as const;
      await this.audit.record(tx, evidenceEntry(systemContext('evidence'), 'evidence.removed', about));
    });
  }
}
