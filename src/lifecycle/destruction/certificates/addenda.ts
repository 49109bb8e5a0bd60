import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { KeyEnds } from '../../../trust/keys';
import { PlanRepository } from '../plans/plan.repository';
import { addendumBody } from './certificate-body';
import { CertificateSigning } from './certificate-signing';
import { type Certificate, CertificateRepository } from './certificate.repository';
import { TurnItems } from './turn-items';

const system = systemContext('destruction');

/** Says of certificates, once it has really happened, that no copy of the keystore opens anything of theirs any more. */
@Injectable()
export class Addenda {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: CertificateRepository,
    private readonly plans: PlanRepository,
    private readonly ends: KeyEnds,
    private readonly signing: CertificateSigning,
    private readonly turning: TurnItems,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A certificate whose keys could still come back from a copy waits for another day. */
  async add(signal: AbortSignal): Promise<void> {
    let next = await this.#openAfter(null);
    while (next !== null && !signal.aborted) {
      await this.#addTo(next);
      next = await this.#openAfter(next);
    }
  }

  async #openAfter(last: Certificate | null): Promise<Certificate | null> {
    const after = last && { at: last.issuedAtText, id: last.id };
    return this.vault.read(system, (tx) => this.repository.systemFindOpen(tx, after));
  }

  async #addTo({ id, planId, body }: Certificate): Promise<void> {
    const plan = await this.vault.read(system, (tx) => this.plans.find(tx, planId));
    if (plan === null || plan.keyIds.length === 0) return;
    const end = await this.ends.irreversibleAt(plan.keyIds);
    if (!end.known || !end.passed) return;
    // A process that forgot late, or a copy that went late, may have outlived the roots.
    const irreversible = { ...end, at: later(end.at, plan.logicalAt) };
    const sha256 = createHash('sha256').update(body).digest('hex');
    const text = addendumBody({ id, sha256, irreversible, issuedAt: this.clock.now() });
    const signed = await this.signing.sign(text);
    await this.vault.transaction(system, async (tx) => {
      if (!(await this.repository.systemAddAddendum(tx, id, text, signed.signature))) return;
      await this.turning.turn(tx, plan, 'backups_aged_out');
      await this.signing.record(tx, 'certificate.supplemented', id, signed);
    });
  }
}

function later(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one;
}
