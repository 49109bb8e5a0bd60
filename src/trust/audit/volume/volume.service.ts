import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { InvalidQuery } from '../audit.errors';
import { entriesFor, readingRole } from '../reading/entry-scope';
import { printQuery, type Query } from '../search/query';
import { settled } from '../search/matches';
import { Audit } from '../audit.service';
import { QueryPlaces } from '../search/query-places';
import { beginsOnSlots, countedQuery, isTimeZone, narrowed, type Period } from './counted-query';
import { type Bucket, type BucketRow, countFromSlots, countLeaves } from './volume.repository';

export interface VolumeWish {
  readonly query: Query;
  readonly period: Period;
  readonly bucket: Bucket;
  readonly zone: string;
}

/** Entries of one bucket by what was done. */
export interface VolumeBucket {
  readonly at: Date | null;
  readonly weekday: number | null;
  readonly hour: number | null;
  readonly counts: Readonly<Record<string, number>>;
}

const dayMs = 86_400_000;
const longestDays: Readonly<Record<Bucket, number>> = { hour: 92, day: 3_700, weekday_hour: 3_700 };

/** How much happened when, within the caller's own reach: the same condition that pages of the log are read with. */
@Injectable()
export class Volume {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly places: QueryPlaces,
    private readonly audit: Audit,
  ) {}

  async count(context: RequestContext, { query, period, bucket, zone }: VolumeWish): Promise<VolumeBucket[]> {
    if (!isTimeZone(zone)) throw new InvalidQuery('unknown_time_zone', 0, '/timeZone');
    const days = (period.end - period.start) / dayMs;
    if (!(days > 0 && days <= longestDays[bucket])) throw new InvalidQuery('invalid_period', 0, '/to');
    const place = await this.places.of(context, query);
    const question = { query, period: narrowed(period, query, place.now), bucket, zone };
    if (countedQuery(query) === null) await this.recordReading(context, settled(query, place.now));
    const counted = beginsOnSlots(zone, period) ? countedQuery(query) : null;
    const scope = entriesFor(context.actor);
    const rows = await this.vault.read(context, (tx) =>
      counted === null ? countLeaves(tx, scope, question, place) : countFromSlots(tx, scope, question, counted, place),
    );
    return inBuckets(rows);
  }

  /** Counting all passports tells of nobody; counting what one person did, or what was done to one, is reading. */
  private async recordReading({ actor, origin }: RequestContext, query: Query): Promise<void> {
    const actorPayload = { filter: printQuery(query) };
    const role = readingRole(actor);
    await this.audit.recordSealed({ type: 'audit.read', actor, role, origin, actorPayload, decision: 'allow' });
  }
}

function inBuckets(rows: readonly BucketRow[]): VolumeBucket[] {
  const found = new Map<string, VolumeBucket & { counts: Record<string, number> }>();
  for (const { at, weekday, hour, operation, entries } of rows) {
    const key = JSON.stringify([at, weekday, hour]);
    const bucket = found.get(key) ?? { at, weekday, hour, counts: {} };
    bucket.counts[operation] = entries;
    found.set(key, bucket);
  }
  return [...found.values()];
}
