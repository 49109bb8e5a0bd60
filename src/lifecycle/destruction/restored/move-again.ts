import { Injectable } from '@nestjs/common';
import { type Id, systemContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { type DestructibleItem, MediaDestruction } from '../../../records/media';
import { SubjectEnd } from '../../../records/subjects';
import { DestructionGate } from '../../retention';
import { PlaceKeys } from '../saga/place-keys';
import type { Move } from './ended-before';

const system = systemContext('restore');
const itemsAtOnce = 1_000;

/**
 * What had become other people's since a backup becomes theirs again before anything ends: else it would end with whom it came from.
 * A person whom the backup does not know yet gets nothing; nor does one who has ended.
 */
@Injectable()
export class MoveAgain {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: MediaDestruction,
    private readonly subjects: SubjectEnd,
    private readonly gate: DestructionGate,
    private readonly placing: PlaceKeys,
  ) {}

  /** In the order in which it happened: of several the last counts. */
  async move(moves: readonly Move[]): Promise<void> {
    const lastOf = [...new Map(moves.map(({ media, subject }) => [media, subject]))];
    for (let from = 0; from < lastOf.length; from += itemsAtOnce) {
      const targets = new Map(lastOf.slice(from, from + itemsAtOnce));
      await this.placing.place(await this.vault.transaction(system, (tx) => this.#give(tx, targets)));
    }
  }

  async #give(tx: Transaction, targets: ReadonlyMap<Id, Id>): Promise<DestructibleItem[]> {
    const living = new Set(await this.subjects.listLiving(tx, [...new Set(targets.values())]));
    const held = new Set(await this.media.hold(tx, [...targets.keys()]));
    const moving = new Map([...targets].filter(([media, subject]) => held.has(media) && living.has(subject)));
    await this.media.moveTo(tx, moving);
    await this.gate.refresh(tx, [...moving.keys()]);
    return this.media.list(tx, [...moving.keys()]);
  }
}
