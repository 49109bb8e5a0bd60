import { Injectable } from '@nestjs/common';
import { type Id, systemActor, systemContext } from '../../../kernel';
import { CopyRemovers } from '../../../lifecycle/destruction';
import { VaultDatabase } from '../../../platform/database';
import { type JobHandler, JobRegistry } from '../../../platform/jobs';
import { KeptObjects, SealedCopies } from '../../../records/media';
import { OrphanSweep } from '../../../trust/keys';
import { RequestEntries } from '../register/request-entries';
import type { AccessPackage } from './package';
import { PackageRepository } from './package.repository';

const system = systemContext('subject-requests');
const batch = 100;

/** Ends packages: their keys first, so that nothing opens them any more, then their objects. */
@Injectable()
export class PackageRemoval implements JobHandler {
  readonly name = 'requests.remove-packages';
  readonly everySeconds = 3_600;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly packages: PackageRepository,
    private readonly copies: SealedCopies,
    private readonly entries: RequestEntries,
  ) {}

  async run(): Promise<void> {
    const due = await this.vault.read(system, (tx) => this.packages.systemDue(tx, batch));
    for (const one of due) await this.remove(one, one.state === 'making' ? 'broken_off' : 'expired');
  }

  /** Removes every package that holds these subjects or items: part of their erasure. Says how many there were. */
  async removeHolding(kind: 'subject' | 'media', refs: readonly Id[]): Promise<number> {
    const holding = await this.vault.read(system, (tx) => this.packages.systemHolding(tx, kind, refs));
    for (const one of holding) await this.remove(one, 'erasure');
    return holding.length;
  }

  async remove({ id, request, objectKey }: AccessPackage, reason: 'expired' | 'broken_off' | 'erasure'): Promise<void> {
    await this.copies.remove(systemActor, { id, objectKey });
    await this.vault.transaction(system, async (tx) => {
      if (await this.packages.systemRemove(tx, id))
        await this.entries.record(tx, system, 'request.package.removed', { request, reason });
    });
  }
}

/** Says to the modules below what packages need and hold. */
@Injectable()
export class PackageUpkeep {
  constructor(
    vault: VaultDatabase,
    packages: PackageRepository,
    removal: PackageRemoval,
    keys: OrphanSweep,
    kept: KeptObjects,
    copies: CopyRemovers,
    jobs: JobRegistry,
  ) {
    kept.keep((after, limit) => vault.read(system, (tx) => packages.systemListKept(tx, after, limit)));
    keys.keep((ids) => vault.read(system, (tx) => packages.systemReferencedKeys(tx, ids)));
    copies.add({ name: 'access_packages', removeHolding: (kind, refs) => removal.removeHolding(kind, refs) });
    jobs.register(removal);
  }
}
