import { Injectable } from '@nestjs/common';
import { type FieldError, type Id, newId, Refusal, type RequestContext, type Scope } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { Cursors, type Page } from '../../../platform/http';
import { Audit } from '../../audit';
import { findAccount } from '../accounts/account.repository';
import { entry } from '../entry';
import { NameTaken, NotAllowed, NotFound } from '../identity.errors';
import { hashOfSecret } from '../sessions/session-token';
import type { Client } from './client.entity';
import { findClient, insertClient, listClients, revokeClient } from './client.repository';
import { newProgramSecret } from './client-secret';

/** A client program as administrators see it. */
export interface ClientFacts {
  readonly id: Id;
  readonly name: string;
  readonly scopes: Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface NewClient {
  readonly name: string;
  readonly scopes: Scope[];
  /** Default in a year, at most two years away. */
  readonly expiresAt?: Date;
}

const dayMillis = 86_400_000;
const defaultDays = 365;
const longestDays = 730;

/** Credentials of programs: made and revoked by administrators, never changed, so that nothing can be widened. */
@Injectable()
export class Clients {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    private readonly cursors: Cursors,
  ) {}

  async list(
    context: RequestContext,
    { cursor, limit }: { cursor?: string; limit: number },
  ): Promise<Page<ClientFacts>> {
    await this.requireAdministrator(context);
    const position = cursor === undefined ? null : this.cursors.decode('clients', cursor);
    const after = position === null ? null : { at: new Date(Number(position[0])), id: String(position[1]) };
    const rows = await this.vault.transaction(context, async (tx) => {
      await this.audit.record(tx, entry(context, 'client.listed'));
      return listClients(tx, after, limit + 1);
    });
    return this.cursors.page('clients', rows, limit, ({ createdAt, id }) => [createdAt.getTime(), id], clientFacts);
  }

  /** Makes a client; its secret is shown this once and kept as a hash only. Throws `NameTaken`. */
  async createClient(context: RequestContext, facts: NewClient): Promise<ClientFacts & { secret: string }> {
    await this.requireAdministrator(context);
    const id = newId();
    const secret = newProgramSecret('secret');
    const making = this.vault.transaction(context, async (tx) => {
      await this.requireStillAdministrator(tx, context);
      const createdAt = await tx.now();
      const expiresAt = endOf(facts.expiresAt, createdAt);
      const { name, scopes } = facts;
      const client = {
        id,
        name,
        scopes,
        secretHash: hashOfSecret(secret),
        createdAt,
        createdBy: context.actor.id,
        expiresAt,
      };
      await insertClient(tx, client);
      await this.audit.record(tx, entry(context, 'client.created', { object: id }));
      const made = await findClient(tx, id);
      if (made === null) throw new NotFound();
      return clientFacts(made);
    });
    const made = await making.catch((error: unknown) => this.recordRefusal(context, error));
    return { ...made, secret };
  }

  /** Ends a client at once, with its tokens and what streams under them. */
  async revoke(context: RequestContext, object: Id): Promise<void> {
    await this.requireAdministrator(context, object);
    const found = await this.vault.transaction(context, async (tx) => {
      await this.requireStillAdministrator(tx, context);
      const revoked = await revokeClient(tx, object);
      if (revoked) await this.audit.record(tx, entry(context, 'client.removed', { object }));
      return revoked || (await findClient(tx, object)) !== null;
    });
    if (!found) await this.refuse(context, new NotFound(), 'not_found', object);
  }

  private async requireAdministrator(context: RequestContext, object?: Id): Promise<void> {
    const { actor } = context;
    if (actor.kind === 'system' || actor.roles.includes('administrator')) return;
    await this.refuse(context, new NotAllowed(), 'role', object);
  }

  /** Roles may have changed between the request's first look and now. */
  private async requireStillAdministrator(tx: Transaction, { actor }: RequestContext): Promise<void> {
    if (actor.kind === 'system') return;
    const self = await findAccount(tx, actor.id);
    if (self?.roles.includes('administrator') !== true || self.lockReason === 'administrator') throw new NotAllowed();
  }

  private async recordRefusal(context: RequestContext, error: unknown): Promise<never> {
    if (error instanceof NameTaken) return this.refuse(context, error, 'name_taken');
    if (error instanceof NotAllowed) return this.refuse(context, error, 'role');
    throw error;
  }

  private async refuse(context: RequestContext, refusal: Error, reason: string, object?: Id): Promise<never> {
    await this.audit.recordAlone(entry(context, 'account.denied', { object, reason, decision: 'deny' }));
    throw refusal;
  }
}

class InvalidEnd extends Refusal {
  constructor(errors: readonly FieldError[]) {
    super('invalid_request', 'A client ends in the future, and within two years.', { errors });
  }
}

function endOf(wanted: Date | undefined, now: Date): Date {
  const end = wanted ?? new Date(now.getTime() + defaultDays * dayMillis);
  const days = (end.getTime() - now.getTime()) / dayMillis;
  if (!(days > 0 && days <= longestDays)) throw new InvalidEnd([{ pointer: '/expiresAt', code: 'out_of_range' }]);
  return end;
}

function clientFacts({ id, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }: Client): ClientFacts {
  return { id, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt };
}
