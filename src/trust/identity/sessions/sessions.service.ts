import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  type Actor,
  type Clock,
  CLOCK,
  type Id,
  newId,
  type RequestContext,
  systemActor,
  systemContext,
} from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { Log } from '../../../platform/logging';
import { Settings } from '../../../platform/settings';
import { Audit } from '../../audit';
import { forgetOldTokens } from '../clients/client.repository';
import { entry, personActor } from '../entry';
import { NotFound, SessionExpired } from '../identity.errors';
import { factsOfLive, type SessionFacts } from './open-session';
import {
  endOverdue,
  endSession,
  findLiveById,
  findLiveByToken,
  forgetOldSessions,
  listLive,
  touchSession,
} from './session.repository';
import { hashOfSecret } from './session-token';
import { SessionWatch } from './session-watch';

/** Who a cookie stands for, at this moment. */
export interface SignedIn {
  readonly actor: Actor;
  readonly mustChangePassword: boolean;
}

/** One line in the list of one's sessions. */
export interface SessionSummary {
  readonly id: Id;
  readonly device: string;
  readonly openedAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly current: boolean;
}

const sweepEveryMillis = 60_000;
const touchEveryMillis = 30_000;

/** The sessions of people: who is signed in, what ends it, and who has to hear of the end. */
@Injectable()
export class Sessions implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #idleSeconds: number;
  readonly #touchedAt = new Map<Id, number>();
  #sweeping: NodeJS.Timeout | null = null;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    private readonly watching: SessionWatch,
    private readonly settings: Settings,
    private readonly log: Log,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#idleSeconds = settings.sessionIdleMinutes * 60;
  }

  onApplicationBootstrap(): void {
    this.#sweeping = setInterval(() => void this.sweepSafely(), sweepEveryMillis);
    this.#sweeping.unref();
  }

  onModuleDestroy(): void {
    if (this.#sweeping !== null) clearInterval(this.#sweeping);
  }

  /** Who the cookie's secret stands for, or null. `used` says whether this request counts against idleness. */
  async identify(token: string, used: boolean): Promise<SignedIn | null> {
    const context = { actor: systemActor };
    const live = await this.vault.read(context, (tx) => findLiveByToken(tx, hashOfSecret(token), this.#idleSeconds));
    if (live === null) return null;
    if (used && live.stale) await this.vault.atOnce(context, (tx) => touchSession(tx, live.id));
    const actor = { ...personActor({ id: live.account_id, roles: live.roles }, live.id), amr: live.amr };
    return { actor, mustChangePassword: live.must_change_password };
  }

  /**
   * Aborts within 5 s after the session was ended, revoked or ran out, or the token's client was revoked, on whichever
   * node that happened. Give it to whatever streams for longer than a moment.
   */
  watch(sessionId: Id): AbortSignal {
    return this.watching.watch(sessionId);
  }

  /** Says that bytes still flow to the person: a long download is use, not silence. Cheap enough for every batch. */
  keepAlive(sessionId: Id): void {
    const now = this.clock.now().getTime();
    if (now - (this.#touchedAt.get(sessionId) ?? 0) < touchEveryMillis) return;
    this.#touchedAt.set(sessionId, now);
    // Idleness is judged by the row; a touch that fails is made up for by the next batch.
    void this.vault
      .transaction({ actor: systemActor }, (tx) => touchSession(tx, sessionId))
      .catch(() => this.#touchedAt.delete(sessionId));
  }

  async current({ actor }: RequestContext): Promise<SessionFacts> {
    const id = sessionOf(actor);
    const live = await this.vault.read({ actor }, (tx) => findLiveById(tx, id, this.#idleSeconds));
    if (live === null) throw new SessionExpired();
    return factsOfLive(live, this.settings);
  }

  /** The caller's own open sessions. */
  async list(context: RequestContext): Promise<{ items: SessionSummary[]; next: null }> {
    const { actor } = context;
    const rows = await this.vault.transaction({ actor }, async (tx) => {
      await this.audit.record(tx, entry(context, 'session.listed'));
      return listLive(tx, actor.id, this.#idleSeconds);
    });
    const items = rows.map((row) => ({
      id: row.id,
      device: row.device,
      openedAt: row.opened_at,
      lastUsedAt: row.touched_at,
      expiresAt: row.expires_at,
      current: row.id === actor.sessionId,
    }));
    return { items, next: null };
  }

  /** Ends the session that asks. */
  async signOut(context: RequestContext): Promise<void> {
    const { actor } = context;
    const object = sessionOf(actor);
    await this.vault.transaction({ actor }, async (tx) => {
      const ended = await endSession(tx, actor.id, object, 'signed_out');
      if (ended.length > 0) await this.audit.record(tx, entry(context, 'session.closed', { object }));
    });
  }

  /** Ends another of the caller's own sessions. Anybody else's is as good as absent. */
  async revoke(context: RequestContext, object: Id): Promise<void> {
    const { actor } = context;
    const found = await this.vault.transaction({ actor }, async (tx) => {
      const [ended] = await endSession(tx, actor.id, object, 'revoked');
      const about =
        ended === undefined
          ? { object, decision: 'deny' as const, reason: 'not_found' }
          : { object, reason: 'revoked' };
      await this.audit.record(tx, entry(context, ended === undefined ? 'session.denied' : 'session.revoked', about));
      return ended !== undefined;
    });
    if (!found) throw new NotFound();
  }

  /** Ends and records what has passed a limit, and forgets what is long over. Runs every minute on each node. */
  async sweep(): Promise<void> {
    const context = systemContext(newId());
    await this.vault.transaction(context, async (tx) => {
      for (const { id, account_id: person, end_reason: reason } of await endOverdue(tx, this.#idleSeconds)) {
        const actor = personActor({ id: person, roles: [] }, id);
        await this.audit.record(tx, entry({ ...context, actor }, 'session.expired', { object: id, reason }));
      }
      await forgetOldSessions(tx);
      await forgetOldTokens(tx);
    });
    this.#touchedAt.clear();
  }

  private async sweepSafely(): Promise<void> {
    await this.sweep().catch((error: unknown) => this.log.warn('sessions could not be swept', { error }));
  }
}

/** Programs have tokens, not sessions. */
function sessionOf(actor: Actor): Id {
  if (actor.kind !== 'user' || actor.sessionId === null) throw new NotFound();
  return actor.sessionId;
}
