import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, Refusal } from '../../../kernel';
import { Access, GrantEnded } from '../../../trust/access';
import { SessionEnded, Sessions } from '../../../trust/identity';
import { IntegrityFailed } from '../media.errors';
import { ViewEnded } from './running-streams';
import type { ReadLicence } from './read-licence';
import type { CloseReason } from './view';

/** The view has run out while bytes still flowed. */
class ViewExpired extends Error {
  constructor() {
    super('the view has run out');
    this.name = 'ViewExpired';
  }
}

const keepAliveMillis = 20_000;

/** Everything that cuts a running stream: its session, its grant, its view, its time. */
@Injectable()
export class StreamLimits {
  constructor(
    private readonly sessions: Sessions,
    private readonly access: Access,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Runs `stream` under all limits of the view; `viewEnd` is the view's own signal. */
  async within<T>(
    { facts: view }: ReadLicence,
    viewEnd: AbortSignal,
    stream: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const expiry = new AbortController();
    const millisLeft = view.expiresAt.getTime() - this.clock.now().getTime();
    const timer = setTimeout(() => expiry.abort(new ViewExpired()), Math.min(Math.max(0, millisLeft), 2 ** 31 - 1));
    const session = view.sessionId === null ? [] : [this.sessions.watch(view.sessionId)];
    const all = [viewEnd, expiry.signal, this.access.watchGrant(view.grantId), ...session];
    try {
      return await stream(AbortSignal.any(all));
    } finally {
      clearTimeout(timer);
    }
  }

  /** While bytes leave, the person behind the session is not idle. Returns what ends this. */
  keepSessionAlive({ facts: { sessionId } }: ReadLicence, sent: () => number): () => void {
    if (sessionId === null) return () => undefined;
    let before = 0;
    const timer = setInterval(() => {
      if (sent() > before) this.sessions.keepAlive(sessionId);
      before = sent();
    }, keepAliveMillis);
    return () => clearInterval(timer);
  }
}

/** How a stream that failed has ended, in the log's words. */
export function outcomeOf(error: unknown): CloseReason {
  if (error instanceof SessionEnded) return 'session_ended';
  if (error instanceof GrantEnded) return 'grant_ended';
  if (error instanceof ViewExpired) return 'expired';
  if (error instanceof ViewEnded) return 'closed';
  if (error instanceof IntegrityFailed) return 'integrity_failed';
  return error instanceof Refusal ? 'unavailable' : 'interrupted';
}

/** Whether the view itself has ended with the stream: a client that only went elsewhere comes back. */
export function endsView(outcome: CloseReason): boolean {
  return outcome !== 'completed' && outcome !== 'interrupted' && outcome !== 'unavailable';
}
