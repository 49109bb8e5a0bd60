import { Injectable } from '@nestjs/common';
import { KeyCheck, OrphanSweep } from '../../../trust/keys';
import { type KeptObject, KeptObjects } from './kept-objects';
import type { StructureRun } from './structure-findings';

const oldHours = 24;

/** Holds the keystore against the rows, both ways. */
@Injectable()
export class CheckKeys {
  constructor(
    private readonly kept: KeptObjects,
    private readonly keys: KeyCheck,
    private readonly orphans: OrphanSweep,
  ) {}

  async check(run: StructureRun): Promise<void> {
    for await (const page of this.kept.pages()) await this.#checkPage(run, page);
    await this.#checkOrphans(run);
  }

  async #checkPage(run: StructureRun, page: readonly KeptObject[]): Promise<void> {
    const data = await this.keys.data(page.map(({ dataKeyId, objectId }) => ({ id: dataKeyId, objectId })));
    const owners = page.filter(({ hasPayloadKey }) => hasPayloadKey).map(({ id }) => id);
    const payload = await this.keys.payload(owners);
    for (const { id, dataKeyId } of page) {
      const dataState = data.get(dataKeyId);
      const payloadState = payload.get(id);
      if (dataState !== undefined) run.add(`data_key_${dataState}`, id);
      if (payloadState !== undefined) run.add(`payload_key_${payloadState}`, id);
    }
  }

  async #checkOrphans(run: StructureRun): Promise<void> {
    let old = 0;
    for await (const page of this.orphans.listOrphans(oldHours)) {
      old += page.length;
      for (const id of page) run.add('key_unused', id);
    }
    let all = 0;
    for await (const page of this.orphans.listOrphans(0)) all += page.length;
    run.young += Math.max(0, all - old);
  }
}
