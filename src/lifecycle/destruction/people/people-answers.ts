import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { answerOf, type PeopleAnswer } from './people-question';
import { PeopleRepository } from './people.repository';

/** What was decided about items on which others are, for whoever plans their end. */
@Injectable()
export class PeopleAnswers {
  constructor(private readonly repository: PeopleRepository) {}

  /** Of those of these items on which others who live are; these stay as they are until the transaction ends. */
  async of(tx: Transaction, media: readonly Id[]): Promise<Map<Id, PeopleAnswer>> {
    if (media.length === 0) return new Map();
    await this.repository.systemHold(tx, media);
    const shared = await this.repository.systemShared(tx, media);
    return new Map(shared.map((one) => [one.media, answerOf(one)]));
  }
}
