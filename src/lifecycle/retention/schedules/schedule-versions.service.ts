import { Injectable } from '@nestjs/common';
import { type Id, isId, type RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { ScheduleVersionNotFound } from '../retention.errors';
import { ScheduleEntries } from './schedule-entries';
import { type InForce, ScheduleInForce } from './schedule-in-force';
import type { MoveKind, ScheduleVersion } from './schedule-version';
import { type ScheduleMove, ScheduleRepository } from './schedule.repository';

/** A version beside what is in force now. */
export interface ShownVersion {
  readonly version: ScheduleVersion;
  readonly inForce: InForce;
}

/** What is in force, what was proposed, and what it would move. */
@Injectable()
export class ScheduleVersions {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ScheduleRepository,
    private readonly inForce: ScheduleInForce,
    private readonly entries: ScheduleEntries,
    private readonly cursors: Cursors,
  ) {}

  async current(context: RequestContext): Promise<InForce & { readonly shippedChanged: boolean }> {
    const inForce = await this.vault.read(context, (tx) => this.inForce.read(tx));
    const { version } = inForce;
    return { ...inForce, shippedChanged: version !== null && version.shipped !== this.inForce.shipped.hash };
  }

  async get(context: RequestContext, id: Id): Promise<ShownVersion> {
    return this.vault.read(context, async (tx) => {
      const version = await this.repository.find(tx, id);
      if (version === null) throw new ScheduleVersionNotFound();
      return { version, inForce: await this.inForce.read(tx) };
    });
  }

  async list(
    context: RequestContext,
    { cursor, limit }: { cursor?: string; limit: number },
  ): Promise<Page<ShownVersion>> {
    const before = this.#position('schedule versions', cursor);
    return this.vault.read(context, async (tx) => {
      const inForce = await this.inForce.read(tx);
      const rows = await this.repository.list(tx, { before, limit: limit + 1 });
      return this.cursors.page(
        'schedule versions',
        rows,
        limit,
        ({ id }) => [id],
        (version) => ({ version, inForce }),
      );
    });
  }

  /** Items that a version would move. Seeing them is an entry. */
  async moves(
    context: RequestContext,
    version: Id,
    { kind, cursor, limit }: { kind?: MoveKind; cursor?: string; limit: number },
  ): Promise<Page<ScheduleMove>> {
    const name = `moves ${version} ${kind ?? ''}`;
    const after = this.#position(name, cursor);
    await this.get(context, version);
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.repository.listMoves(tx, { version, kind, after, limit: limit + 1 });
      await this.entries.about(tx, context, 'retention.schedule.shown', { id: version });
      return this.cursors.page(
        name,
        rows,
        limit,
        ({ media }) => [media],
        (row) => row,
      );
    });
  }

  #position(name: string, cursor: string | undefined): Id | undefined {
    const [id] = cursor === undefined ? [] : this.cursors.decode(name, cursor);
    if (id !== undefined && !isId(id)) throw new InvalidCursor();
    return id;
  }
}
