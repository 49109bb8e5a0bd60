import type { Id } from '../../../kernel';
import type { Exposure, ReachQuery } from './reach';

/** A statement in the making: values become its parameters. */
type Put = (value: unknown) => string;

interface Narrowed {
  readonly query: Pick<ReachQuery, 'from' | 'to' | 'actor'>;
  /** The subject with everybody merged into them; null for anybody. */
  readonly family: readonly Id[] | null;
}

/**
 * Every reading as (media, subject, class, at, way), each source by an index of its own: the log's entries, the downloads of bundles and
 * reports with what those hold, and what the store gave to somebody whom no entry explains. These tables belong to other
 * modules; they are only read, and joined here because millions of rows must not pass through the program.
 */
export function readingsSql({ query, family }: Narrowed, put: Put): string {
  const { from, to, actor } = query;
  const period = (at: string): string => `${at} >= ${put(from)}::timestamptz AND ${at} < ${put(to)}::timestamptz`;
  const byActor = actor === null ? '' : ` AND l.actor = ${put(actor)}`;
  const about = (column: string): string => (family === null ? '' : ` AND ${column} = ANY(${put(family)}::uuid[])`);
  const sources = [
    `SELECT l.media, l.subject, l.class, l.at, CASE l.type WHEN 'media.shown' THEN 'shown' ELSE 'opened' END AS way
       FROM audit.leaf l WHERE l.type IN ('view.opened', 'media.read.open', 'media.shown') AND l.decision = 'allow'
        AND l.media IS NOT NULL AND ${period('l.at')}${byActor}${about('l.subject')}`,
    `SELECT held.ref, m.subject_id, m.class, l.at, CASE a.content WHEN 'bytes' THEN 'exported' ELSE 'described' END
       FROM audit.leaf l
       JOIN evidence.artefact a ON a.object_id = (convert_from(l.body, 'UTF8')::jsonb #>> '{e,obj,object}')::uuid
       JOIN evidence.artefact_about held ON held.artefact_id = a.id AND held.kind = 'media'
       LEFT JOIN records.media m ON m.id = held.ref
      WHERE l.type = 'evidence.opened' AND l.decision = 'allow' AND ${period('l.at')}${byActor}${about('m.subject_id')}`,
  ];
  // The store knows credentials, not people: a search for one actor cannot have these.
  if (actor === null)
    sources.push(`SELECT m.id, m.subject_id, m.class, r.at, 'fetched' FROM reconciliation.store_read r
       JOIN records.media m ON m.object_key = r.object_key
      WHERE r.verdict <> 'matched' AND ${period('r.at')}${about('m.subject_id')}`);
  return sources.join(' UNION ALL ');
}

/** What there was to open while a key was out: items that came before its end, and were not destroyed before its beginning. */
export function exposedSql({ from, to }: Exposure, family: readonly Id[] | null, put: Put): string {
  const about = family === null ? '' : ` AND m.subject_id = ANY(${put(family)}::uuid[])`;
  return `SELECT m.id, m.subject_id, m.class, NULL::timestamptz, 'exposed' FROM records.media m
      WHERE m.received_at < ${put(to)}::timestamptz
        AND (m.destroyed_at IS NULL OR m.destroyed_at >= ${put(from)}::timestamptz)${about}`;
}
