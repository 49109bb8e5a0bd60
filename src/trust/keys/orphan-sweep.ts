import { Injectable } from '@nestjs/common';
import { type Id, systemActor } from '../../kernel';
import { KeystoreDatabase } from '../../platform/database';
import { Audit } from '../audit';
import { guarded, SweepRefused } from './keys.errors';
import { KeystoreRepository } from './keystore.repository';

/** Which of these data keys some row still names. Given by each module that keeps such rows. */
export type FindReferenced = (dataKeyIds: readonly Id[]) => Promise<readonly Id[]>;

const system = { actor: systemActor };
const ageHours = 24;
const pageSize = 1000;
/** Interrupted uploads of a day are few: more than this many, and more than this share of all, is not that. */
const limit = { count: 100, share: 0.05 };

/** Removes data keys that an interrupted upload left behind: a day old, and no row names them. */
@Injectable()
export class OrphanSweep {
  readonly #keepers: FindReferenced[] = [];

  constructor(
    private readonly database: KeystoreDatabase,
    private readonly keystore: KeystoreRepository,
    private readonly audit: Audit,
  ) {}

  /** A module says which keys its rows need; each does so when it is made. */
  keep(findReferenced: FindReferenced): void {
    this.#keepers.push(findReferenced);
  }

  /** Returns how many went. Looks at all first: where far too many seem orphaned, none goes (`SweepRefused`). */
  async sweepOrphans(): Promise<number> {
    const { examined, orphans } = await this.findOrphans();
    if (orphans.length === 0) return 0;
    if (orphans.length > limit.count && orphans.length > examined * limit.share) throw new SweepRefused();
    return guarded(() =>
      this.database.transaction(system, async (tx) => {
        const removed = await this.keystore.removeDataKeys(tx, orphans);
        await this.audit.recordAlone({
          type: 'keys.orphans.swept',
          actor: systemActor,
          role: 'system',
          decision: 'allow',
          reason: 'no_media_row',
        });
        return removed;
      }),
    );
  }

  /** Data keys at least so old that no row names, a page at a time. Nothing is removed. */
  async *listOrphans(hours: number): AsyncGenerator<readonly Id[]> {
    for await (const { unnamed } of this.pages(hours)) yield unnamed;
  }

  private async findOrphans(): Promise<{ examined: number; orphans: Id[] }> {
    const orphans: Id[] = [];
    let examined = 0;
    for await (const { page, unnamed } of this.pages(ageHours)) {
      orphans.push(...unnamed);
      examined += page.length;
    }
    return { examined, orphans };
  }

  private async *pages(hours: number): AsyncGenerator<{ page: Id[]; unnamed: Id[] }> {
    let after: Id | null = null;
    for (;;) {
      const page: Id[] = await this.page(hours, after);
      const last = page.at(-1);
      if (last === undefined) return;
      const referenced = await this.referenced(page);
      yield { page, unnamed: page.filter((id) => !referenced.has(id)) };
      after = last;
    }
  }

  private async referenced(page: readonly Id[]): Promise<Set<Id>> {
    if (this.#keepers.length === 0) throw new SweepRefused();
    const kept = await Promise.all(this.#keepers.map((findReferenced) => findReferenced(page)));
    return new Set(kept.flat());
  }

  private async page(hours: number, after: Id | null): Promise<Id[]> {
    return guarded(() => this.database.read(system, (tx) => this.keystore.pageOldDataKeys(tx, hours, after, pageSize)));
  }
}
