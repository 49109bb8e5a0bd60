import { createHash, createHmac } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { from, type Observable } from 'rxjs';
import { lastValueFrom } from 'rxjs';
import { Refusal, type RequestContext } from '../../kernel';
import { VaultDatabase } from '../database';
import { ROUTE_REPEAT_SAFE } from './decorators';
import { contextOf } from './request-context';

export class IdempotencyKeyReused extends Refusal {
  constructor() {
    super('idempotency_key_reused', 'This Idempotency-Key was used for another request. Make a new key.');
  }
}

export class IdempotencyInProgress extends Refusal {
  constructor() {
    super('idempotency_in_progress', 'The first request with this Idempotency-Key is still running. Repeat it later.', {
      retryAfterSeconds: 2,
    });
  }
}

interface Remembered {
  mine: boolean;
  same: boolean;
  status: number | null;
  location: string | null;
  body: unknown;
}

/** Gives repeats of a POST with the same `Idempotency-Key` the first one's answer, for 24 h. */
@Injectable()
export class RepeatSafety implements NestInterceptor {
  constructor(
    private readonly database: VaultDatabase,
    private readonly reflector: Reflector,
  ) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = host.switchToHttp().getRequest<Request>();
    const key = request.headers['idempotency-key'];
    if (
      typeof key !== 'string' ||
      this.reflector.get<boolean | undefined>(ROUTE_REPEAT_SAFE, host.getHandler()) !== true
    )
      return next.handle();
    return from(this.#once(request, host.switchToHttp().getResponse<Response>(), key, next));
  }

  async #once(request: Request, response: Response, key: string, next: CallHandler): Promise<unknown> {
    const context = contextOf(request);
    const keyHash = digest(key);
    const remembered = await this.#claim(
      context,
      keyHash,
      keyedDigest(key, `${request.method} ${request.path}\n${JSON.stringify(request.body ?? null)}`),
    );
    if (!remembered.same) throw new IdempotencyKeyReused();
    if (!remembered.mine) return replay(response, remembered);
    try {
      const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.#finish(context, keyHash, response, body);
      return body;
    } catch (error) {
      await this.#forget(context, keyHash);
      throw error;
    }
  }

  /** A claim whose process died is free again after a minute; the use case itself decides whether its work was done. */
  async #claim(context: RequestContext, key: Buffer, request: Buffer): Promise<Remembered> {
    return this.database.transaction(context, async (tx) => {
      await tx.query(
        `DELETE FROM http.idempotency WHERE (actor_id, key_hash) IN (SELECT actor_id, key_hash FROM http.idempotency
           WHERE started_at < now() - interval '24 hours' ORDER BY started_at LIMIT 100 FOR UPDATE SKIP LOCKED)`,
      );
      const [row] = await tx.query<Remembered>(
        `WITH claimed AS (
           INSERT INTO http.idempotency AS i (actor_id, key_hash, request_hash) VALUES ($1, $2, $3)
           ON CONFLICT (actor_id, key_hash) DO UPDATE SET started_at = now(), request_hash = excluded.request_hash, status = NULL, location = NULL, body = NULL
             WHERE i.started_at < now() - interval '24 hours' OR (i.status IS NULL AND i.started_at < now() - interval '1 minute')
           RETURNING true AS mine, true AS same, NULL::integer AS status, NULL::text AS location, NULL::jsonb AS body)
         SELECT * FROM claimed
         UNION ALL
         SELECT false, request_hash = $3, status, location, body FROM http.idempotency WHERE actor_id = $1 AND key_hash = $2 AND NOT EXISTS (SELECT 1 FROM claimed)`,
        [context.actor.id, key, request],
      );
      if (row === undefined) throw new IdempotencyInProgress();
      return row;
    });
  }

  async #finish(context: RequestContext, key: Buffer, response: Response, body: unknown): Promise<void> {
    const location = response.getHeader('location');
    await this.database.transaction(context, (tx) =>
      tx.query(
        'UPDATE http.idempotency SET status = $3, location = $4, body = $5 WHERE actor_id = $1 AND key_hash = $2',
        [
          context.actor.id,
          key,
          response.statusCode,
          typeof location === 'string' ? location : null,
          JSON.stringify(body ?? null),
        ],
      ),
    );
  }

  async #forget(context: RequestContext, key: Buffer): Promise<void> {
    await this.database
      .transaction(context, (tx) =>
        tx.query('DELETE FROM http.idempotency WHERE actor_id = $1 AND key_hash = $2 AND status IS NULL', [
          context.actor.id,
          key,
        ]),
      )
      .catch(() => undefined);
  }
}

function replay(response: Response, remembered: Remembered): unknown {
  if (remembered.status === null) throw new IdempotencyInProgress();
  response.status(remembered.status).setHeader('Idempotency-Replayed', 'true');
  if (remembered.location !== null) response.setHeader('Location', remembered.location);
  return remembered.body;
}

/** Keyed by what is nowhere kept, so that the table's reader cannot guess what a request said. */
function keyedDigest(key: string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
