/** What entries say about the log itself: what was pruned, where a new log was opened, who approved that, and which key came next. */
export class SaidOfLog {
  openings = [];
  #prunings = [];
  #asked = [];
  #given = [];
  #keys = new Map();

  take({ n, log, e: { type, decision, actor, obj, range } }) {
    if (decision !== 'allow') return;
    const request = `${obj?.object} ${obj?.sha256}`;
    const step = { n, request, by: actor.id, role: actor.role };
    if (type === 'audit.pruned') this.#prunings.push({ n, request, range });
    else if (type === 'audit.log.opened') this.openings.push({ n, request, range, log });
    else if (type === 'approval.requested') this.#asked.push(step);
    else if (type === 'approval.given') this.#given.push(step);
    else if (type === 'audit.key.rotated') this.#keys.set(n, obj?.sha256);
  }

  /** Whether an entry let all of them go, and two people had approved exactly that before. */
  pruningApproved(count) {
    return this.#prunings.some(({ n, request, range }) => {
      const last = Number(/^0-(\d+)$/.exec(range ?? '')?.[1] ?? -1);
      const given = this.#given.filter((step) => step.request === request && step.n < n);
      return last >= count - 1 && last < n && new Set(given.map(({ by }) => by)).size >= 2;
    });
  }

  /**
   * Whether one person asked for exactly this new log and another one in another role approved it. Both are told after its
   * first entry, which comes before anything else; null where no entry follows yet.
   */
  openingApproved({ n, request }, size) {
    const approved = this.#asked
      .filter((step) => step.request === request)
      .some(({ by, role }) =>
        this.#given.some((step) => step.request === request && step.by !== by && step.role !== role),
      );
    return approved || (n === size - 1 ? null : false);
  }

  /** Whether the last entry under each key names the next one; what was pruned has said it to its checkpoint. */
  namesKeys(handOvers, pruned) {
    return handOvers.every(({ size, digest }) => size <= pruned || this.#keys.get(size - 1) === digest);
  }
}

/** A line for each new log that was opened in what has been read. */
export function reportOpenings(said, size, report) {
  for (const opening of said.openings) {
    report.fact(
      `opened anew at entry ${opening.n}`,
      `${opening.log}, without entries ${opening.range} of the log before`,
    );
    const approved = said.openingApproved(opening, size);
    const says = approved === null ? 'its approvals are not under this checkpoint yet' : '';
    report.check(`two people wanted the new log at entry ${opening.n}`, approved, says);
  }
}
