import type { Id } from '../../../kernel';
import type { SealedCopy } from '../../../records/media';
import type { Resource } from '../../../trust/access';
import type { Content, EvidenceRequest, Survey } from '../bundle/claim';

export const artefactKinds = ['bundle', 'report', 'answer', 'production'] as const;
export type ArtefactKind = (typeof artefactKinds)[number];
export type ArtefactFormat = 'zip' | 'json' | 'pdf';

/** Where an artefact stands. */
export const artefactStates = ['making', 'ready', 'removed'] as const;
export type ArtefactState = (typeof artefactStates)[number];

/** The one table of states: what is not here cannot happen. */
export const artefactTurns: Readonly<Record<ArtefactState, readonly ArtefactState[]>> = {
  making: ['ready', 'removed'],
  ready: ['removed'],
  removed: [],
};

/** A bundle, report or answer as its row remembers it. */
export interface Artefact {
  readonly id: Id;
  readonly kind: ArtefactKind;
  readonly format: ArtefactFormat;
  readonly class: string;
  readonly state: ArtefactState;
  readonly operationId: Id;
  readonly requestedBy: Id;
  readonly request: EvidenceRequest;
  readonly content: Content;
  readonly madeAt: Date;
  readonly madeAtText: string;
  readonly readyAt: Date | null;
  readonly expiresAt: Date;
  readonly removedAt: Date | null;
  readonly objectId: Id;
  readonly objectKey: string;
  readonly length: number | null;
  readonly entries: number | null;
  /** What a reader is pinned to; null until it is ready. */
  readonly copy: SealedCopy | null;
}

/** An artefact before its first byte: what it will hold is known. */
export interface PreparedArtefact {
  readonly at: Date;
  readonly survey: Survey;
  write(): AsyncGenerator<Buffer>;
}

/** How long an artefact is kept where nobody says otherwise, and at the longest. */
export const keptDays = { usual: 30, most: 366 };

/** As policy speaks of them. */
export const artefactClass: Readonly<Record<ArtefactKind, string>> = {
  bundle: 'evidence_bundle',
  report: 'access_report',
  answer: 'standing_answer',
  production: 'authority_production',
};

/** Where the API serves each kind. */
export const artefactPath: Readonly<Record<ArtefactKind, string>> = {
  bundle: '/v1/evidence-bundles',
  report: '/v1/access-reports',
  answer: '/v1/answers',
  production: '/v1/production-bundles',
};

/** Whose rules say who orders, sees and opens each kind. */
export const artefactResource = {
  bundle: 'Evidence',
  report: 'Evidence',
  answer: 'Answer',
  production: 'Production',
} as const satisfies Record<ArtefactKind, Resource>;

const mediaTypes: Readonly<Record<ArtefactFormat, string>> = {
  zip: 'application/zip',
  json: 'application/json',
  pdf: 'application/pdf',
};

export function contentTypeOf({ format }: Artefact): string {
  return mediaTypes[format];
}

export function fileNameOf({ class: name, id, format }: Artefact): string {
  return `${name.replace('_', '-')}-${id}.${format}`;
}

/** As many items' bytes as one person may take out alone. */
export const mostItemsAlone = 20;
