import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Actor, Origin, RequestContext } from '../../../kernel';
import { DatabaseUnavailable, VaultDatabase } from '../../../platform/database';
import { Audit, type AuditType } from '../../audit';
import { foldName } from '../accounts/account-name';
import { entry } from '../entry';
import { TooManyRequests } from '../identity.errors';
import { networkOf } from './network';

const minute = 60;

/** How often whoever asks may ask, per minute and node: a guard against runaway programs, not a quota. */
const requestsPerMinute = { person: 1_200, program: 60_000, anonymous: 300 } as const;

/**
 * Attempts to sign in are counted for all nodes in PostgreSQL, and where that cannot count, nobody signs in. Ordinary
 * requests are counted in memory.
 */
@Injectable()
export class RateLimits {
  readonly #byName: RateLimiterPostgres;
  readonly #byAddress: RateLimiterPostgres;
  readonly #requests = {
    person: new RateLimiterMemory({ points: requestsPerMinute.person, duration: minute }),
    program: new RateLimiterMemory({ points: requestsPerMinute.program, duration: minute }),
    anonymous: new RateLimiterMemory({ points: requestsPerMinute.anonymous, duration: minute }),
  };

  constructor(
    vault: VaultDatabase,
    private readonly audit: Audit,
  ) {
    const store = {
      storeClient: vault.dataSource,
      storeType: 'typeorm',
      schemaName: 'http',
      tableName: 'rate_limit',
      tableCreated: true,
      duration: minute,
    };
    this.#byName = new RateLimiterPostgres({ ...store, keyPrefix: 'sign-in-name', points: 10 });
    this.#byAddress = new RateLimiterPostgres({ ...store, keyPrefix: 'sign-in-address', points: 60 });
  }

  /** One more attempt to sign in under this name, known or not, from this address. Throws `TooManyRequests`. */
  async admitSignIn(context: RequestContext, name: string): Promise<void> {
    await this.#spend(context, this.#byAddress, addressKey(context.origin), 'session.denied');
    await this.#spend(context, this.#byName, digest(foldName(name)), 'session.denied');
  }

  /** After a success the name starts from nothing. */
  async forgetName(name: string): Promise<void> {
    // The count runs out by itself where this fails.
    await this.#byName.delete(digest(foldName(name))).catch(() => undefined);
  }

  /** One more try of a setup link from this address. */
  async admitSetup(context: RequestContext): Promise<void> {
    await this.#spend(context, this.#byAddress, addressKey(context.origin), 'account.denied');
  }

  /** One more failed try of a client secret from this address. Programs that are right are not slowed down. */
  async admitClient(context: RequestContext): Promise<void> {
    const before = await this.#counted(() => this.#byAddress.get(addressKey(context.origin)));
    if (before !== null && before.consumedPoints > this.#byAddress.points)
      throw new TooManyRequests(secondsUntil(before));
  }

  async countClientFailure(context: RequestContext): Promise<void> {
    await this.#spend(context, this.#byAddress, addressKey(context.origin), 'client.token.denied');
  }

  /** Counts a request, tells the caller where they stand (draft-ietf-httpapi-ratelimit-headers), refuses what is too much. */
  async admitRequest(actor: Actor | null, origin: Origin, response: Response): Promise<void> {
    const kind = actor === null ? 'anonymous' : actor.kind === 'client' ? 'program' : 'person';
    const limiter = this.#requests[kind];
    const outcome = await limiter.consume(actor?.id ?? addressKey(origin)).catch((over: unknown) => over);
    if (!(outcome instanceof RateLimiterRes)) throw outcome;
    response.setHeader('RateLimit-Policy', `"${kind}";q=${requestsPerMinute[kind]};w=${minute}`);
    response.setHeader('RateLimit', `"${kind}";r=${outcome.remainingPoints};t=${secondsUntil(outcome)}`);
    if (outcome.consumedPoints > limiter.points) throw new TooManyRequests(secondsUntil(outcome));
  }

  async #spend(context: RequestContext, limiter: RateLimiterPostgres, key: string, type: AuditType): Promise<void> {
    const spent = await this.#counted(() =>
      limiter.consume(key).catch((over: unknown) => {
        if (over instanceof RateLimiterRes) return over;
        throw over;
      }),
    );
    if (spent.consumedPoints <= limiter.points) return;
    // The first refusal of a window is recorded; a flood of them must not become a flood in the log.
    if (spent.consumedPoints === limiter.points + 1)
      await this.audit.recordAlone(entry(context, type, { decision: 'deny', reason: 'too_many_requests' }));
    throw new TooManyRequests(secondsUntil(spent));
  }

  /** Where nothing can be counted, nothing is admitted. */
  async #counted<T>(count: () => Promise<T>): Promise<T> {
    try {
      return await count();
    } catch (error) {
      throw new DatabaseUnavailable(error);
    }
  }
}

function secondsUntil({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}

function addressKey({ ip }: Origin): string {
  return ip === null ? 'unknown' : digest(networkOf(ip));
}

/** The table keeps no names and no addresses. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
