import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { Subjects } from '../../subjects';
import type { ShownMedia } from '../facts/names';
import type { AdmittedFacts } from './admission';
import { ContentIntake } from './content-intake';
import type { IntakeBody } from './intake-body';
import type { Reservation } from './reservations';
import { Settlement } from './settlement';

/** An intake that has its reservation. */
export interface IntakeWork {
  readonly body: IntakeBody;
  readonly facts: AdmittedFacts;
  readonly reservation: Reservation;
  readonly channel: string;
}

/** The one pass itself: subject, content, item. */
@Injectable()
export class IntakePass {
  constructor(
    private readonly subjects: Subjects,
    private readonly content: ContentIntake,
    private readonly settlement: Settlement,
  ) {}

  async run(context: RequestContext, work: IntakeWork, signal: AbortSignal): Promise<ShownMedia> {
    const { body, facts, reservation, channel } = work;
    const { declaredType, fileName } = body;
    // Whoever it is about gets a subject of their own, to be merged when somebody knows.
    const subjectId = facts.subjectId ?? (await this.subjects.create(context, [])).id;
    const taken = await this.content.takeIn(reservation, subjectId, body, signal);
    signal.throwIfAborted();
    const row = await this.settlement.settle(context, {
      ...taken,
      reservation,
      facts: { ...facts, subjectId },
      declaredType,
      fileName,
      channel,
    });
    return { row, names: { fileName, sha256: taken.sha256 } };
  }
}
