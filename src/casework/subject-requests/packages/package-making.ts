import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import type { OperationRun } from '../../../platform/jobs';
import { SealedCopies } from '../../../records/media';
import { RequestEntries } from '../register/request-entries';
import { given, packageDays } from './package';
import { PackageRemoval } from './package-removal';
import { PackageRepository } from './package.repository';
import { PackageSources } from './package-sources';
import { type PackageWork, PackageWriter } from './package-writer';

export const packageKind = 'requests.package';
const dayMillis = 86_400_000;
const system = { actor: systemActor };

/** Makes packages: one stream from the items to a copy that is sealed under a key of its own. */
@Injectable()
export class PackageMaking {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly sources: PackageSources,
    private readonly packages: PackageRepository,
    private readonly copies: SealedCopies,
    private readonly writer: PackageWriter,
    private readonly removal: PackageRemoval,
    private readonly entries: RequestEntries,
  ) {}

  async make(run: OperationRun): Promise<{ href: string }> {
    const { context, signal } = run;
    await this.#cleanUp(run);
    const names = this.copies.names();
    const work = await this.vault.transaction(context, (tx) => this.#begin(tx, run, names));
    const { request } = work;
    // Personal data is opened from here on: the entry about that comes first.
    await this.entries.recordSealed(context, 'request.package.made', { request: request.id, subject: request.subject });
    const copy = await this.copies.make(names, this.writer.write(work), signal).catch(async (error: unknown) => {
      // Where even this fails, the next attempt or the hourly removal does it.
      await this.#cleanUp(run).catch(() => undefined);
      throw error;
    });
    const finished = await this.vault.transaction(context, (tx) => this.packages.finish(tx, copy));
    // An erasure came first: what was written since then goes, too.
    if (!finished) await this.copies.remove(systemActor, names);
    return { href: `/v1/subject-requests/${request.id}/packages` };
  }

  async #begin(
    tx: Parameters<PackageSources['get']>[0],
    { id: operation, context, parameters, signal }: OperationRun,
    names: ReturnType<SealedCopies['names']>,
  ): Promise<PackageWork> {
    const sources = await this.sources.get(tx, String(parameters['request']));
    const at = await tx.now();
    await this.packages.add(tx, {
      names,
      request: sources.request.id,
      operation,
      requestedBy: context.actor.id,
      expiresAt: new Date(at.getTime() + packageDays.kept * dayMillis),
      media: given(sources.plan).map(({ media }) => media),
      subjects: sources.subjects,
    });
    const ticket = { system: String(parameters['ticketSystem']), id: String(parameters['ticketId']) };
    return { ...sources, id: names.id, at, context, signal, ticket };
  }

  async #cleanUp({ id }: OperationRun): Promise<void> {
    for (const left of await this.vault.read(system, (tx) => this.packages.systemUnfinished(tx, id)))
      await this.removal.remove(left, 'broken_off');
  }
}
