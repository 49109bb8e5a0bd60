import type { Id } from '../../../kernel';
import type { SealedCopy } from '../../../records/media';
import type { Content, EvidenceRequest } from '../bundle/claim';

export const artefactKinds = ['bundle', 'report'] as const;
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

/** A bundle or report as its row remembers it. */
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

/** How long an artefact is kept where nobody says otherwise, and at the longest. */
export const keptDays = { usual: 30, most: 366 };

/** As policy speaks of them. */
export const artefactClass: Readonly<Record<ArtefactKind, string>> = {
  bundle: 'evidence_bundle',
  report: 'access_report',
};

/** Where the API serves each kind. */
export const artefactPath: Readonly<Record<ArtefactKind, string>> = {
  bundle: '/v1/evidence-bundles',
  report: '/v1/access-reports',
};

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
