import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import { Disclosures } from '../../../records/media';
import { disclosedAccess, LogEvidence } from '../../../trust/audit';

const beginning = new Date('2000-01-01T00:00:00.000Z');

/** Who saw what of a person, for that person (GDPR Art 15; CJEU C-579/21): nothing about what is kept secret. */
@Injectable()
export class PackageAccesses {
  constructor(
    private readonly log: LogEvidence,
    private readonly disclosures: Disclosures,
  ) {}

  /** One line for each access, oldest first, of the person and of those who were found to be the same. */
  async *lines(context: RequestContext, subjects: readonly Id[], to: Date): AsyncGenerator<Buffer> {
    const frame = await this.log.frame(context, { from: beginning, to });
    for (const subject of subjects)
      for await (const page of this.log.chosen(context, frame, { query: { subject }, completeness: 'selection' })) {
        const told = await this.disclosures.toldOf(context, page);
        const accesses = told.map(({ event }) => disclosedAccess(event)).filter((access) => access !== null);
        if (accesses.length > 0) yield Buffer.from(accesses.map((access) => `${JSON.stringify(access)}\n`).join(''));
      }
  }
}
