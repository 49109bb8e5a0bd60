import { Injectable } from '@nestjs/common';
import { Refusal, type RequestContext, systemActor, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Outbox } from '../../../platform/jobs';
import { ObjectChanged } from '../../../platform/objects';
import { chunkLength, SealedError } from '../../../platform/sealed';
import { Audit } from '../../../trust/audit';
import { turned } from '../media';
import { IntegrityFailed } from '../media.errors';
import { mediaNews } from '../media.events';
import { type MediaRow, MediaRepository } from '../media.repository';

/** What a store did wrong, in the log's words. */
interface Damage {
  readonly reason: string;
  readonly range?: string;
  /** An object that is only missing may come back with its disk; one that was changed is evidence. */
  readonly quarantine: boolean;
}

/** Records that the store gave something else than the object, and takes the item out of circulation. */
@Injectable()
export class DamageReport {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly media: MediaRepository,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /** The error as the client hears it; damage is in the log before this resolves. */
  async examine(context: RequestContext, item: MediaRow, error: unknown): Promise<unknown> {
    const damage = damageOf(error, item.length);
    if (damage === null) return error;
    await this.#record(context, item, damage);
    return new IntegrityFailed(error);
  }

  async #record({ traceId }: RequestContext, item: MediaRow, damage: Damage): Promise<void> {
    const context = systemContext(traceId);
    await this.vault.transaction(context, async (tx) => {
      const object = { media: item.id, object: item.objectId, class: item.class, sha256: item.object.sha256 };
      const about = { actor: systemActor, role: 'system', subject: item.subjectId, object } as const;
      await this.audit.record(tx, {
        ...about,
        type: 'media.integrity_failed',
        decision: 'error',
        reason: damage.reason,
        range: damage.range,
      });
      if (!damage.quarantine) return;
      const row = await this.media.systemFind(tx, item.id);
      if (row?.state !== 'available') return;
      const quarantined = await this.media.changeState(tx, row, turned(row.state, 'quarantine'), ['integrity_failed']);
      if (!quarantined) return;
      await this.audit.record(tx, {
        ...about,
        type: 'media.quarantined',
        decision: 'allow',
        reason: 'integrity_failed',
      });
      await this.outbox.publish(tx, context, mediaNews('media.quarantined', row));
    });
  }
}

function damageOf(error: unknown, length: number): Damage | null {
  if (error instanceof SealedError)
    return { reason: error.reason.toLowerCase(), range: chunkText(error.chunk, length), quarantine: true };
  if (error instanceof ObjectChanged) return { reason: 'object_changed', quarantine: true };
  if (error instanceof Refusal && error.code === 'integrity_failed')
    return { reason: 'object_missing', quarantine: false };
  return null;
}

/** The plaintext bytes of a chunk, as the log names ranges. */
function chunkText(chunk: number | null, length: number): string | undefined {
  if (chunk === null || chunk * chunkLength >= length) return undefined;
  return `${chunk * chunkLength}-${Math.min(length, (chunk + 1) * chunkLength) - 1}`;
}
