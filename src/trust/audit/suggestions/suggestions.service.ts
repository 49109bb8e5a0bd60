import { Inject, Injectable, Optional } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { ACTOR_NAMES, type ActorNames } from '../reading/audit-log.service';
import { entriesFor, typesFor } from '../reading/entry-scope';
import { kindOf, quoted, termNames, type ValueName } from '../search/query';
import { type Gap, gapAt } from './gap';
import { isRecentName, listRecent, type RecentName } from './recent-values.repository';

export interface Suggestion {
  /** Takes the place of the gap. */
  readonly text: string;
  /** What people call it. */
  readonly label: string | null;
}

export interface Suggestions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly Suggestion[];
}

const most = 12;
const times = ['now-1h', 'now-24h', 'now-7d', 'now-30d'].map((time) => `>=${time}`);
const looked = { entries: 2_000, values: 200 };

/** What could be typed next: terms, words of closed lists, and ids of the newest entries in the caller's own reach. */
@Injectable()
export class SearchSuggestions {
  constructor(
    private readonly vault: VaultDatabase,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
    @Optional() @Inject(ACTOR_NAMES) private readonly names: ActorNames | null = null,
  ) {}

  async suggest(context: RequestContext, text: string, cursor: number): Promise<Suggestions> {
    const gap = gapAt(text, cursor);
    if (gap === null) return { from: cursor, to: cursor, items: [] };
    const typed = gap.typed.toLowerCase();
    const fitting = (await this.candidates(context, gap)).filter(
      (item) =>
        item.text.replace(/^"/, '').toLowerCase().startsWith(typed) || item.label?.toLowerCase().includes(typed),
    );
    return { from: gap.from, to: gap.to, items: fitting.slice(0, most) };
  }

  private async candidates(context: RequestContext, gap: Gap): Promise<Suggestion[]> {
    if (gap.kind === 'term') return termNames.map((name) => ({ text: `${name}:`, label: null }));
    if (gap.kind === 'time') return times.map(plain);
    if (isRecentName(gap.name)) return this.recent(context, gap.name);
    return this.words(context, gap.name);
  }

  private words(context: RequestContext, name: ValueName): Suggestion[] {
    const named = (items: readonly { code: string; name: string }[]) =>
      items.map(({ code, name: label }) => ({ text: code, label }));
    if (name === 'class') return named(this.policy.documentClasses);
    if (name === 'purpose') return named(this.policy.purposes);
    const types = typesFor(context.actor);
    if (name === 'type' && types !== 'all') return types.map(plain);
    return (kindOf(name).values ?? []).map(plain);
  }

  private async recent(context: RequestContext, name: RecentName): Promise<Suggestion[]> {
    const scope = entriesFor(context.actor);
    const values = await this.vault.read(context, (tx) => listRecent(tx, scope, name, looked));
    const names = name === 'actor' ? await this.names?.namesOf(values) : undefined;
    return values.map((value) => ({ text: quoted(value), label: names?.get(value) ?? null }));
  }
}

function plain(text: string): Suggestion {
  return { text, label: null };
}
