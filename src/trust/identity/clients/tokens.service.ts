import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, isId, newId, type Refusal, type RequestContext, systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Audit } from '../../audit';
import { entry } from '../entry';
import { RateLimits } from '../guard/rate-limits';
import { InvalidClient, InvalidScope } from '../identity.errors';
import { hashOfSecret } from '../sessions/session-token';
import type { Client } from './client.entity';
import { findLiveToken, findUsableClient, insertToken } from './client.repository';
import { isProgramSecret, newProgramSecret } from './client-secret';
import { basicCredentials, grantedScopes } from './scopes';

export interface TokenRequest {
  readonly authorization: string | undefined;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly scope?: string;
}

/** An answer in the words of RFC 6749 §5.1. */
export interface IssuedToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

const tokenSeconds = 15 * 60;

/** Access tokens for programs (OAuth 2 client credentials): opaque, short, kept as hashes, never wider than their client. */
@Injectable()
export class Tokens {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    private readonly limits: RateLimits,
  ) {}

  async issue(context: RequestContext, request: TokenRequest): Promise<IssuedToken> {
    await this.limits.admitClient(context);
    const given = credentialsOf(request);
    const outcome = await this.vault.transaction({ actor: systemActor }, (tx) =>
      this.decide(tx, context, given, request.scope),
    );
    if ('access_token' in outcome) return outcome;
    await this.limits.countClientFailure(context);
    throw outcome;
  }

  /** Who a bearer token stands for, or null. */
  async identify(token: string): Promise<Actor | null> {
    if (!isProgramSecret('token', token)) return null;
    const live = await this.vault.read({ actor: systemActor }, (tx) => findLiveToken(tx, hashOfSecret(token)));
    if (live === null) return null;
    return { kind: 'client', id: live.client_id, roles: [], scopes: live.scopes, sessionId: live.id, amr: [] };
  }

  private async decide(
    tx: Transaction,
    context: RequestContext,
    given: { id: string; secret: string } | null,
    scope: string | undefined,
  ): Promise<IssuedToken | Refusal> {
    const client = given !== null && isId(given.id) ? await findUsableClient(tx, given.id) : null;
    if (client === null || given === null || !isSecretOf(client, given.secret)) {
      const about = { object: client?.id, reason: 'invalid_client', decision: 'deny' } as const;
      await this.audit.record(tx, entry(context, 'client.token.denied', about));
      return new InvalidClient();
    }
    const actor: Actor = { kind: 'client', id: client.id, roles: [], scopes: [], sessionId: null, amr: [] };
    const scopes = grantedScopes(scope, client.scopes);
    if (scopes === null) {
      const about = { object: client.id, reason: 'invalid_scope', decision: 'deny' } as const;
      await this.audit.record(tx, entry({ ...context, actor }, 'client.token.denied', about));
      return new InvalidScope();
    }
    return this.give(tx, { ...context, actor: { ...actor, scopes } }, client);
  }

  private async give(tx: Transaction, context: RequestContext, { id: clientId }: Client): Promise<IssuedToken> {
    const { scopes } = context.actor;
    const token = newProgramSecret('token');
    const id = newId();
    await insertToken(tx, { id, tokenHash: hashOfSecret(token), clientId, scopes, seconds: tokenSeconds });
    const actor = { ...context.actor, sessionId: id };
    await this.audit.record(tx, entry({ ...context, actor }, 'client.token.issued', { object: id }));
    return { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds, scope: scopes.join(' ') };
  }
}

/** Basic before form; both at once is not a way in (RFC 6749 §2.3). */
function credentialsOf({ authorization, clientId, clientSecret }: TokenRequest): { id: string; secret: string } | null {
  if (authorization !== undefined) return clientSecret === undefined ? basicCredentials(authorization) : null;
  return clientId === undefined || clientSecret === undefined ? null : { id: clientId, secret: clientSecret };
}

/** A secret of 256 random bits needs no slow hash. */
function isSecretOf(client: Client, secret: string): boolean {
  return timingSafeEqual(client.secretHash, hashOfSecret(secret));
}
