import { Injectable } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { type DestructibleItem, MediaDestruction } from '../../../records/media';
import { SubjectEnd } from '../../../records/subjects';
import { type Plan, PlanRepository } from '../plans/plan.repository';

const system = systemContext('destruction');

/** What a started plan is about. It does not change any more. */
@Injectable()
export class PlanScope {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly media: MediaDestruction,
    private readonly subjects: SubjectEnd,
  ) {}

  async going({ id }: Plan): Promise<Id[]> {
    return this.vault.read(system, (tx) => this.plans.systemListGoing(tx, id));
  }

  async items({ id }: Plan): Promise<DestructibleItem[]> {
    return this.vault.read(system, async (tx) => this.media.list(tx, await this.plans.systemListGoing(tx, id)));
  }

  /** Every pseudonym of a person of whom nothing stays; nobody where something does. */
  async ended({ whole, subjectId }: Plan): Promise<Id[]> {
    if (!whole || subjectId === null) return [];
    return this.vault.read(system, (tx) => this.subjects.family(tx, subjectId));
  }
}
