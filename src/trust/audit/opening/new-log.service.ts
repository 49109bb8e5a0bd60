import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Id, systemActor } from '../../../kernel';
import { AuditDatabase, type Transaction } from '../../../platform/database';
import { forgetAnchors } from '../anchors/anchor.repository';
import type { BucketAnchor } from '../anchors/bucket-anchor';
import { newestAnchored } from '../anchors/check-start';
import { toEvent } from '../audit-record';
import { AUDIT_OPTIONS, type AuditOptions, type LogKeyring } from '../audit.options';
import { BadCheckpoint, type LogKey, openCheckpoint } from '../format/note';
import { findNewestCheckpoint } from '../reading/log.repository';
import { NewLogRefused } from './opening.errors';
import { findHead, findNewestOpening } from './opening.repository';
import { sealAlone } from './seal-alone';

/** What two people approve: which log ends where, what an anchor knew of it, and what the next one is called. */
export type NewLogRequest = {
  readonly origin: string;
  readonly next: string;
  /** Entries that the database has. */
  readonly size: number;
  /** The last state that something outside the database remembers; a witness knows its size alone. */
  readonly anchored: { readonly size: number; readonly root: string | null; readonly by: 'bucket' | 'witness' };
};

export interface ApprovedNewLog {
  readonly id: Id;
  readonly hash: string;
  readonly request: NewLogRequest;
}

/**
 * Opens a new log where an old dump lacks entries that cannot be had any more. It begins with the entries that are left,
 * byte for byte; the first one of its own commits to what an anchor knew. Its origin is another one, so that it contradicts
 * nothing that was ever signed (docs/decisions/0022).
 */
@Injectable()
export class NewLog {
  constructor(
    private readonly database: AuditDatabase,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What opening a new log would give up now. Throws where nothing has to be given up. */
  async plan(): Promise<NewLogRequest> {
    const { database, options, clock } = this;
    const { size } = await this.read(findHead);
    const newest = await newestAnchored({ database, options, clock });
    if (newest === null || newest.size <= size) throw new NewLogRefused('not_behind');
    const { bucket } = options.anchors;
    if (bucket !== null && (await isRefillable(bucket, size))) throw new NewLogRefused('refillable');
    const root = newest.root?.toString('hex') ?? null;
    const anchored = { size: newest.size, root, by: root === null ? 'witness' : 'bucket' } as const;
    return { origin: options.origin, next: nextOrigin(options), size, anchored };
  }

  /** Seals the first entry of the new log, then names it in the key files. A crash in between is made up for by `finish`. */
  async open(approved: ApprovedNewLog): Promise<void> {
    const { size, next } = approved.request;
    await sealAlone(this.database, this.options, {
      event: this.firstEvent(approved),
      size,
      signer: { origin: next, privateKey: this.keyring.privateKey },
      beside: forgetAnchors,
    });
    await this.keyring.openLog(next, size);
  }

  /** Where a new log was opened and the key files do not know of it yet: now they do. Answers whether that was so. */
  async finish(): Promise<boolean> {
    const next = nextOrigin(this.options);
    const newest = await this.read(findNewestCheckpoint);
    if (newest === null || !isSigned(newest.note, { origin: next, publicKey: this.options.publicKey })) return false;
    const entry = await this.read(findNewestOpening);
    if (entry === null) return false;
    await this.keyring.openLog(next, entry);
    return true;
  }

  private firstEvent({ id, hash, request: { size, anchored } }: ApprovedNewLog) {
    return toEvent(
      {
        type: 'audit.log.opened',
        actor: systemActor,
        role: 'system',
        object: { object: id, sha256: hash, ...(anchored.root === null ? {} : { part: anchored.root }) },
        decision: 'allow',
        reason: anchored.by,
        range: `${size}-${anchored.size - 1}`,
      },
      { at: this.clock.now(), policy: this.options.policy, pa: null, ps: null },
    );
  }

  private get keyring(): LogKeyring {
    if (this.options.keyring === undefined) throw new Error('the keys of this log cannot be changed here');
    return this.options.keyring;
  }

  private read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.read({ actor: systemActor }, work);
  }
}

/** Whether the bucket gives back at least the next step: then nothing of it has to be given up yet. */
async function isRefillable(bucket: BucketAnchor, size: number): Promise<boolean> {
  for await (const anchored of bucket.sizes(size + 1)) {
    if ((await bucket.checkpoint(anchored)) === null) continue;
    return (await bucket.leaves(size, anchored)) !== null && (await bucket.parts(anchored)) !== null;
  }
  return false;
}

/** The first log's origin with a number behind it: `vault.example/1.2` comes after `vault.example/1`. */
function nextOrigin({ origin, earlier = [] }: LogKey): string {
  const origins = new Set([...earlier.map((key) => key.origin ?? origin), origin]);
  const [first = origin] = origins;
  return `${first}.${origins.size + 1}`;
}

function isSigned(note: string, log: LogKey): boolean {
  try {
    openCheckpoint(note, log);
    return true;
  } catch (error) {
    if (error instanceof BadCheckpoint) return false;
    throw error;
  }
}
