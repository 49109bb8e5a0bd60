import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, systemActor } from '../../../../kernel';
import { AuditDatabase, type Transaction } from '../../../../platform/database';
import { Log } from '../../../../platform/logging';
import { AUDIT_OPTIONS, type AuditOptions } from '../../audit.options';
import { Sequencer } from '../../sequencer/sequencer';
import { troubleOf } from '../anchor';
import { addAnchor, noteAnchored, noteTrouble } from '../anchor.repository';
import type { Attestation } from '../attestation';
import type { TimeStampAuthority } from './time-stamp-authority';
import { askForStamp, findWaiting, keepToken } from './time-stamp.repository';

const lookEveryMillis = 60_000;
const dayMillis = 86_400_000;

/** Has the newest checkpoint stamped once a day. What was asked for while the authority is away waits in a table. */
@Injectable()
export class TimeStampKeeper {
  readonly #stopping = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: AuditDatabase,
    private readonly sequencer: Sequencer,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  start(): void {
    const { timeStamps } = this.options.anchors;
    if (timeStamps !== null) this.#loop = this.keepUp(timeStamps);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  /** Stamps what waits, and the newest checkpoint if none was asked for in `everyMillis`. Answers how many tokens came. */
  async stamp(authority: TimeStampAuthority, everyMillis: number): Promise<number> {
    const at = this.clock.now();
    const since = everyMillis === 0 ? null : new Date(at.getTime() - everyMillis);
    await this.write(async (tx) => {
      await addAnchor(tx, { name: authority.name, kind: 'time_stamp' });
      await askForStamp(tx, since, at);
    });
    let stamped = 0;
    for (let next = await this.write(findWaiting); next !== null; next = await this.write(findWaiting)) {
      const { size, note } = next;
      const { token, at: seenAt } = await authority.stamp(note);
      await this.write(async (tx) => {
        await keepToken(tx, size, token, seenAt);
        await noteAnchored(tx, authority.name, size, seenAt);
      });
      await this.keepBeside(authority, { size, note, said: token.toString('base64'), at: seenAt.toISOString() });
      stamped += 1;
    }
    return stamped;
  }

  /** For a refill; without a bucket, or while it is away, the database alone has it. */
  private async keepBeside(
    { name: by }: TimeStampAuthority,
    stamp: Pick<Attestation, 'size' | 'note' | 'said' | 'at'>,
  ): Promise<void> {
    await this.options.anchors.bucket
      ?.keepAttestation({ kind: 'time_stamp', by, ...stamp })
      .catch((error: unknown) => this.log.warn('a time stamp was not kept in the bucket', { error }));
  }

  private async keepUp(authority: TimeStampAuthority): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await delay(this.sequencer.state.leading ? lookEveryMillis : 1_000, undefined, {
        signal: this.#stopping.signal,
      }).catch(() => undefined);
      if (this.sequencer.state.leading)
        await this.stamp(authority, dayMillis).catch((error: unknown) => this.note(authority, error));
    }
  }

  private async note({ name }: TimeStampAuthority, error: unknown): Promise<void> {
    const code = troubleOf(error);
    this.log.warn('a checkpoint was not stamped', { code, error });
    await this.write((tx) => noteTrouble(tx, name, code, this.clock.now())).catch(() => undefined);
  }

  private write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction({ actor: systemActor }, work);
  }
}
