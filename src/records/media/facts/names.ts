import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { Access } from '../../../trust/access';
import { Keys, type SealedValue } from '../../../trust/keys';
import { maySeeNames, mediaRow } from '../media.policy';
import type { MediaRow } from '../media.repository';
import { personalColumns } from './personal-columns';

/** The personal columns of an item. */
export interface MediaNames {
  readonly fileName: string | null;
  /** Of the content, hex. */
  readonly sha256: string | null;
}

/** An item and what of its personal columns the caller may see; null for callers who see items pseudonymously. */
export interface ShownMedia {
  readonly row: MediaRow;
  readonly names: MediaNames | null;
}

/** Opens the personal columns of a page of items at once, for the callers who may see them. */
@Injectable()
export class NamesOfMedia {
  constructor(
    private readonly keys: Keys,
    private readonly access: Access,
  ) {}

  async show({ actor }: RequestContext, rows: readonly MediaRow[]): Promise<ShownMedia[]> {
    const named = rows.filter((row) => maySeeNames(this.access.role(actor, 'read', 'Media', mediaRow(row))));
    const names = await this.open(named);
    return rows.map((row) => ({ row, names: names.get(row.id) ?? null }));
  }

  async showOne(context: RequestContext, row: MediaRow): Promise<ShownMedia> {
    const [shown] = await this.show(context, [row]);
    return shown ?? { row, names: null };
  }

  private async open(rows: readonly MediaRow[]): Promise<Map<Id, MediaNames>> {
    const digests = await this.keys.openPersonalAll(rows.map((row) => valueOf(row, 'sha256', row.sealedSha256)));
    const withName = rows.flatMap((row) =>
      row.sealedFileName === null ? [] : [valueOf(row, 'fileName', row.sealedFileName)],
    );
    const fileNames = await this.keys.openPersonalAll(withName);
    const nameOf = new Map(withName.map(({ ownerId }, index) => [ownerId, fileNames[index] ?? null]));
    return new Map(
      rows.map((row, index) => [row.id, { sha256: digests[index] ?? null, fileName: nameOf.get(row.id) ?? null }]),
    );
  }
}

function valueOf({ id }: MediaRow, column: keyof typeof personalColumns, sealed: Buffer | null): SealedValue {
  return { ownerId: id, column: personalColumns[column], sealed };
}
