import { Inject, Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { type Actor, type Clock, CLOCK, type Id, type Role, systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { JobRegistry } from '../../../platform/jobs';
import { Notifications } from '../../../platform/notifications';
import { Audit } from '../audit.service';
import { seesType } from '../reading/entry-scope';
import { matches } from '../search/matches';
import { parseQuery } from '../search/parse-query';
import type { SearchColumns } from '../search-columns';
import {
  listColumns,
  systemListWatched,
  systemLockCursor,
  systemMoveCursor,
  type WatchedSearch,
} from './saved-search.repository';

/** What people may read now; identity offers it. Whoever may not sign in is left out. */
export interface ReaderRoles {
  rolesOf(ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Role[]>>;
}

/** Injection token of the roles. */
export const READER_ROLES = Symbol('reader roles');

interface Entry {
  readonly n: number;
  readonly columns: SearchColumns;
}

const system = { actor: systemActor };
const batch = 2_000;

/**
 * Looks at each new entry once, by number, for every search that wants news, and leaves each person a count. A person is
 * told only of entries that they may read at that moment; being told is an entry. Cursor, news and entries are one
 * transaction, so that a repeated run tells nothing twice.
 */
@Injectable()
export class WatchSearches implements OnModuleInit {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    private readonly notifications: Notifications,
    private readonly jobs: JobRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(READER_ROLES) private readonly readers: ReaderRoles | null = null,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'audit.searches.watch', everySeconds: 20, run: () => this.run() });
  }

  /** Catches up with the log. */
  async run(): Promise<void> {
    while (await this.vault.transaction(system, (tx) => this.look(tx)));
  }

  /** One batch; answers whether there is more. */
  private async look(tx: Transaction): Promise<boolean> {
    const { from, size } = await systemLockCursor(tx);
    const watched = await systemListWatched(tx);
    const to = watched.length === 0 ? size : Math.min(size, from + batch);
    if (watched.length > 0 && to > from) await this.tellOf(tx, watched, await listColumns(tx, from, to));
    await systemMoveCursor(tx, to);
    return to < size;
  }

  private async tellOf(tx: Transaction, watched: readonly WatchedSearch[], entries: readonly Entry[]): Promise<void> {
    const people = [...new Set(watched.map(({ person }) => person))];
    const roles = (await this.readers?.rolesOf(people)) ?? new Map<Id, readonly Role[]>();
    const now = this.clock.now();
    for (const search of watched) {
      const found = findEntries(search, entries, roles.get(search.person) ?? [], now);
      if (found.length > 0) await this.tell(tx, search, found);
    }
  }

  private async tell(tx: Transaction, { id, person }: WatchedSearch, found: readonly number[]): Promise<void> {
    const [first, last] = [found[0] ?? 0, found.at(-1) ?? 0];
    const body = { search: id, count: found.length, from: first, to: last };
    await this.notifications.add(tx, { person, kind: 'search.matched', body });
    await this.audit.record(tx, {
      type: 'audit.search.matched',
      actor: systemActor,
      role: 'system',
      object: { object: id },
      decision: 'allow',
      range: `${first}-${last}`,
    });
  }
}

/** News about news would never end. */
function findEntries(search: WatchedSearch, entries: readonly Entry[], roles: readonly Role[], now: Date): number[] {
  const reader: Actor = { ...systemActor, kind: 'user', id: search.person, roles };
  const query = parseQuery(search.q);
  const news = entries.filter(
    ({ n, columns }) =>
      n >= search.since &&
      columns.type !== 'audit.search.matched' &&
      seesType(reader, columns.type) &&
      matches(query, columns, now),
  );
  return news.map(({ n }) => n);
}
