import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, systemActor } from '../../../kernel';
import { AuditDatabase, type Transaction } from '../../../platform/database';
import { Log } from '../../../platform/logging';
import { AUDIT_OPTIONS, type AuditOptions } from '../audit.options';
import { Sequencer } from '../sequencer/sequencer';
import { type Anchor, AnchorFailed, type AnchorTrouble, type StoredCheckpoint, troubleOf } from './anchor';
import {
  addAnchor,
  addCosignature,
  findNextCheckpoint,
  listAnchors,
  noteAnchored,
  noteProof,
  noteTrouble,
} from './anchor.repository';
import { rememberingAnchors } from './anchor-set';
import type { AnchorRow } from './anchor-state';
import { askAnchor, compareLog } from './ask-anchors';
import { StoredAnchoredLog } from './anchored-log.repository';

const lookEveryMillis = 1_000;
const longestRestMillis = 30_000;
const proveEveryMillis = 86_400_000;
const stepLeaves = 1_000;

/**
 * Takes the log to its anchors: one loop for each, in the process whose sequencer leads, so that an anchor that is away
 * holds up no other. Whatever was not taken while it was away is taken in order once it is back.
 */
@Injectable()
export class AnchorKeeper {
  readonly #log: StoredAnchoredLog;
  readonly #stopping = new AbortController();
  readonly #troubles = new Map<string, AnchorTrouble>();
  /** When each anchor last showed, to this process, whether it protects. */
  readonly #proofs = new Map<string, number>();
  /** Anchors that this process found to remember a beginning of the log; asked again after every trouble. */
  readonly #agreeing = new Set<string>();
  #loops: Promise<void>[] = [];

  constructor(
    private readonly database: AuditDatabase,
    private readonly sequencer: Sequencer,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.#log = new StoredAnchoredLog(database);
  }

  start(): void {
    this.#loops = rememberingAnchors(this.options.anchors).map((anchor) => this.keepUp(anchor));
  }

  /**
   * Ends the loops. Who led tries for so long to take the last entries to every anchor: what is anchored cannot be cut off
   * while the vault is down. What did not get there is taken after the next start.
   */
  async stop(lastMillis = 0): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#loops);
    if (lastMillis === 0) return;
    const late = AbortSignal.timeout(lastMillis);
    const last = rememberingAnchors(this.options.anchors).map((anchor) => this.bringUp(anchor, late));
    await Promise.race([Promise.all(last), new Promise((resolve) => late.addEventListener('abort', resolve))]);
  }

  /** Brings one anchor up to the newest checkpoint now. Answers whether it remembers everything after that. */
  async bringUp(anchor: Anchor, stop: AbortSignal = this.#stopping.signal): Promise<boolean> {
    try {
      await this.compareOnce(anchor);
      await this.proveDaily(anchor);
      for (let next = await this.findNext(anchor); next !== null; next = await this.findNext(anchor)) {
        if (stop.aborted) return false;
        await this.takeStep(anchor, next.row.size, next.checkpoint);
      }
      this.noteWell(anchor);
      return true;
    } catch (error) {
      await this.noteTrouble(anchor, error);
      return false;
    }
  }

  private async keepUp(anchor: Anchor): Promise<void> {
    let rest = lookEveryMillis;
    while (!this.#stopping.signal.aborted) {
      const well = !(await this.isDue(anchor)) || (await this.bringUp(anchor));
      rest = well ? lookEveryMillis : Math.min(rest * 2, longestRestMillis);
      await delay(rest, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  private async isDue(anchor: Anchor): Promise<boolean> {
    if (!this.sequencer.state.leading) return false;
    const row = await this.read((tx) => this.rowOf(tx, anchor)).catch(() => null);
    if (row === null || row.failingSince !== null) return true;
    const grown = this.sequencer.state.size - row.size;
    const waited = this.clock.now().getTime() - (row.anchoredAt?.getTime() ?? 0);
    return grown >= stepLeaves || (grown > 0 && waited >= this.options.anchors.everyMillis) || this.isProofDue(anchor);
  }

  private async takeStep(anchor: Anchor, from: number, checkpoint: StoredCheckpoint): Promise<void> {
    const { cosignature } = await anchor.keep(from, checkpoint, this.#log);
    const at = this.clock.now();
    await this.write(async (tx) => {
      const { size } = checkpoint;
      if (cosignature !== null) await addCosignature(tx, { size, witness: witnessName(anchor), line: cosignature }, at);
      await noteAnchored(tx, anchor.name, size, at);
    });
    if (cosignature !== null) await this.keepBeside(anchor, checkpoint, cosignature, at);
  }

  /** For a refill; without a bucket, or while it is away, the database alone has it. */
  private async keepBeside(anchor: Anchor, { size, note }: StoredCheckpoint, said: string, at: Date): Promise<void> {
    const attestation = {
      kind: 'cosignature',
      size,
      by: witnessName(anchor),
      note,
      said,
      at: at.toISOString(),
    } as const;
    await this.options.anchors.bucket
      ?.keepAttestation(attestation)
      .catch((error: unknown) => this.log.warn('a cosignature was not kept in the bucket', { error }));
  }

  private async findNext(anchor: Anchor): Promise<{ row: AnchorRow; checkpoint: StoredCheckpoint } | null> {
    return this.write(async (tx) => {
      await addAnchor(tx, anchor);
      const row = await this.rowOf(tx, anchor);
      if (row === null) return null;
      const checkpoint = await findNextCheckpoint(tx, row.size, row.size + anchor.longestStep);
      return checkpoint === null ? null : { row, checkpoint };
    });
  }

  /**
   * Before anything is taken to an anchor: it may have been away at the start, or for a while. What it takes from a log that
   * went back would not contradict what it has before long.
   */
  private async compareOnce(anchor: Anchor): Promise<void> {
    if (this.#agreeing.has(anchor.name)) return;
    const remembered = await askAnchor(this.database, anchor);
    const compared = remembered === null ? null : await compareLog(this.database, remembered);
    if (compared !== null && compared.missing > 0) throw new AnchorFailed('rolled_back');
    if (compared?.differs === true) throw new AnchorFailed('forked');
    this.#agreeing.add(anchor.name);
  }

  private isProofDue(anchor: Anchor): boolean {
    return this.clock.now().getTime() - (this.#proofs.get(anchor.name) ?? 0) >= proveEveryMillis;
  }

  private async proveDaily(anchor: Anchor): Promise<void> {
    if (!this.isProofDue(anchor)) return;
    const protects = await anchor.prove();
    const at = this.clock.now();
    await this.write(async (tx) => {
      await addAnchor(tx, anchor);
      await noteProof(tx, anchor.name, protects, at);
    });
    this.#proofs.set(anchor.name, at.getTime());
    if (!protects) this.log.error('an anchor does not protect: what it keeps can be removed', { step: anchor.kind });
  }

  private noteWell(anchor: Anchor): void {
    if (this.#troubles.delete(anchor.name)) this.log.info('an anchor is back', { step: anchor.kind });
  }

  private async noteTrouble(anchor: Anchor, error: unknown): Promise<void> {
    const trouble = troubleOf(error);
    // An anchor that is away for an hour is one line.
    if (this.#troubles.get(anchor.name) !== trouble)
      this.log.error('an anchor fails', { step: anchor.kind, code: trouble, error });
    this.#troubles.set(anchor.name, trouble);
    this.#agreeing.delete(anchor.name);
    const at = this.clock.now();
    await this.write((tx) => noteTrouble(tx, anchor.name, trouble, at)).catch(() => undefined);
  }

  private async rowOf(tx: Transaction, { name }: Anchor): Promise<AnchorRow | null> {
    const [row] = await listAnchors(tx, [name]);
    return row ?? null;
  }

  private read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.read({ actor: systemActor }, work);
  }

  private write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction({ actor: systemActor }, work);
  }
}

function witnessName({ name }: Anchor): string {
  return name.replace(/^witness /, '');
}
