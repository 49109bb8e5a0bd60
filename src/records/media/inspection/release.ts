import type { PolicyData } from '../../../platform/settings';
import type { Sniffed } from './sniff';

/** Why an item waits in quarantine: stable codes, shown with the item and in the log. */
export const quarantineReasons = [
  'type_unknown',
  'type_not_allowed',
  'type_not_allowed_for_class',
  'type_too_long',
  'declared_type_differs',
  'extension_differs',
  'zip_inside',
  'pdf_inside',
  'markup_inside',
  'outside_reference',
  'class_missing',
  'jurisdiction_missing',
  'legal_basis_missing',
  'integrity_failed',
] as const;
export type QuarantineReason = (typeof quarantineReasons)[number];

/** What was said about the item, and how long it turned out to be. */
export interface ReleaseFacts {
  readonly documentClass: string;
  readonly jurisdiction: string | null;
  readonly legalBasis: string | null;
  readonly declaredType: string | null;
  /** Lower-case extension of its name, without the dot. */
  readonly extension: string | null;
  readonly length: number;
}

/** The class of what nobody has classified yet: never released. */
export const unclassified = 'unknown';

/** Content that acts by itself in a browser. No configuration allows it. */
const neverAllowed = new Set(['image/svg+xml', 'text/html', 'application/xhtml+xml', 'text/xml', 'application/xml']);

/** Declarations that declare nothing. */
const undeclared = new Set(['application/octet-stream', 'binary/octet-stream', 'application/x-www-form-urlencoded']);

/** Every reason against a release; none means that the item may be opened (though it is not scanned yet). */
export function reasonsAgainst(policy: PolicyData, facts: ReleaseFacts, sniffed: Sniffed): QuarantineReason[] {
  return [...typeReasons(policy, facts, sniffed.type), ...sniffed.marks, ...factReasons(facts)];
}

/** Reasons that go away when facts are completed; the others stand in the content or in how it was declared. */
const aboutFacts: readonly QuarantineReason[] = [
  'class_missing',
  'jurisdiction_missing',
  'legal_basis_missing',
  'type_not_allowed_for_class',
];

export function isAboutFacts(reason: QuarantineReason): boolean {
  return aboutFacts.includes(reason);
}

/** Whether an item of this class may have this content. */
export function classReasons(policy: PolicyData, documentClass: string, type: string | null): QuarantineReason[] {
  const types = policy.documentClasses.find(({ code }) => code === documentClass)?.types ?? [];
  const known = type !== null && policy.mediaTypes.some((item) => item.type === type);
  return known && !types.includes(type) ? ['type_not_allowed_for_class'] : [];
}

/** What the facts alone lack; they can be completed later. */
export function factReasons(
  facts: Pick<ReleaseFacts, 'documentClass' | 'jurisdiction' | 'legalBasis'>,
): QuarantineReason[] {
  const reasons: [QuarantineReason, boolean][] = [
    ['class_missing', facts.documentClass === unclassified],
    ['jurisdiction_missing', facts.jurisdiction === null],
    ['legal_basis_missing', facts.legalBasis === null],
  ];
  return reasons.filter(([, lacks]) => lacks).map(([reason]) => reason);
}

function typeReasons(policy: PolicyData, facts: ReleaseFacts, type: string | null): QuarantineReason[] {
  if (type === null) return ['type_unknown'];
  const allowed = policy.mediaTypes.find((item) => item.type === type);
  if (allowed === undefined || neverAllowed.has(type)) return ['type_not_allowed'];
  const { declaredType, extension, length } = facts;
  const reasons: [QuarantineReason, boolean][] = [
    ['type_too_long', length > allowed.maxMib * 1024 * 1024],
    ['declared_type_differs', declaredType !== null && ![type, ...allowed.aliases].includes(declaredType)],
    ['extension_differs', extension !== null && !allowed.extensions.includes(extension)],
  ];
  const ofContent = reasons.filter(([, against]) => against).map(([reason]) => reason);
  return [...classReasons(policy, facts.documentClass, type), ...ofContent];
}

/** A declared content type without its parameters, or null where it says nothing. */
export function declaredType(header: string | undefined): string | null {
  const type = header?.split(';')[0]?.trim().toLowerCase();
  return type === undefined || type === '' || undeclared.has(type) ? null : type;
}
