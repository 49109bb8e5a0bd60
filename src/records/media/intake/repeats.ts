import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { IdempotencyInProgress, IdempotencyKeyReused, InvalidRequest } from '../../../platform/http';
import { Keys } from '../../../trust/keys';
import { MediaRepository } from '../media.repository';
import type { ShownMedia } from '../facts/names';
import { personalColumns } from '../facts/personal-columns';
import { ContentIntake } from './content-intake';
import type { IntakeBody } from './intake-body';
import type { RepeatKey } from './reservations';

const keyPattern = /^[\x21-\x7e]{1,200}$/;

/** Repeats of an intake: the same key, facts and bytes give the same item; anything else under that key is refused. */
@Injectable()
export class Repeats {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: MediaRepository,
    private readonly keys: Keys,
    private readonly content: ContentIntake,
  ) {}

  /** What a repeat is told by, or null where the sender asks for no repeat safety. The hash is keyed: facts name people. */
  async key(header: string | string[] | undefined, body: IntakeBody): Promise<RepeatKey | null> {
    if (header === undefined) return null;
    if (typeof header !== 'string' || !keyPattern.test(header))
      throw new InvalidRequest([{ pointer: 'idempotency-key', code: 'malformed' }]);
    const said = JSON.stringify([body.facts, body.declaredType, body.fileName]);
    return { key: header, factsHash: await this.keys.lookupHash('intake', said) };
  }

  /** The item that the first request made, if this one brings the same bytes. */
  async find(context: RequestContext, mediaId: Id, body: IntakeBody): Promise<ShownMedia> {
    const sha256 = await this.content.digest(body.content);
    const row = await this.vault.read(context, (tx) => this.media.systemFind(tx, mediaId));
    if (row === null) throw new IdempotencyInProgress();
    const first = await this.keys.openPersonal(mediaId, personalColumns.sha256, row.sealedSha256);
    if (first !== sha256) throw new IdempotencyKeyReused();
    return { row, names: { fileName: body.fileName, sha256 } };
  }
}
