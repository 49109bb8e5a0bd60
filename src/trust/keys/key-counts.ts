import { Inject, Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel';
import { KeystoreDatabase } from '../../platform/database';
import { KEY_PROVIDER, type KeyProvider } from './custody/key-provider';
import { guarded } from './keys.errors';

/** How many keys of one kind there are, under which epoch where that is said, and since when. No key and no id. */
export interface KeyCount {
  readonly kind: 'epoch' | 'month' | 'subject' | 'data' | 'payload';
  readonly epoch: number | null;
  readonly count: number;
  readonly oldest: Date;
}

/** How many data keys, one for each object, an epoch protects: by the epoch of the subject key that wraps them. */
export interface EpochShare {
  readonly epoch: number;
  readonly dataKeys: number;
}

/** The hierarchy of keys in numbers: what a report on encryption shows. */
@Injectable()
export class KeyCounts {
  constructor(
    private readonly database: KeystoreDatabase,
    @Inject(KEY_PROVIDER) private readonly provider: KeyProvider,
  ) {}

  /** What holds the root keys. */
  get providerKind(): string {
    return this.provider.kind;
  }

  async dataKeysByEpoch(): Promise<EpochShare[]> {
    const sql = `SELECT s.epoch, count(*)::int AS "dataKeys"
      FROM keystore.data_key d JOIN keystore.subject_key s USING (subject_id) GROUP BY 1 ORDER BY 1`;
    return guarded(() => this.database.read({ actor: systemActor }, (tx) => tx.query<EpochShare>(sql)));
  }

  async list(): Promise<KeyCount[]> {
    const count = (kind: KeyCount['kind'], epoch: string): string =>
      `SELECT '${kind}' AS kind, ${epoch} AS epoch, count(*)::int AS count, min(created_at) AS oldest
         FROM keystore.${kind}_key GROUP BY 2`;
    const parts = [
      count('epoch', 'epoch'),
      count('month', 'epoch'),
      count('subject', 'epoch'),
      count('data', 'NULL::int'),
      count('payload', 'NULL::int'),
    ];
    const sql = `${parts.join(' UNION ALL ')} ORDER BY kind, epoch`;
    return guarded(() => this.database.read({ actor: systemActor }, (tx) => tx.query<KeyCount>(sql)));
  }
}
