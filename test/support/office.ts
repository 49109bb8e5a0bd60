import type { Id } from '../../src/kernel';
import type { Act } from '../../src/casework/watching/rules/act';
import {
  type ActorHistory,
  day,
  emptyHistory,
  hour,
  minute,
  type RuleName,
} from '../../src/casework/watching/rules/history';
import { type Finding, watch } from '../../src/casework/watching/rules/rules';

/** Somebody who does what a rule exists for, planted in a simulated office. */
export interface Insider {
  readonly rule: RuleName;
  readonly actor: Id;
  /** When it begins. */
  readonly at: number;
}

export interface Office {
  readonly acts: readonly Act[];
  readonly insiders: readonly Insider[];
  readonly agents: number;
  readonly days: number;
}

export interface OfficeReport {
  readonly alerts: number;
  readonly precision: number;
  readonly recall: number;
  /** Milliseconds from the first wrong act to the alert: median and longest. */
  readonly detection: { readonly median: number; readonly longest: number };
  /** Alerts about honest agents, per 100 agents and day. */
  readonly falsePerHundredAgentDays: number;
  readonly missed: readonly Insider[];
}

const start = Date.UTC(2026, 8, 7);

/** A small generator that a seed repeats (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * An office of agents with shifts of their own (early, late, one team at night), busy and quiet days, honest mistakes
 * (closed tickets, mistyped ids, a refusal and then a grant), and one insider for each rule and copy.
 */
export function simulateOffice(options: { seed: number; agents: number; days: number; copies: number }): Office {
  const { seed, agents, days, copies } = options;
  const next = random(seed);
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const id = (kind: number, n: number): Id => `0000000${kind}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
  const acts: Omit<Act, 'n'>[] = [];
  const insiders: Insider[] = [];
  const add = (at: number, actor: Id, act: Partial<Act> = {}): void => {
    const made = { type: 'view.opened', decision: 'allow', subject: null, media: null, reason: null };
    acts.push({ at, actor, ...made, ...act });
  };
  const open = (at: number, actor: Id): void =>
    add(at, actor, { subject: id(1, between(1, 50_000)), media: id(2, between(1, 90_000)) });
  const deny = (at: number, actor: Id, reason: string, media: Id | null = id(2, between(1, 90_000))): void =>
    add(at, actor, { type: 'view.denied', decision: 'deny', reason, media });

  for (let n = 0; n < agents; n += 1) {
    const actor = id(3, n);
    const shift = [7, 8, 9, 13, 22][n % 5] ?? 8;
    const pace = between(2, 9);
    for (let today = 0; today < days; today += 1) {
      const weekend = today % 7 > 4;
      if (weekend ? n % 5 !== 4 : next() < 0.06) continue;
      const busy = next() < 0.1 ? 2 : 1;
      // Honest, and yet against the habit: a shift taken over from a colleague.
      const swapped = next() < 0.002 ? 8 : 0;
      for (let worked = 0; worked < 8; worked += 1) {
        for (let opened = between(0, pace * busy); opened > 0; opened -= 1)
          open(start + today * day + (shift + swapped + worked) * hour + next() * hour, actor);
      }
      const noon = start + today * day + (shift + 4) * hour;
      if (next() < 0.08) deny(noon + next() * hour, actor, 'ticket_closed');
      if (next() < 0.05) deny(noon + next() * hour, actor, 'absent', null);
      if (next() < 0.03) {
        const media = id(2, between(1, 90_000));
        deny(noon, actor, 'grant_required', media);
        add(noon + 20 * minute, actor, { media, subject: id(1, between(1, 50_000)) });
      }
    }
  }

  const last = start + (days - 1) * day;
  const plant = (rule: RuleName, act: (actor: Id, at: number) => void): void => {
    for (let copy = 0; copy < copies; copy += 1) {
      const n = insiders.length;
      const shift = [7, 8, 9, 13, 22][n % 5] ?? 8;
      // In the last three weeks, in the middle of the shift: habits are known by then.
      const at = last - (n % 3) * 7 * day + (shift + 3) * hour;
      insiders.push({ rule, actor: id(3, n), at });
      act(id(3, n), at);
    }
  };
  plant('mass_opening', (actor, at) => {
    for (let n = 0; n < 160; n += 1) open(at + n * 20_000, actor);
  });
  plant('off_hours', (actor, at) => {
    for (let n = 0; n < 6; n += 1) open(at + 12 * hour + n * 4 * minute, actor);
  });
  plant('without_ticket', (actor, at) => {
    for (let n = 0; n < 6; n += 1) deny(at + n * 7 * minute, actor, n % 2 ? 'ticket_closed' : 'grant_expired');
  });
  plant('id_walk', (actor, at) => {
    for (let n = 0; n < 40; n += 1) deny(at + n * 6_000, actor, n % 3 ? 'absent' : 'out_of_reach', null);
  });
  plant('denials_then_allow', (actor, at) => {
    const media = id(2, between(1, 90_000));
    for (let n = 0; n < 7; n += 1) deny(at + n * 2 * minute, actor, 'grant_required', media);
    add(at + 16 * minute, actor, { media, subject: id(1, 7) });
  });
  const ordered = acts.sort((a, b) => a.at - b.at).map((act, n) => ({ ...act, n }));
  // An insider's act begins off hours where the rule is about hours.
  const begun = insiders.map((insider) =>
    insider.rule === 'off_hours' ? { ...insider, at: insider.at + 12 * hour } : insider,
  );
  return { acts: ordered, insiders: begun, agents, days };
}

/** Runs the rules over an office and compares what they found with who was planted. */
export function judgeOffice({ acts, insiders, agents, days }: Office): OfficeReport {
  const histories = new Map<Id, ActorHistory>();
  const findings: Finding[] = [];
  for (const act of acts) {
    const { history, findings: found } = watch(histories.get(act.actor) ?? emptyHistory, act);
    histories.set(act.actor, history);
    findings.push(...found);
  }
  // Any alert about an insider within a day of the act counts for them: a person looks at it either way.
  const about = (finding: Finding): Insider | undefined =>
    insiders.find(({ actor, at }) => actor === finding.actor && finding.at >= at && finding.at < at + day);
  const caught = new Map<Insider, number>();
  for (const finding of findings) {
    const insider = about(finding);
    if (insider?.rule === finding.rule && !caught.has(insider)) caught.set(insider, finding.at - insider.at);
  }
  const wrong = findings.filter((finding) => about(finding) === undefined).length;
  const times = [...caught.values()].sort((a, b) => a - b);
  return {
    alerts: findings.length,
    precision: findings.length === 0 ? 0 : (findings.length - wrong) / findings.length,
    recall: caught.size / insiders.length,
    detection: { median: times[Math.floor(times.length / 2)] ?? NaN, longest: times.at(-1) ?? NaN },
    falsePerHundredAgentDays: (wrong / (agents * days)) * 100,
    missed: insiders.filter((insider) => !caught.has(insider)),
  };
}
