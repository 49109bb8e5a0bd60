/** What was checked and what it came to: lines in plain words. One that is not `true` is a finding or an open end. */
export class Report {
  facts = [];
  checks = [];

  /** Something to know, neither good nor bad. */
  fact(label, value) {
    this.facts.push({ label, value: String(value) });
  }

  /** `holds` is true, false, or null where it could not be shown. */
  check(what, holds, says = '') {
    this.checks.push({ what, holds, says });
    return holds === true;
  }

  /** At most so many findings of one kind are listed; the rest is counted. */
  each(what, findings, most = 20) {
    const listed = findings.slice(0, most).join('; ');
    const more = findings.length > most ? `; and ${findings.length - most} more` : '';
    return this.check(what, findings.length === 0, listed + more);
  }

  /** `holds` only where nothing is wrong and something was checked. */
  get verdict() {
    if (this.checks.length === 0 || this.checks.some(({ holds }) => holds === false)) return 'broken';
    return this.checks.some(({ holds }) => holds === null) ? 'open' : 'holds';
  }

  lines() {
    const signs = new Map([
      [true, 'ok   '],
      [false, 'WRONG'],
      [null, 'open '],
    ]);
    return [
      ...this.facts.map(({ label, value }) => `${label}: ${value}`),
      ...this.checks.map(({ what, holds, says }) => `${signs.get(holds)}  ${what}${says === '' ? '' : `: ${says}`}`),
      verdicts[this.verdict],
    ];
  }
}

export const verdicts = {
  holds: 'Everything that was checked holds.',
  open: 'Nothing is wrong, but not everything could be shown: see the open lines.',
  broken: 'SOMETHING DOES NOT HOLD: see the lines marked WRONG.',
};
