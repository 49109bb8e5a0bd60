import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { DestructionGate, type FreshClaims } from '../retention';
import { type DestructionGround, type ItemVerdict, keptByAnother, keptUndecided } from './destruction';
import { PeopleAnswers } from './people/people-answers';
import type { PeopleAnswer } from './people/people-question';

/** What holds, claims and other people on it say of each item at this moment. Every item stays locked until the transaction ends. */
@Injectable()
export class ItemVerdicts {
  constructor(
    private readonly gate: DestructionGate,
    private readonly people: PeopleAnswers,
  ) {}

  async judge(tx: Transaction, ids: readonly Id[], ground: DestructionGround): Promise<ItemVerdict[]> {
    const { fresh, kept } = await this.gate.weigh(tx, ids, ground);
    const keptBy = new Map<Id, string>(kept.map(({ media, reason }) => [media, reason]));
    const authorityOf = new Map(fresh.map((one) => [one.item.media_id, authority(one)]));
    // Time that is over, and content that may not exist, end an item for everybody on it; one person's wish does not.
    const free = ground === 'request' ? ids.filter((media) => !keptBy.has(media)) : [];
    const answers = await this.people.of(tx, free);
    return ids.map((media) => ({
      media,
      ...keeping(keptBy.get(media) ?? null, answers.get(media)),
      authority: authorityOf.get(media) ?? [],
    }));
  }
}

function keeping(kept: string | null, answer: PeopleAnswer | undefined): Pick<ItemVerdict, 'kept' | 'movesTo'> {
  if (kept !== null || answer === undefined) return { kept, movesTo: null };
  if (answer.open) return { kept: keptUndecided, movesTo: null };
  return { kept: answer.movesTo === null ? null : keptByAnother, movesTo: answer.movesTo };
}

/** The rows that an item was kept by, and the policy they stand in. */
function authority({ item, claims }: FreshClaims): string[] {
  const rows = claims.map(({ row_id, jurisdiction }) => `${row_id} ${jurisdiction}`);
  return [...new Set(rows)].sort().concat(item.policy);
}
