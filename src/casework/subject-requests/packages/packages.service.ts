import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { type Operation, Operations } from '../../../platform/jobs';
import { RequestEntries } from '../register/request-entries';
import { NothingToGive } from '../request.errors';
import { type AccessPackage, given } from './package';
import { packageKind, PackageMaking } from './package-making';
import { PackageRepository } from './package.repository';
import { PackageSources } from './package-sources';

/** Orders what a person gets who asks for their data, and shows what became of it. */
@Injectable()
export class Packages {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly sources: PackageSources,
    private readonly packages: PackageRepository,
    private readonly operations: Operations,
    private readonly entries: RequestEntries,
    making: PackageMaking,
  ) {
    operations.register({ kind: packageKind, run: (run) => making.make(run) });
  }

  /** Under a ticket for subject requests: each item is opened under a grant of it, like any view. */
  async order(context: RequestContext, id: Id, ticket: { system: string; id: string }): Promise<Operation> {
    return this.entries.recordingRefusal(context, id, () =>
      this.vault.transaction(context, async (tx) => {
        const { request, plan } = await this.sources.get(tx, id);
        if (given(plan).length === 0) throw new NothingToGive();
        const parameters = { request: id, ticketSystem: ticket.system, ticketId: ticket.id };
        const operation = await this.operations.start(tx, context, { kind: packageKind, parameters });
        const { subject } = request;
        await this.entries.record(tx, context, 'request.package.ordered', { request: id, subject });
        return operation;
      }),
    );
  }

  /** Newest first. */
  async list(context: RequestContext, id: Id): Promise<AccessPackage[]> {
    return this.entries.recordingRefusal(context, id, () =>
      this.vault.transaction(context, async (tx) => {
        const { subject } = await this.sources.find(tx, id);
        await this.entries.record(tx, context, 'request.package.listed', { request: id, subject, action: 'read' });
        return this.packages.list(tx, id);
      }),
    );
  }
}
