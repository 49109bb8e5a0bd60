import { Injectable } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { type DestructibleItem, MediaDestruction } from '../../../records/media';
import { SubjectEnd } from '../../../records/subjects';
import { type GoingRow, type Plan, PlanRepository } from '../plans/plan.repository';

const system = systemContext('destruction');
const itemsAtOnce = 1_000;

/** An item that goes, with what the plan says of it. */
export type GoingItem = DestructibleItem & Omit<GoingRow, 'media'>;

/** What a started plan is about. It does not change any more. */
@Injectable()
export class PlanScope {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly media: MediaDestruction,
    private readonly subjects: SubjectEnd,
  ) {}

  /** Everything that goes, in the order of its ids and a page at a time (in one transaction, if given): memory stays what a page takes. */
  async *going({ id }: Pick<Plan, 'id'>, within?: Transaction): AsyncGenerator<readonly GoingItem[]> {
    let after: Id | null = null;
    for (;;) {
      const page = await this.page(id, after, within);
      const last: GoingItem | undefined = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last.id;
    }
  }

  /** Everything that becomes other people's, with whose it is by now, likewise. */
  async *moving({ id }: Pick<Plan, 'id'>): AsyncGenerator<readonly DestructibleItem[]> {
    let after: Id | null = null;
    for (;;) {
      const page = await this.vault.read(system, async (tx) =>
        this.media.list(tx, await this.plans.systemPageMoving(tx, id, { after, limit: itemsAtOnce })),
      );
      const last: DestructibleItem | undefined = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last.id;
    }
  }

  /** Items of this plan that another one has given to their present person, and whose keys have perhaps not followed yet. */
  async onTheirWay({ id }: Pick<Plan, 'id'>): Promise<readonly DestructibleItem[]> {
    return this.vault.read(system, async (tx) => this.media.list(tx, await this.plans.systemListOnTheirWay(tx, id)));
  }

  /** Every pseudonym of a person of whom nothing stays; nobody where something does. */
  async ended({ whole, subjectId }: Plan): Promise<Id[]> {
    if (!whole || subjectId === null) return [];
    return this.vault.read(system, (tx) => this.subjects.family(tx, subjectId));
  }

  /** The items that go after this one. */
  async page(plan: Id, after: Id | null, within?: Transaction): Promise<GoingItem[]> {
    if (within !== undefined) return this.#read(within, plan, after);
    return this.vault.read(system, (tx) => this.#read(tx, plan, after));
  }

  async #read(tx: Transaction, plan: Id, after: Id | null): Promise<GoingItem[]> {
    const rows = await this.plans.systemPageGoing(tx, plan, { after, limit: itemsAtOnce });
    const saidOf = new Map(rows.map(({ media, ...said }) => [media, said]));
    const items = await this.media.list(tx, [...saidOf.keys()]);
    return items.map((item) => ({ ...item, ...(saidOf.get(item.id) ?? { authority: [], versions: null }) }));
  }
}
