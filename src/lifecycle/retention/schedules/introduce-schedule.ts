import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Operations } from '../../../platform/jobs';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../../trust/access';
import { ScheduleNotRehearsed, ScheduleOutdated, ScheduleVersionNotFound } from '../retention.errors';
import { recomputeKind } from './recompute-claims';
import { ScheduleEntries } from './schedule-entries';
import { ScheduleInForce } from './schedule-in-force';
import { moveKinds, type ScheduleVersion } from './schedule-version';
import { ScheduleRepository } from './schedule.repository';

/** Which version comes into force, over which, and how many items it moves in which way. */
export type IntroduceRequest = {
  readonly version: Id;
  readonly hash: string;
  readonly base: string;
  readonly moves: { readonly [kind: string]: number };
};

/** A schedule comes into force by a records manager who asks and a compliance officer or DPO who approves these very rows. */
@Injectable()
export class IntroduceSchedule implements ApprovableAction<IntroduceRequest>, OnModuleInit {
  readonly name = 'schedule.introduce';
  readonly mayRequest = ['records_manager'] as const;
  readonly mayApprove = ['compliance_officer', 'dpo'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 14 * 24;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly repository: ScheduleRepository,
    private readonly inForce: ScheduleInForce,
    private readonly operations: Operations,
    private readonly entries: ScheduleEntries,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  async request(context: RequestContext, version: Id): Promise<Approval> {
    return this.requests.request(context, this, async (tx) => {
      const { hash, base, moves } = await this.#ready(tx, version);
      return { version, hash, base, moves };
    });
  }

  describe({ hash, moves }: IntroduceRequest): readonly string[] {
    const counted = moveKinds.filter((kind) => (moves[kind] ?? 0) > 0);
    const items = (kind: string): string =>
      `${(moves[kind] ?? 0).toLocaleString('en-US')} ${kind.replaceAll('_', ' ')}`;
    return [
      `Brings the retention schedule ${hash.slice(0, 19)}… into force and works all claims out again.`,
      counted.length === 0 ? 'No item moves.' : `Items that move: ${counted.map(items).join(', ')}.`,
      'Nothing is destroyed by it: what becomes due is destroyed by a plan of its own. The way back is another version.',
    ];
  }

  async execute(tx: Transaction, context: RequestContext, approved: Approved<IntroduceRequest>): Promise<void> {
    await this.repository.hold(tx);
    const { id, hash } = await this.#ready(tx, approved.request.version);
    await this.repository.introduce(tx, id, approved.id);
    await this.entries.about(tx, context, 'retention.schedule.introduced', { id, hash: approved.hash });
    await this.operations.start(tx, context, { kind: recomputeKind, parameters: { schedule: hash } });
  }

  async #ready(tx: Transaction, id: Id): Promise<Omit<ScheduleVersion, 'moves'> & Pick<IntroduceRequest, 'moves'>> {
    const version = await this.repository.find(tx, id);
    if (version === null) throw new ScheduleVersionNotFound();
    if (version.moves === null) throw new ScheduleNotRehearsed();
    const { hash } = await this.inForce.read(tx);
    if (version.inForceAt !== null || hash !== version.base) throw new ScheduleOutdated();
    const moves: Record<string, number> = {};
    for (const { kind, items } of version.moves) moves[kind] = (moves[kind] ?? 0) + items;
    return { ...version, moves };
  }
}
