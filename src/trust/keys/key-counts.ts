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
