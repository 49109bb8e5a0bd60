import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, systemActor } from '../../../kernel';
import { AuditDatabase } from '../../../platform/database';
import type { AnchorTrouble } from '../anchors/anchor';
import { listAnchors } from '../anchors/anchor.repository';
import { type Asked, askAnchors, isOutOfReach } from '../anchors/ask-anchors';
import { toEvent } from '../audit-record';
import { AUDIT_OPTIONS, type AuditOptions, type LogKeyring } from '../audit.options';
import { CompactRange } from '../format/tree';
import { StartNotInDoubt } from './opening.errors';
import { findHead } from './opening.repository';
import { sealAlone } from './seal-alone';

/** What two people accept: to start with exactly these entries, although nobody outside can say that there were no more. */
export type AcceptedStartRequest = {
  readonly origin: string;
  readonly size: number;
  /** Root of the tree over them, hex. */
  readonly root: string;
  /** Each anchor, what is wrong with it, and how many entries the database believes that it remembers. */
  readonly anchors: readonly { readonly name: string; readonly trouble: AnchorTrouble; readonly size: number }[];
};

export interface ApprovedStart {
  readonly id: Id;
  readonly hash: string;
  readonly request: AcceptedStartRequest;
}

/**
 * One start while no anchor can be reached. It is an entry before anything else is added, and the hash of its leaf lies
 * beside the log's keys until the next start takes it: neither the database nor the files alone accept anything, and a
 * log that is put back afterwards is not accepted again (docs/decisions/0025).
 */
@Injectable()
export class AcceptedStart {
  constructor(
    private readonly database: AuditDatabase,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What would be accepted now. Throws where an anchor can be asked: then the start judges by itself. */
  async plan(): Promise<AcceptedStartRequest> {
    const { database, options, clock } = this;
    const asked = await askAnchors({ database, options, clock });
    if (asked.length === 0 || !asked.every(isOutOfReach)) throw new StartNotInDoubt();
    return database.read({ actor: systemActor }, async (tx) => {
      const { size, range } = await findHead(tx);
      const known = await listAnchors(
        tx,
        asked.map(({ anchor }) => anchor.name),
      );
      const anchors = asked.map(({ anchor: { name }, trouble }: Asked) => ({
        name,
        trouble: trouble ?? 'away',
        size: known.find((row) => row.name === name)?.size ?? 0,
      }));
      return { origin: options.origin, size, root: CompactRange.from(size, range).root().toString('hex'), anchors };
    });
  }

  async accept({ id, hash, request: { size, root } }: ApprovedStart): Promise<void> {
    const { database, options, clock } = this;
    const event = toEvent(
      {
        type: 'audit.start.accepted',
        actor: systemActor,
        role: 'system',
        object: { object: id, sha256: hash, part: root },
        decision: 'allow',
        reason: 'anchors_out_of_reach',
        range: `0-${size - 1}`,
      },
      { at: clock.now(), policy: options.policy, pa: null, ps: null },
    );
    const signer = { origin: options.origin, privateKey: this.keyring.privateKey };
    const leaf = await sealAlone(database, options, { event, size, signer });
    await this.keyring.acceptStart(leaf.toString('hex'));
  }

  private get keyring(): LogKeyring {
    if (this.options.keyring === undefined) throw new Error('the keys of this log lie elsewhere');
    return this.options.keyring;
  }
}
