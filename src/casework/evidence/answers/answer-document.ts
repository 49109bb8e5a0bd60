import type { Id, Role } from '../../../kernel';
import { page } from '../../../platform/documents';
import type { Printed, QuestionName } from './standing-question';

/** What stands above every answer. */
export interface AnswerHead {
  readonly format: 'strongroom/answer/v1';
  readonly question: QuestionName;
  readonly id: Id;
  readonly createdAt: string;
  readonly vault: Id;
  /** Name of the log in which the entry about this answer stands. */
  readonly origin: string;
  readonly requestedBy: { readonly actor: Id; readonly role: Role | null };
  /** `sha256:…` of the policy data in force. */
  readonly policy: string | null;
}

export const answerTemplate = `${page(true)}
#text(weight: "bold")[#data.finding]
#v(4pt)
#pairs(data.facts)
#for t in data.tables {
  v(6pt)
  text(weight: "bold", t.title)
  set text(size: 6pt)
  if t.rows.len() == 0 [None.] else {
    table(columns: t.columns.map(_ => 1fr), stroke: 0.4pt + luma(75%), inset: 3pt,
      table.header(..t.columns.map(strong)), ..t.rows.flatten())
  }
  if t.more > 0 [#t.more further lines stand in the JSON of this answer.]
}
`;

/** The data of a printed answer. */
export function printedAnswer(head: AnswerHead, { title, finding, facts, tables }: Printed): Record<string, unknown> {
  return {
    title,
    finding,
    tables,
    id: head.id,
    origin: head.origin,
    facts: [
      ...facts,
      ['Requested by', `${head.requestedBy.role ?? ''} ${head.requestedBy.actor}`],
      ['Made', head.createdAt],
      ['Policy in force', head.policy ?? 'none'],
    ],
  };
}
