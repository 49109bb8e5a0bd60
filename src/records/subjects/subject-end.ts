import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { SubjectRepository } from './subject.repository';

/** The end of a person in the vault: the pseudonym stays, and leads nowhere. Whether it may be is decided above. */
@Injectable()
export class SubjectEnd {
  constructor(private readonly repository: SubjectRepository) {}

  /** A subject with everybody who was merged into it, held still until the transaction ends; empty where there is none. */
  async holdFamily(tx: Transaction, id: Id): Promise<Id[]> {
    const family = await this.repository.systemFamily(tx, id);
    await this.repository.systemHold(tx, family);
    return family;
  }

  async family(tx: Transaction, id: Id): Promise<Id[]> {
    return this.repository.systemFamily(tx, id);
  }

  /** Of each of these subjects the one that stands for it. */
  async survivorsOf(tx: Transaction, ids: readonly Id[]): Promise<Map<Id, Id>> {
    return this.repository.systemSurvivors(tx, ids);
  }

  /** Subjects who have not ended, in the order of their ids. */
  async page(tx: Transaction, after: Id, limit: number): Promise<Id[]> {
    return this.repository.systemPageLiving(tx, after, limit);
  }

  /** Those of these subjects who have not ended. */
  async listLiving(tx: Transaction, ids: readonly Id[]): Promise<Id[]> {
    return this.repository.systemListLiving(tx, ids);
  }

  /** Nothing is taken in for them any more; by what they were known goes, lookup hashes included. */
  async end(tx: Transaction, ids: readonly Id[]): Promise<void> {
    await this.repository.systemEnd(tx, ids);
  }
}
