import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { JobRegistry, Operations } from '../../../platform/jobs';
import { Addenda } from '../certificates/addenda';
import { PlanRepository } from '../plans/plan.repository';
import { DestructionSaga } from './saga';
import { sagaKind } from './saga-kind';

const system = systemContext('destruction');
/** An operation that is given up on leaves its plan to the next round. */
const patienceMinutes = 10;

/** Has started plans carried out: at once as an operation, and by the clock whatever an operation left. A started plan is never given up. */
@Injectable()
export class CarryOn implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly plans: PlanRepository,
    private readonly saga: DestructionSaga,
    private readonly addenda: Addenda,
    private readonly operations: Operations,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.operations.register({
      kind: sagaKind,
      run: async (run) => {
        const certificate = await this.saga.carryOut(String(run.parameters['plan']), (done) =>
          run.progress(done, null),
        );
        return { href: `/v1/certificates/${certificate}` };
      },
    });
    this.jobs.register({ name: 'destruction.carry-on', everySeconds: 300, run: () => this.carryOn(patienceMinutes) });
    this.jobs.register({
      name: 'destruction.addenda',
      everySeconds: 86_400,
      run: ({ signal }) => this.addenda.add(signal),
    });
  }

  /** Carries on plans that were started so many minutes ago. */
  async carryOn(minutes: number): Promise<void> {
    const left = await this.vault.read(system, (tx) => this.plans.systemListUnfinished(tx, minutes));
    for (const plan of left) await this.saga.carryOut(plan);
  }
}
