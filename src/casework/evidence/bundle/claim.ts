import type { Id, Role } from '../../../kernel';
import type { QuestionName } from '../answers/standing-question';
import type { Completeness, EvidenceFrame, EvidenceQuery, LeafRange } from '../../../trust/audit';

/** Whether a bundle says nothing of the items, describes them by their hashes, or carries their bytes. */
export const contents = ['none', 'hashes', 'bytes'] as const;
export type Content = (typeof contents)[number];

/** The beginning of time, for logs. */
export const earliest = '2000-01-01T00:00:00.000Z';

/** What somebody wants evidence of. It is kept with the artefact: ids, codes and times. */
export interface EvidenceRequest {
  readonly completeness: Completeness;
  readonly period: { readonly from: string; readonly to: string };
  readonly query: EvidenceQuery;
  readonly content: Content;
  /** Where it is no query of entries: the standing question that is answered. */
  readonly question?: QuestionName;
  /** Where it hands items to an authority: which production. Its items are the query. */
  readonly production?: Id;
  /** Under which ticket, and for which purpose, the items' bytes are opened. */
  readonly opening?: { readonly ticket: { readonly system: string; readonly id: string }; readonly purpose: string };
}

/** What a bundle claims (bundle-layout.md, claim.json). */
export interface Claim {
  readonly format: 'strongroom/evidence-bundle/v1';
  readonly id: Id;
  readonly createdAt: string;
  readonly vault: Id;
  readonly origin: string;
  readonly requestedBy: { readonly actor: Id; readonly role: Role | null };
  readonly completeness: Completeness;
  readonly period: EvidenceRequest['period'];
  readonly query: EvidenceQuery;
  readonly operations: Readonly<Record<string, string>>;
  readonly chosen: number;
  readonly carried: (LeafRange & { readonly count: number }) | null;
  readonly checkpoint: { readonly size: number; readonly root: string };
  readonly content: Content;
  readonly policies: readonly string[];
  readonly policiesMissing: readonly string[];
}

/** What was found out about the chosen entries before the first of them is written. */
export interface Survey {
  readonly chosen: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly policies: readonly string[];
  readonly media: readonly Id[];
  readonly subjects: readonly Id[];
}

/** Which leaves the bundle carries: the whole period with its neighbours, or the chosen ones. */
export function carriedBy(completeness: Completeness, frame: EvidenceFrame, survey: Survey): Claim['carried'] {
  if (completeness === 'all')
    return frame.carried === null ? null : { ...frame.carried, count: frame.carried.last - frame.carried.first + 1 };
  const { first, last, chosen } = survey;
  return first === null || last === null ? null : { first, last, count: chosen };
}
