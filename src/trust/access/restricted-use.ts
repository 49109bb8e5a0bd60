import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../../kernel';
import { VaultDatabase } from '../../platform/database';
import { POLICY_DATA, type PolicyData } from '../../platform/settings';

const system = systemContext('access');

/** Tells the database which purposes a restriction leaves, so that row security decides by the policy in force. */
@Injectable()
export class RestrictedUse implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  async onModuleInit(): Promise<void> {
    const left = this.policy.purposes.flatMap(({ code, underRestriction }) => (underRestriction ? [code] : []));
    await this.vault.transaction(system, async (tx) => {
      await tx.query('DELETE FROM access.restricted_use WHERE purpose <> ALL($1::text[])', [left]);
      await tx.query('INSERT INTO access.restricted_use (purpose) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
        left,
      ]);
    });
  }
}
