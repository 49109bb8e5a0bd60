import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { type JobHandler, JobRegistry } from '../../../platform/jobs';
import { ViewClosing } from '../opening/view-closing';
import { ViewRepository } from '../opening/view.repository';

const system = { actor: systemActor };

/**
 * Cuts what still runs of items that are restricted or became secret: ordered with each of these, after whose commit no range begins any
 * more, and every half minute for those that the calendar restricts.
 */
@Injectable()
export class CutRestricted implements JobHandler, OnModuleInit {
  static readonly jobName = 'media.cut-restricted';
  readonly name = CutRestricted.jobName;
  readonly everySeconds = 30;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly views: ViewRepository,
    private readonly closing: ViewClosing,
    private readonly jobs: JobRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.register(this);
  }

  async run(): Promise<void> {
    const cut = await this.vault.read(system, (tx) => this.views.systemListRestricted(tx));
    await Promise.all(cut.map((view) => this.closing.close(view, 'restricted')));
  }
}
