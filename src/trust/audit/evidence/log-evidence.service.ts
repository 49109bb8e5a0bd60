import { Inject, Injectable } from '@nestjs/common';
import { type Actor, Refusal, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { findNewestCosigned, listCosignatures } from '../anchors/anchor.repository';
import { findStampWithin } from '../anchors/time-stamps/time-stamp.repository';
import { renderResponse } from '../anchors/time-stamps/time-stamp-token';
import { AUDIT_OPTIONS, type AuditOptions } from '../audit.options';
import { auditTypes, type Operation } from '../event-types';
import type { LeafEvent } from '../format/leaf';
import { keyFor, openCheckpoint, originFor, verifierKey } from '../format/note';
import { consistencyProof, inclusionProof } from '../format/proof';
import { type RangeProof, rangeProof } from '../format/range-proof';
import { renderProof } from '../format/tlog-proof';
import { listLogKeys } from '../log-keys/log-key.repository';
import { listOpeningEntries } from '../opening/opening-entries.repository';
import { PERSONAL_PARTS, type PersonalParts } from '../personal-parts';
import { EntryDamaged } from '../reading/audit-log.service';
import { maySeePersonalParts, seesWholeLog } from '../reading/entry-scope';
import { readEntry } from '../reading/entry-view';
import { findNewestCheckpoint } from '../reading/log.repository';
import { findFirstSealedFrom, listChosen, listLeaves, listPartsOf, type StoredLeaf } from './evidence.repository';
import { type EvidenceQuery, isChosen } from './evidence-query';
import { keptSubtrees } from './kept-tiles';
import { type ProvenPart, provePart } from './proven-part';

/** A span of sealing times: from ≤ sealed < to. */
export interface EvidencePeriod {
  readonly from: Date;
  readonly to: Date;
}

/** What everything in one piece of evidence is proven against, and which leaves the period has. */
export interface EvidenceFrame {
  readonly checkpoint: {
    readonly note: string;
    /** The log's name under it: an older one where the log was opened anew after it. */
    readonly origin: string;
    readonly size: number;
    readonly root: Buffer;
  };
  /** The numbers of the leaves that were sealed in the period; null where there are none. */
  readonly within: LeafRange | null;
  /** The same with one neighbour on each side, where the log has one: it shows where the period ends. */
  readonly carried: LeafRange | null;
}

/** A checkpoint of the log with an RFC 3161 response over its note. */
export interface StampedCheckpoint {
  readonly size: number;
  readonly note: string;
  readonly response: Buffer;
  /** From this checkpoint to the frame's: RFC 9162, empty where they are one. */
  readonly consistency: readonly Buffer[];
}

export interface LeafRange {
  readonly first: number;
  readonly last: number;
}

/** A leaf verbatim, with what it says. */
export interface EvidenceLeaf {
  readonly n: number;
  readonly body: Buffer;
  readonly sealed: string;
  readonly event: LeafEvent;
}

/** A chosen entry with what is left of its personal parts. */
export interface EvidenceEntry extends EvidenceLeaf {
  readonly personal: { readonly actor: ProvenPart | null; readonly subject: ProvenPart | null };
}

/** Whether evidence shows that nothing was left out. */
export type Completeness = 'all' | 'selection';

/** The log is empty: there is nothing to prove anything against. */
export class NoCheckpoint extends Refusal {
  constructor() {
    super('not_ready', 'The log has no checkpoint yet. Try again in a moment.', { retryAfterSeconds: 2 });
  }
}

const leavesAtOnce = 500;
const partsAtOnce = 8;

/**
 * The log as evidence: leaves verbatim, proofs, and personal parts with their salts. It reads every leaf below one
 * checkpoint, which never change, so that nothing has to be held still while a long answer is written. Callers record the
 * reading before they hand anything out.
 */
@Injectable()
export class LogEvidence {
  constructor(
    private readonly vault: VaultDatabase,
    @Inject(PERSONAL_PARTS) private readonly parts: PersonalParts,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
  ) {}

  /** The public key that signed the frame's checkpoint, as C2SP tools read it. */
  keyOf({ checkpoint: { size } }: EvidenceFrame): string {
    return verifierKey({ origin: originFor(this.options, size), publicKey: keyFor(this.options, size) });
  }

  /** The policy data in force now, `sha256:…`. */
  get policy(): string | null {
    return this.options.policy;
  }

  /** Whether somebody may have evidence of everybody's acts. */
  static maySee(actor: Actor): boolean {
    return seesWholeLog(actor);
  }

  /** Which kind of act each type is: part of what a query means. */
  static operations(): Readonly<Record<string, Operation>> {
    return Object.fromEntries(Object.entries(auditTypes).map(([type, { operation }]) => [type, operation]));
  }

  async frame(context: RequestContext, { from, to }: EvidencePeriod): Promise<EvidenceFrame> {
    return this.vault.read(context, async (tx) => {
      const note = await bestCheckpoint(tx, to);
      if (note === null) throw new NoCheckpoint();
      const checkpoint = { note, ...openCheckpoint(note, this.options) };
      const { size } = checkpoint;
      const first = await findFirstSealedFrom(tx, from, size);
      const end = await findFirstSealedFrom(tx, to, size);
      if (size === 0) return { checkpoint, within: null, carried: null };
      const carried = { first: Math.max(first - 1, 0), last: Math.min(end, size - 1) };
      return { checkpoint, within: end > first ? { first, last: end - 1 } : null, carried };
    });
  }

  /** Every leaf of a range, in order and without a gap, page by page. */
  async *leaves(context: RequestContext, { first, last }: LeafRange): AsyncGenerator<EvidenceLeaf[]> {
    for (let from = first; from <= last; from += leavesAtOnce) {
      const to = Math.min(from + leavesAtOnce - 1, last);
      const rows = await this.vault.read(context, (tx) => listLeaves(tx, { from, to, limit: leavesAtOnce }));
      if (rows.length !== to - from + 1) throw new EntryDamaged();
      yield rows.map(intact);
    }
  }

  /**
   * The entries that a query chooses. With `all`, out of every leaf of the period, read from the leaves themselves: the
   * search columns are not asked, so that a row that was moved there is chosen all the same. With `selection`, what the
   * search columns find: quick, and no claim that it is all.
   */
  async *chosen(
    context: RequestContext,
    { within }: EvidenceFrame,
    { query, completeness }: { readonly query: EvidenceQuery; readonly completeness: Completeness },
  ): AsyncGenerator<EvidenceLeaf[]> {
    if (within === null) return;
    const pages = completeness === 'all' ? this.leaves(context, within) : this.found(context, query, within);
    for await (const page of pages) {
      const chosen = page.filter(({ event }) => isChosen(query, event));
      if (chosen.length > 0) yield chosen;
    }
  }

  async rangeProof(context: RequestContext, { first, last }: LeafRange, size: number): Promise<RangeProof> {
    return this.vault.read(context, (tx) => rangeProof({ first, last, size }, keptSubtrees(tx, size)));
  }

  /** The notes in which each key before the frame's named the next one, by the size that it signed last. */
  async handOvers(
    context: RequestContext,
    { checkpoint }: EvidenceFrame,
  ): Promise<{ readonly size: number; readonly note: string }[]> {
    const rows = await this.vault.read(context, listLogKeys);
    return rows.flatMap(({ firstSize, handOver }) =>
      handOver === null || firstSize > checkpoint.size ? [] : [{ size: firstSize - 1, note: handOver }],
    );
  }

  /** Proofs of the entries with which the log was opened anew, and with which people wanted and approved that. */
  async openings(
    context: RequestContext,
    { checkpoint: { note, size } }: EvidenceFrame,
  ): Promise<{ readonly n: number; readonly proof: string }[]> {
    return this.vault.read(context, async (tx) => {
      const read = keptSubtrees(tx, size);
      const proofs: { n: number; proof: string }[] = [];
      for (const { n, body: leaf } of await listOpeningEntries(tx, size))
        proofs.push({
          n,
          proof: renderProof({ n, leaf, path: await inclusionProof(n, size, read), checkpoint: note }),
        });
      return proofs;
    });
  }

  /** The earliest time stamp over everything up to an entry, and that what was stamped is the beginning of the frame's log. */
  async timeStamp(context: RequestContext, frame: EvidenceFrame, last: number): Promise<StampedCheckpoint | null> {
    const { size } = frame.checkpoint;
    return this.vault.read(context, async (tx) => {
      const stamp = await findStampWithin(tx, { from: last + 1, to: size });
      if (stamp === null) return null;
      const consistency = await consistencyProof(stamp.size, size, keptSubtrees(tx, size));
      return { size: stamp.size, note: stamp.note, response: renderResponse(stamp.token), consistency };
    });
  }

  /** C2SP tlog-proof files of some leaves, in their order. */
  async tlogProofs(context: RequestContext, frame: EvidenceFrame, leaves: readonly EvidenceLeaf[]): Promise<string[]> {
    const { note, size } = frame.checkpoint;
    return this.vault.read(context, async (tx) => {
      const read = keptSubtrees(tx, size);
      const proofs: string[] = [];
      for (const { n, body: leaf } of leaves)
        proofs.push(renderProof({ n, leaf, path: await inclusionProof(n, size, read), checkpoint: note }));
      return proofs;
    });
  }

  private async *found(
    context: RequestContext,
    query: EvidenceQuery,
    { first, last: to }: LeafRange,
  ): AsyncGenerator<EvidenceLeaf[]> {
    for (let from = first; ;) {
      const range = { from, to, limit: leavesAtOnce };
      const page = await this.vault.read(context, (tx) => listChosen(tx, query, range));
      yield page.map(intact);
      const last = page.at(-1);
      if (last === undefined || page.length < leavesAtOnce) return;
      from = last.n + 1;
    }
  }

  /** The same leaves with their personal parts, opened only for whoever may see them. */
  async withParts(context: RequestContext, leaves: readonly EvidenceLeaf[]): Promise<EvidenceEntry[]> {
    const numbers = leaves.map(({ n }) => n);
    const stored = await this.vault.read(context, (tx) => listPartsOf(tx, numbers));
    const opener = maySeePersonalParts(context.actor) ? this.parts : null;
    const byPlace = new Map(stored.map((part) => [`${part.n} ${part.part}`, part]));
    const entries: EvidenceEntry[] = [];
    for (let from = 0; from < leaves.length; from += partsAtOnce) {
      const some = leaves.slice(from, from + partsAtOnce).map(async (leaf) => ({
        ...leaf,
        personal: {
          actor: await provePart(leaf.event.pa, byPlace.get(`${leaf.n} actor`), opener),
          subject: await provePart(leaf.event.ps, byPlace.get(`${leaf.n} subject`), opener),
        },
      }));
      entries.push(...(await Promise.all(some)));
    }
    return entries;
  }
}

/** The newest note; one that witnesses have signed comes first, where it is younger than the period. */
async function bestCheckpoint(tx: Transaction, to: Date): Promise<string | null> {
  const witnessed = await findNewestCosigned(tx);
  if (witnessed !== null && witnessed.at >= to) {
    const lines = await listCosignatures(tx, witnessed.size);
    return witnessed.note + lines.map(({ line }) => line).join('');
  }
  return (await findNewestCheckpoint(tx))?.note ?? null;
}

function intact(stored: StoredLeaf): EvidenceLeaf {
  const read = readEntry({ ...stored, parts: [] });
  if (read === null) throw new EntryDamaged();
  return { n: stored.n, body: stored.body, sealed: read.sealed, event: read.event };
}
