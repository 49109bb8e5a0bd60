import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Keys } from '../../../trust/keys';
import { personalColumns } from '../facts/personal-columns';
import { MediaRepository, type MediaRow } from '../media.repository';

/** What an evidence bundle says of an item. */
export interface ItemDescription {
  readonly media: Id;
  readonly object: Id;
  readonly class: string;
  readonly contentType: string | null;
  readonly length: number;
  readonly receivedAt: Date;
  readonly channel: string;
  readonly sealedSha256: string;
  readonly sealedSize: number;
  /** Of the content, hex, and the name it came with: null where they have ended. */
  readonly contentSha256: string | null;
  readonly fileName: string | null;
}

/** Items as evidence describes them. For callers who may see all items; seeing them is part of an entry of theirs. */
@Injectable()
export class ItemFacts {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: MediaRepository,
    private readonly keys: Keys,
  ) {}

  /** Facts of some items, in the order of the ids; what no longer exists is left out. */
  async describe(context: RequestContext, ids: readonly Id[]): Promise<ItemDescription[]> {
    const rows = await this.vault.read(context, (tx) => this.media.systemListByIds(tx, ids));
    const digests = await this.keys.openPersonalAll(
      rows.map(({ id, sealedSha256 }) => ({ ownerId: id, column: personalColumns.sha256, sealed: sealedSha256 })),
    );
    const named = rows.flatMap(({ id, sealedFileName }) =>
      sealedFileName === null ? [] : [{ ownerId: id, column: personalColumns.fileName, sealed: sealedFileName }],
    );
    const names = await this.keys.openPersonalAll(named);
    const nameOf = new Map(named.map(({ ownerId }, i) => [ownerId, names[i] ?? null]));
    return rows.map((row, i) => factsOf(row, digests[i] ?? null, nameOf.get(row.id) ?? null));
  }
}

function factsOf(row: MediaRow, contentSha256: string | null, fileName: string | null): ItemDescription {
  const { id: media, objectId: object, contentType, length, receivedAt, channel } = row;
  const sealed = { sealedSha256: row.object.sha256, sealedSize: row.object.size };
  return {
    ...{ media, object, class: row.class, contentType, length, receivedAt, channel },
    ...{ ...sealed, contentSha256, fileName },
  };
}
