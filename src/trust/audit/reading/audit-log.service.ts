import { Inject, Injectable, Optional } from '@nestjs/common';
import { type Id, Refusal, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { findNewestCosigned, listCosignatures } from '../anchors/anchor.repository';
import { EntryNotFound } from '../audit.errors';
import { Audit } from '../audit.service';
import type { LeafEvent } from '../format/leaf';
import { PERSONAL_PARTS, type PersonalParts } from '../personal-parts';
import { type EntryScope, entriesOfMedia, maySeePersonalParts, readingRole } from './entry-scope';
import { type EntryView, type PersonalView, readEntry, type StoredEntry, toEntryView } from './entry-view';
import { findEntry, findNewestCheckpoint, listEntries, listLeaves } from './log.repository';
import type { EntryQuery } from './page.repository';
import { personalState } from './personal-state';
import { QueryPlaces } from '../search/query-places';
import { onlyValue, printQuery, type Query, term, ticketOf } from '../search/query';
import { settled } from '../search/matches';

/** How people and programs are called now; the log itself knows only their ids. Identity may offer it. */
export interface ActorNames {
  namesOf(ids: readonly Id[]): Promise<ReadonlyMap<Id, string>>;
}

/** Injection token of the names; where nobody offers them, entries show ids. */
export const ACTOR_NAMES = Symbol('actor names');

/** An entry is not what was sealed: nothing is shown of a page with it, and the verifier says more. */
export class EntryDamaged extends Refusal {
  constructor() {
    super('integrity_failed', 'An entry of this page was changed after it was sealed. Verify the log.', {
      level: 'error',
    });
  }
}

export interface EntryPage {
  readonly items: EntryView[];
  /** Give it as `after` for the next page; null on the last one. */
  readonly next: number | null;
}

/** The newest signed note, and the newest one that witnesses have cosigned, with their lines under it. */
export interface CheckpointView {
  readonly note: string;
  readonly size: number;
  readonly at: Date;
  readonly witnessed: { readonly note: string; readonly size: number; readonly at: Date } | null;
}

/**
 * The reading side of the log. Reading is itself an act: a page is handed out only after the entry about it is sealed.
 * Personal parts are opened for the roles that may see them; everybody else sees only their state.
 */
@Injectable()
export class AuditLog {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    @Inject(PERSONAL_PARTS) private readonly parts: PersonalParts,
    private readonly places: QueryPlaces,
    @Optional() @Inject(ACTOR_NAMES) private readonly names: ActorNames | null = null,
  ) {}

  async entries(context: RequestContext, scope: EntryScope, query: EntryQuery): Promise<EntryPage> {
    const place = await this.places.of(context, query.terms);
    const wanted = { ...query, limit: query.limit + 1 };
    const rows = await this.vault.read(context, (tx) => listEntries(tx, scope, wanted, place));
    const shown = rows.slice(0, query.limit);
    await this.recordReading(context, settled(query.terms, place.now), shown);
    return {
      items: await this.show(context, shown),
      next: rows.length > query.limit ? (shown.at(-1)?.n ?? null) : null,
    };
  }

  async entry(context: RequestContext, scope: EntryScope, n: number): Promise<EntryView> {
    const row = await this.vault.read(context, (tx) => findEntry(tx, scope, n));
    await this.recordReading(context, [], row === null ? [] : [row]);
    const [view] = row === null ? [] : await this.show(context, [row]);
    if (view === undefined) throw new EntryNotFound();
    return view;
  }

  /** An entry and its neighbours in time on both sides, as far as they are in reach, newest first. */
  async around(context: RequestContext, scope: EntryScope, n: number, each: number): Promise<EntryView[]> {
    const place = await this.places.of(context, []);
    const rows = await this.vault.read(context, async (tx) => {
      const beside = (side: 'older' | 'newer') =>
        listEntries(tx, scope, { terms: [], after: n, side, limit: each }, place);
      const entry = await findEntry(tx, scope, n);
      return entry === null ? [] : [...(await beside('newer')).reverse(), entry, ...(await beside('older'))];
    });
    await this.recordReading(context, [], rows);
    if (rows.length === 0) throw new EntryNotFound();
    return this.show(context, rows);
  }

  /** The leaves themselves, of entries that are all in reach; else it is as if there were none. */
  async leaves(context: RequestContext, scope: EntryScope, from: number, to: number): Promise<Buffer[]> {
    const rows = await this.vault.read(context, (tx) => listLeaves(tx, scope, from, to));
    const found = rows.length === to - from ? rows : [];
    await this.recordReading(context, [], found);
    if (found.length === 0) throw new EntryNotFound();
    if (found.some((row) => readEntry(row) === null)) throw new EntryDamaged();
    return found.map(({ body }) => body);
  }

  /** All that happened to one item, newest first. The caller has checked that the actor may see the item. */
  async custody(context: RequestContext, media: Id, page: { after?: number; limit: number }): Promise<EntryPage> {
    return this.entries(context, entriesOfMedia(media), { terms: [term('media', media)], ...page });
  }

  /** The newest signed note, to be kept and compared later; null while the log is empty. It says nothing about anybody. */
  async checkpoint(context: RequestContext): Promise<CheckpointView | null> {
    return this.vault.read(context, async (tx) => {
      const newest = await findNewestCheckpoint(tx);
      if (newest === null) return null;
      const witnessed = await findNewestCosigned(tx);
      return { ...newest, witnessed: witnessed === null ? null : await withCosignatures(tx, witnessed) };
    });
  }

  private async recordReading(context: RequestContext, terms: Query, rows: readonly StoredEntry[]): Promise<void> {
    const numbers = rows.map(({ n }) => n);
    const [subject, media, ticket] = (['subject', 'media', 'ticket'] as const).map((name) => onlyValue(terms, name));
    await this.audit.recordSealed({
      type: 'audit.read',
      actor: context.actor,
      role: readingRole(context.actor),
      origin: context.origin,
      // Sealed beside the reader's address: whom somebody looked for is personal too.
      actorPayload: terms.length === 0 ? {} : { filter: printQuery(terms) },
      subject,
      ...(media === undefined ? {} : { object: { media } }),
      ticket: (ticket === undefined ? null : ticketOf(ticket)) ?? undefined,
      decision: 'allow',
      ...(numbers.length === 0 ? {} : { range: `${Math.min(...numbers)}-${Math.max(...numbers)}` }),
    });
  }

  private async show(context: RequestContext, rows: readonly StoredEntry[]): Promise<EntryView[]> {
    const read = rows.map((row) => ({ row, leaf: readEntry(row) }));
    const names = await this.names?.namesOf([...new Set(read.flatMap(({ leaf }) => leaf?.event.actor.id ?? []))]);
    return Promise.all(
      read.map(async ({ row, leaf }) => {
        if (leaf === null) throw new EntryDamaged();
        const personal = await this.personal(context, row, leaf.event);
        return toEntryView(row, leaf, { personal, displayName: names?.get(leaf.event.actor.id) });
      }),
    );
  }

  private async personal(
    context: RequestContext,
    { parts }: StoredEntry,
    event: LeafEvent,
  ): Promise<EntryView['personal']> {
    const opener = maySeePersonalParts(context.actor) ? this.parts : null;
    const view = async (part: 'actor' | 'subject', committed: string | null): Promise<PersonalView | null> => {
      const stored = parts.find((candidate) => candidate.part === part);
      const state = await personalState(committed, stored, opener);
      if (state === null) return null;
      if (state.state === 'erased') return { state: 'erased', erasedBy: state.by };
      if (state.state === 'ended') return { state: 'ended', endedAt: state.at.toISOString() };
      return state;
    };
    return { actor: await view('actor', event.pa), subject: await view('subject', event.ps) };
  }
}

async function withCosignatures(
  tx: Transaction,
  checkpoint: { note: string; size: number; at: Date },
): Promise<{ note: string; size: number; at: Date }> {
  const lines = await listCosignatures(tx, checkpoint.size);
  return { ...checkpoint, note: checkpoint.note + lines.map(({ line }) => line).join('') };
}
