import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Audit } from '../../../trust/audit';
import { policyEntry } from '../artefacts/evidence-entry';
import { keepPolicy } from './policies.repository';

/** Keeps the policy data in force by its hash, so that evidence can show what entries refer to; a change of it is an entry. */
@Injectable()
export class PolicyKeeping implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  async onModuleInit(): Promise<void> {
    const context = systemContext('policy');
    await this.vault.transaction(context, async (tx) => {
      const change = await keepPolicy(tx, this.policy);
      if (change !== null) await this.audit.record(tx, policyEntry(context, change));
    });
  }
}
