import type { AnchorsVerified } from '../anchors/verify-anchors';
import { type Finding, findingKinds } from './finding';

/** What a verification looked at and found. Plain JSON. */
export interface VerificationResult {
  readonly origin: string;
  /** Key id of the log's key, hex. */
  readonly key: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly intact: boolean;
  /** `found` rows of `expected`, which the head or the newest checkpoint promises. */
  readonly entries: { readonly found: number; readonly expected: number };
  readonly checkpoints: { readonly confirmed: number; readonly found: number };
  readonly gaps: number;
  /** Leaves that are known by their hashes alone, and the entry that let them go. */
  readonly pruned: { readonly count: number; readonly entry: number } | null;
  /** Where the log was opened anew: the first entry of the new one, and the numbers that an anchor knew of and that were lost. */
  readonly openings?: readonly { readonly entry: number; readonly lost: string }[];
  readonly personal: {
    readonly present: number;
    readonly erased: number;
    readonly ended: number;
    readonly missing: number;
    readonly mismatch: number;
    readonly notChecked: number;
  };
  /** What was compared with it from outside the database. */
  readonly anchors: AnchorsVerified | 'none';
  readonly findingCount: number;
  /** The first 1,000. */
  readonly findings: readonly Finding[];
}

/** The result as lines: one for each finding, the personal parts, and the summary last. */
export function renderVerification(result: VerificationResult): string {
  const lines = result.findings.map(renderFinding);
  const unlisted = result.findingCount - result.findings.length;
  if (unlisted > 0) lines.push(`and ${grouped(unlisted)} more findings`);
  lines.push(renderPersonal(result), renderSummary(result));
  return lines.join('\n');
}

export function renderSummary(result: VerificationResult): string {
  const { entries, checkpoints, gaps, pruned, openings = [], findingCount, anchors } = result;
  const counted = [
    `${grouped(entries.found)}/${grouped(entries.expected)} entries`,
    `${grouped(checkpoints.confirmed)}/${grouped(checkpoints.found)} checkpoints`,
    plural(gaps, 'gap'),
    ...(pruned === null ? [] : [`${grouped(pruned.count)} pruned by entry ${pruned.entry}`]),
    ...openings.map(({ entry, lost }) => `opened anew at entry ${entry} without ${lost} of the log before`),
    ...witnessed(anchors),
    ...(findingCount === 0 ? [] : [plural(findingCount, 'finding')]),
  ].join(', ');
  return `${counted}; ${anchored(anchors)}`;
}

function witnessed(anchors: VerificationResult['anchors']): string[] {
  if (anchors === 'none' || anchors.witnesses.asked === 0) return [];
  const { confirmed, asked } = anchors.witnesses;
  return [`${confirmed}/${asked} witnesses`];
}

function anchored(anchors: VerificationResult['anchors']): string {
  if (anchors === 'none') return 'no anchor: truncation of the tail cannot be detected';
  const { confirmed, found } = anchors.timeStamps;
  const stamps = found === 0 ? '' : `, ${grouped(confirmed)}/${plural(found, 'time stamp')}`;
  if (anchors.bucket === null && anchors.witnesses.asked === 0 && anchors.unreached.length === 0)
    return `no anchor that remembers${stamps}: truncation of the tail cannot be detected`;
  const away = anchors.unreached.map((name) => `; ${name} out of reach`).join('');
  return `the first ${grouped(anchors.size)} entries are anchored${stamps}${away}`;
}

function renderFinding({ kind, n, from, id }: Finding): string {
  const place = from === undefined ? (n === null ? 'log' : `entry ${n}`) : `entries ${from}-${n ?? ''}`;
  return `${place}${id === null ? '' : ` ${id}`} ${kind}: ${findingKinds[kind]}`;
}

function renderPersonal({ personal }: VerificationResult): string {
  const { present, erased, ended, missing, mismatch, notChecked } = personal;
  const states = [`${grouped(present)} present`, `${grouped(erased)} erased`, `${grouped(ended)} ended`];
  if (missing + mismatch > 0) states.push(`${grouped(missing)} missing`, `${grouped(mismatch)} not as committed`);
  return `personal parts: ${states.join(', ')}; ${grouped(notChecked)} not checked`;
}

function plural(count: number, word: string): string {
  return `${grouped(count)} ${word}${count === 1 ? '' : 's'}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
