import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../../platform/http';
import { type Operation, type OperationRun, Operations } from '../../../platform/jobs';
import { KeyEpochs } from '../../../trust/keys';
import { BreachEntries } from '../breach-entries';
import { BreachNotFound, EpochUnknown, ReachNotFound, PeriodEmpty, SubjectMissing } from '../breach.errors';
import { BreachRepository } from '../breach.repository';
import { type Exposure, exposureIn, type Reach, type ReachedItem, type ReachQuery } from './reach';
import { ReachRepository } from './reach.repository';

const kind = 'breach.reach';
const mostReaches = 100;

/** Which items and persons a breach reached: searched in log and store as an operation, and kept with the breach. */
@Injectable()
export class Reaches implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly breaches: BreachRepository,
    private readonly repository: ReachRepository,
    private readonly operations: Operations,
    private readonly epochs: KeyEpochs,
    private readonly entries: BreachEntries,
    private readonly cursors: Cursors,
  ) {}

  onModuleInit(): void {
    this.operations.register({ kind, run: (run) => this.#make(run) });
  }

  /** Orders a search. The entry about it is in the same transaction as the operation. */
  async order(context: RequestContext, breach: Id, query: ReachQuery): Promise<Operation> {
    return this.entries.recordingRefusal(context, { breach }, async () => {
      if (Date.parse(query.from) >= Date.parse(query.to)) throw new PeriodEmpty();
      if (query.key?.kind === 'subject' && query.subject === null) throw new SubjectMissing();
      await this.#exposure(query);
      return this.vault.transaction(context, async (tx) => {
        if ((await this.breaches.find(tx, breach)) === null) throw new BreachNotFound();
        await this.entries.record(tx, context, 'breach.searched', { breach, reason: query.key?.kind });
        return this.operations.start(tx, context, { kind, parameters: { breach, query: JSON.stringify(query) } });
      });
    });
  }

  /** What was searched for and found, newest first. */
  async list(context: RequestContext, breach: Id): Promise<Reach[]> {
    return this.#reading(context, breach, async () =>
      this.vault.transaction(context, async (tx) => {
        if ((await this.breaches.find(tx, breach)) === null) throw new BreachNotFound();
        await this.entries.record(tx, context, 'breach.shown', { breach, action: 'read', reason: 'reach' });
        return this.repository.list(tx, breach, mostReaches);
      }),
    );
  }

  async listItems(
    context: RequestContext,
    breach: Id,
    id: Id,
    { cursor, limit }: { readonly cursor?: string; readonly limit: number },
  ): Promise<Page<ReachedItem>> {
    const after = cursor === undefined ? null : this.#position(id, cursor);
    return this.#reading(context, breach, async () =>
      this.vault.transaction(context, async (tx) => {
        if ((await this.repository.find(tx, breach, id)) === null) throw new ReachNotFound();
        await this.entries.record(tx, context, 'breach.shown', { breach, action: 'read', reason: 'reached_items' });
        const rows = await this.repository.listItems(tx, id, after, limit + 1);
        return this.cursors.page(
          nameOf(id),
          rows,
          limit,
          ({ media }) => [media],
          (row) => row,
        );
      }),
    );
  }

  /** Repeating it finds the one that is there: the operation's id is the search's. */
  async #make({ id, context, parameters }: OperationRun): Promise<{ href: string }> {
    const breach = String(parameters['breach']);
    const query = JSON.parse(String(parameters['query'])) as ReachQuery;
    const exposure = await this.#exposure(query);
    await this.vault.transaction(context, async (tx) => {
      if (await this.repository.exists(tx, id)) return;
      const family = query.subject === null ? null : await this.repository.listFamily(tx, query.subject);
      await this.repository.make(tx, { id, breach, query, madeBy: context.actor.id }, { family, exposure });
    });
    return { href: `/v1/breaches/${breach}/reaches` };
  }

  /** When a key that is out would have opened what there was; null where no key is out. */
  async #exposure({ from, to, key }: ReachQuery): Promise<Exposure | null> {
    const period = { from: new Date(from), to: new Date(to) };
    if (key?.kind !== 'epoch') return key === null ? null : period;
    const life = await this.epochs.findLife(key.epoch);
    if (life === null) throw new EpochUnknown();
    return exposureIn(period, life);
  }

  #reading<T>(context: RequestContext, breach: Id, read: () => Promise<T>): Promise<T> {
    return this.entries.recordingRefusal(context, { breach, action: 'read' }, read);
  }

  #position(id: Id, cursor: string): Id {
    const [media] = this.cursors.decode(nameOf(id), cursor);
    if (typeof media !== 'string') throw new InvalidCursor();
    return media;
  }
}

function nameOf(id: Id): string {
  return `reached items ${id}`;
}
