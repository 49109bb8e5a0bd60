import { Injectable } from '@nestjs/common';
import { type DomainEvent, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Outbox } from '../../../platform/jobs';
import { planCertified } from '../destruction';
import { type Plan, PlanRepository } from '../plans/plan.repository';
import { certificateBody } from './certificate-body';
import { FactsOfPlan } from './certificate-facts';
import { CertificateSigning } from './certificate-signing';
import { CertificateRepository } from './certificate.repository';
import { TurnItems } from './turn-items';

const system = systemContext('destruction');

/** Makes certificates of destruction, one for each plan. */
@Injectable()
export class Certification {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: CertificateRepository,
    private readonly plans: PlanRepository,
    private readonly facts: FactsOfPlan,
    private readonly signing: CertificateSigning,
    private readonly turning: TurnItems,
    private readonly outbox: Outbox,
  ) {}

  /** In one transaction with the plan's end: an attempt that comes second finds it done. */
  async certify(plan: Plan): Promise<void> {
    const { id: planId, certificateId: id } = plan;
    const facts = await this.facts.gather(plan);
    const signed = await this.signing.sign(certificateBody(facts));
    await this.vault.transaction(system, async (tx) => {
      if (!(await this.plans.systemAdvance(tx, planId, { from: 'bytes_gone', to: 'certified' }, {}))) return;
      await this.repository.systemAdd(tx, { id, planId, body: signed.body, signature: signed.signature });
      await this.turning.turn(tx, plan, 'bytes_deleted');
      await this.signing.record(tx, 'certificate.issued', id, signed);
      await this.outbox.publish(tx, system, certifiedNews(plan));
    });
  }
}

function certifiedNews({ id, certificateId, reference }: Plan): DomainEvent {
  const body = { plan: id, certificate: certificateId, referenceKind: reference.kind, reference: reference.id };
  return { type: planCertified, body };
}
