import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';

/** Removes whatever copies a module keeps of items or of whole subjects; may be repeated. Answers how many there were. */
export interface CopyRemover {
  /** Stands in certificates, such as `evidence`. */
  readonly name: string;
  removeHolding(kind: 'subject' | 'media', refs: readonly Id[]): Promise<number>;
}

/** Everything outside media items that holds copies of them. Modules above add theirs when they are initialised. */
@Injectable()
export class CopyRemovers {
  readonly #removers: CopyRemover[] = [];

  add(remover: CopyRemover): void {
    if (this.#removers.some(({ name }) => name === remover.name))
      throw new Error(`the copies of ${remover.name} have two removers`);
    this.#removers.push(remover);
  }

  /** How many copies each module removed. */
  async remove(kind: 'subject' | 'media', refs: readonly Id[]): Promise<Record<string, number>> {
    const removed: Record<string, number> = {};
    for (const remover of this.#removers) removed[remover.name] = await remover.removeHolding(kind, refs);
    return removed;
  }
}
