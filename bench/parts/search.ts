import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Actor, newId, type Role, systemActor } from '../../src/kernel';
import { type Transaction, VaultDatabase } from '../../src/platform/database';
import { entriesFor, parseQuery, type Query, termNames } from '../../src/trust/audit';
import { readEntry } from '../../src/trust/audit/reading/entry-view';
import { listEntries } from '../../src/trust/audit/reading/log.repository';
import { widestBounds } from '../../src/trust/audit/search/matches';
import { findPage } from '../../src/trust/audit/reading/page.repository';
import { lastDay, samples } from '../colourful-log';
import { percentile } from '../figures';
import { type BenchOptions } from '../options';
import { millis, type Row, type Section } from '../report';
import { benchTags, openSearchLog } from '../search-log';
import { type World } from '../world';

const pageLength = 51;
const dayMs = 86_400_000;
const names = termNames.filter((name) => name !== 'at');

interface Timed {
  readonly group: string;
  readonly q: string;
  readonly ms: number;
  readonly found: number;
}

/** Each term and each pair of terms within a span of time, as the API asks them, on a log of many colours. */
export async function measureSearch(world: World, options: BenchOptions): Promise<Section> {
  const rows = options.rows ?? (options.quick ? 200_000 : 1_000_000);
  const log = await openSearchLog(options.log ?? join(world.folder, 'search'), rows);
  const database = new VaultDatabase({ url: log.url('strongroom_app'), entities: [], poolSize: 2, name: 'bench' });
  try {
    await database.connect();
    const questions = allQuestions(options.quick ? 1 : options.rounds);
    const bench = new SearchBench(database);
    for (const { q } of questions.slice(0, 200)) await bench.ask('', q);
    const seen: Timed[] = [];
    for (const { group, q } of questions) seen.push(await bench.ask(group, q));
    const keys = await bench.byKey(rows, 200);
    if (options.out) writeFileSync(`${options.out}.plans.txt`, await bench.plansOf(slowest(seen, 12)));
    return section(rows, seen, keys);
  } finally {
    await database.close();
    await log.stop();
  }
}

class SearchBench {
  readonly #officer = reader('compliance_officer');

  constructor(private readonly database: VaultDatabase) {}

  async ask(group: string, q: string): Promise<Timed> {
    const terms = parseQuery(q);
    const started = performance.now();
    const found = await this.database.read({ actor: systemActor }, async (tx) => {
      const page = { terms, limit: pageLength };
      return listEntries(tx, entriesFor(this.#officer), page, placeOf(terms));
    });
    const ms = performance.now() - started;
    if (found.some((entry) => readEntry(entry) === null)) throw new Error('The log holds what is no entry.');
    return { group, q, ms, found: found.length };
  }

  /** A page by number alone: what no search can be faster than. */
  async byKey(rows: number, count: number): Promise<number[]> {
    const times: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const n = Math.floor((rows * (i + 1)) / count);
      const started = performance.now();
      await this.database.read({ actor: systemActor }, (tx) => pageByNumber(tx, n));
      times.push(performance.now() - started);
    }
    return times;
  }

  /** Asks the slowest again, with every statement of theirs explained. */
  async plansOf(slow: readonly Timed[]): Promise<string> {
    const plans: string[] = [];
    for (const { q, ms, found } of slow) {
      const terms = parseQuery(q);
      const lines = [q, `${ms.toFixed(1)} ms, ${found} rows`];
      await this.database.read({ actor: systemActor }, (tx) =>
        findPage(explained(tx, lines), entriesFor(this.#officer), { terms, limit: pageLength }, placeOf(terms)),
      );
      plans.push(lines.join('\n'));
    }
    return plans.join('\n\n');
  }
}

/** The same transaction, which tells each statement's plan before it asks. */
function explained(tx: Transaction, lines: string[]): Transaction {
  const query = async (sql: string, parameters?: unknown[]) => {
    const plan = await tx.query<Record<string, string>>(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`, parameters);
    lines.push('', ...plan.map((line) => line['QUERY PLAN'] ?? ''));
    return tx.query(sql, parameters);
  };
  return { query, post: (sql: string) => tx.post(sql) } as unknown as Transaction;
}

function pageByNumber(tx: Transaction, n: number): Promise<unknown> {
  return tx.query(`SELECT n, body, hash FROM audit.leaf WHERE n < $1 ORDER BY n DESC LIMIT ${pageLength}`, [n]);
}

function placeOf(terms: Query) {
  const now = new Date(lastDay);
  const { start, end } = widestBounds(terms, now);
  const [from, to] = [new Date(start ?? lastDay - 366 * dayMs), new Date(end ?? lastDay)];
  return { now, tagsOf: (address: string) => benchTags(address.replace('/24', ''), from, to) };
}

function allQuestions(rounds: number): { group: string; q: string }[] {
  const questions: { group: string; q: string }[] = [];
  const valuesOf = (name: (typeof names)[number]): readonly string[] => samples[name];
  for (let round = 0; round < rounds; round += 1) {
    const days = [30, 7, 1, 90][round % 4] ?? 30;
    const start = lastDay - (120 - round * 7) * dayMs;
    const span = `at:>=${new Date(start).toISOString()} at:<${new Date(start + days * dayMs).toISOString()}`;
    for (const [i, a] of names.entries()) {
      for (const value of valuesOf(a)) {
        questions.push({ group: `${a}:`, q: `${a}:${value}` }, { group: `${a}: at:`, q: `${a}:${value} ${span}` });
        for (const b of names.slice(i + 1))
          for (const other of valuesOf(b))
            questions.push({ group: `${a}: ${b}: at:`, q: `${a}:${value} ${b}:${other} ${span}` });
      }
    }
  }
  return questions;
}

function slowest(seen: readonly Timed[], count: number): Timed[] {
  return [...seen].sort((a, b) => b.ms - a.ms).slice(0, count);
}

function section(rows: number, seen: readonly Timed[], keys: readonly number[]): Section {
  const groups = [...new Set(seen.map(({ group }) => group))];
  const timesOf = (group: string) => seen.filter((one) => one.group === group).map(({ ms }) => ms);
  const p95 = (group: string) => percentile(timesOf(group), 0.95);
  const key = percentile(keys, 0.95);
  const row = (what: string, times: readonly number[]): Row => ({
    what,
    figure: `p50 ${millis(percentile(times, 0.5) / 1000)}, p95 ${millis(percentile(times, 0.95) / 1000)}`,
    ratio: percentile(times, 0.95) / key,
  });
  const single = groups.filter((group) => group.split(': ').length <= 2 && !/: \w+: /.test(group));
  const pairs = groups.filter((group) => /: \w+: at:/.test(group)).sort((a, b) => p95(b) - p95(a));
  return {
    title: `Searching a log of ${rows.toLocaleString('en-US')} entries`,
    said: `A page of ${pageLength - 1} with its wide rows, newest first, frequent and rare values alike; ${pairs.length} pairs of terms within 1 to 30 days, the ten slowest shown. The ratio is to a page by number alone.`,
    rows: [
      ...single.map((group) => row(`\`${group}\``, timesOf(group))),
      row('all pairs within a span', pairs.flatMap(timesOf)),
      ...pairs.slice(0, 10).map((group) => row(`\`${group}\``, timesOf(group))),
      row('a page by number', keys),
    ],
  };
}

function reader(role: Role): Actor {
  return { ...systemActor, kind: 'user', id: newId(), roles: [role] };
}
