/** One line of the page: a figure, and how it stands to its target where there is one. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly ratio?: number;
  /** `least` where more is better, `most` where less is. */
  readonly target?: { readonly kind: 'least' | 'most'; readonly ratio: number; readonly of: string };
  /** Said where the target is missed. */
  readonly why?: string;
}

export interface Section {
  readonly title: string;
  readonly said: string;
  readonly rows: readonly Row[];
}

export function isMet({ ratio, target }: Row): boolean | null {
  if (ratio === undefined || !target) return null;
  return target.kind === 'least' ? ratio >= target.ratio : ratio <= target.ratio;
}

export function mibPerSecond(value: number): string {
  return `${value.toFixed(0)} MiB/s`;
}

export function millis(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`;
}

/** The section as Markdown: a table, then a sentence for every target that was missed. */
export function render({ title, said, rows }: Section): string {
  const table = rows.map((row) => `| ${row.what} | ${row.figure} | ${ratioOf(row)} | ${targetOf(row)} |`);
  const missed = rows.filter((row) => isMet(row) === false).map((row) => `- ${missedBy(row)}`);
  return [
    `## ${title}`,
    '',
    said,
    '',
    '| what | figure | ratio | wanted |',
    '|---|---|---|---|',
    ...table,
    '',
    ...missed,
    '',
  ].join('\n');
}

function ratioOf({ ratio }: Row): string {
  return ratio === undefined ? '' : ratio.toFixed(2);
}

function targetOf(row: Row): string {
  if (!row.target) return '';
  const { kind, ratio, of } = row.target;
  return `${kind === 'least' ? '≥' : '≤'} ${ratio} × ${of}: ${isMet(row) ? 'met' : '**missed**'}`;
}

function missedBy(row: Row): string {
  const { ratio = NaN, target } = row;
  return `**${row.what}** has ${ratio.toFixed(2)} where ${target?.ratio ?? NaN} was wanted. ${row.why ?? ''}`.trim();
}
