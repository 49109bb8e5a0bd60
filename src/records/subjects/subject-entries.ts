import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import { Cursors, type Page } from '../../platform/http';
import { AuditLog, entriesFor, type EntryView, term } from '../../trust/audit';
import { Subjects } from './subject.service';

/** What the log says of one subject, for whoever may read both. Reading it is an entry. */
@Injectable()
export class SubjectEntries {
  constructor(
    private readonly subjects: Subjects,
    private readonly log: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  async list(context: RequestContext, subject: Id, page: { cursor?: string; limit: number }): Promise<Page<EntryView>> {
    await this.subjects.assertReach(context, 'read', subject, 'audit.read');
    const name = `entries of subject ${subject}`;
    const [after] = page.cursor === undefined ? [] : this.cursors.decode(name, page.cursor);
    const query = {
      terms: [term('subject', subject)],
      limit: page.limit,
      ...(after === undefined ? {} : { after: Number(after) }),
    };
    const { items, next } = await this.log.entries(context, entriesFor(context.actor), query);
    return { items, next: next === null ? null : this.cursors.encode(name, [next]) };
  }
}
