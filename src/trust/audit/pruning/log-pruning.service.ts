import { Inject, Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { AuditDatabase, type Transaction } from '../../../platform/database';
import { rememberingAnchors } from '../anchors/anchor-set';
import { AUDIT_OPTIONS, type AuditOptions } from '../audit.options';
import { Audit } from '../audit.service';
import { pruneBy } from './prune-again';
import { findFirstLeaf, findPrunableBelow } from './pruning.repository';

const sealWaitMs = 30_000;

/** Removes what the log's own retention lets go. Who decides about it, and with whom, is said above. */
@Injectable()
export class LogPruning {
  constructor(
    private readonly database: AuditDatabase,
    private readonly audit: Audit,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
  ) {}

  /** The range that may go now: from the first leaf that is there to before `below`; empty where they are equal. */
  async prunable(tx: Transaction, days: number): Promise<{ readonly first: number; readonly below: number }> {
    const first = await findFirstLeaf(tx);
    const anchors = rememberingAnchors(this.options.anchors).map(({ name }) => name);
    return { first, below: Math.max(first, await findPrunableBelow(tx, days, anchors)) };
  }

  /** Records in the caller's transaction that everything below a number goes, and answers the entry's id for `prune`. */
  async record(
    tx: Transaction,
    { actor, origin }: RequestContext,
    approved: { readonly approval: Id; readonly hash: string; readonly below: number },
  ): Promise<Id> {
    return this.audit.record(tx, {
      type: 'audit.pruned',
      actor,
      origin,
      role: null,
      object: { object: approved.approval, sha256: approved.hash },
      decision: 'allow',
      range: `0-${approved.below - 1}`,
    });
  }

  /** Removes what that entry lets go, once it is sealed. May be repeated: what is gone stays gone. */
  async prune(entry: Id): Promise<number> {
    return pruneBy(this.database, await this.audit.sealed(entry, sealWaitMs));
  }
}
