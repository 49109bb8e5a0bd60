import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, secureRandom, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Installation } from '../../../platform/settings';
import { MediaDestruction } from '../../../records/media';
import { AUDIT_OPTIONS, type AuditOptions } from '../../../trust/audit';
import { type Plan, PlanRepository } from '../plans/plan.repository';
import type { CertificateFacts } from './certificate-body';

const system = systemContext('destruction');
const saltBytes = 32;
const everything = 2_147_483_647;

/** Gathers what a certificate says of its plan. */
@Injectable()
export class FactsOfPlan {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly media: MediaDestruction,
    private readonly installation: Installation,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async gather(plan: Plan): Promise<CertificateFacts> {
    return this.vault.read(system, async (tx) => ({
      plan,
      items: await this.media.list(tx, await this.plans.systemListGoing(tx, plan.id)),
      verdicts: await this.plans.listItems(tx, plan.id, { after: null, limit: everything }),
      vault: this.installation.vaultId,
      log: this.options.origin,
      issuedAt: this.clock.now(),
      salt: secureRandom(saltBytes),
    }));
  }
}
