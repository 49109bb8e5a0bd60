import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import { type Transaction, VaultDatabase } from '../../platform/database';
import { Cursors, InvalidCursor, type Page } from '../../platform/http';
import { Forbidden, Grants, Rules } from '../../trust/access';
import { Audit, type AuditType } from '../../trust/audit';
import type { Alert, AlertFinding, AlertState } from './alert';
import { AlertRepository } from './alert.repository';
import type { RuleName } from './rules/history';
import { AlertClosed, AlertNotFound, OwnAlert } from './watching.errors';

export interface AlertQuery {
  readonly state?: AlertState;
  readonly rule?: RuleName;
  readonly actor?: Id;
  readonly cursor?: string;
  readonly limit: number;
}

/** The review of alerts by people. What somebody found, and every refused try, is an entry. */
@Injectable()
export class Alerts {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: AlertRepository,
    private readonly audit: Audit,
    private readonly rules: Rules,
    private readonly grants: Grants,
    private readonly cursors: Cursors,
  ) {}

  async list(context: RequestContext, { cursor, limit, ...filter }: AlertQuery): Promise<Page<Alert>> {
    const name = `alerts ${JSON.stringify(filter)}`;
    const before = cursor === undefined ? undefined : this.position(name, cursor);
    return this.vault.transaction(context, async (tx) => {
      const rows = await this.repository.list(tx, { ...filter, before, limit: limit + 1 });
      await this.record(tx, context, 'alert.listed');
      return this.cursors.page(
        name,
        rows,
        limit,
        ({ id }) => [id],
        (row) => row,
      );
    });
  }

  async get(context: RequestContext, id: Id): Promise<Alert> {
    return this.vault
      .transaction(context, async (tx) => {
        const alert = await this.repository.find(tx, id);
        await this.record(tx, context, 'alert.shown', { alert: id, reason: alert === null ? 'absent' : undefined });
        return alert;
      })
      .then((alert) => alert ?? refuse(new AlertNotFound()));
  }

  /**
   * Says what it was. The note is personal and stands in the log alone, sealed. Whoever the alert is about cannot close
   * it; with `lift` assignments give the actor grants again.
   */
  async close(
    context: RequestContext,
    id: Id,
    { finding, note, lift }: { finding: AlertFinding; note: string; lift: boolean },
  ): Promise<Alert> {
    const outcome = await this.vault.transaction(context, async (tx) => {
      const alert = await this.repository.find(tx, id);
      const refusal = this.whyNot(context, alert);
      const closed = refusal === null ? await this.repository.close(tx, id, context.actor.id, finding) : null;
      if (alert === null || closed === null) {
        const refused = refusal ?? { error: new AlertClosed(), reason: 'state' };
        await this.record(tx, context, 'alert.denied', { alert: id, reason: refused.reason, denied: true });
        return refused;
      }
      await this.record(tx, context, 'alert.closed', { alert: id, reason: finding, note });
      if (lift) await this.grants.liftSuspension(tx, context, alert.actor, id);
      return { closed };
    });
    return 'closed' in outcome ? outcome.closed : refuse(outcome.error);
  }

  private whyNot({ actor }: RequestContext, alert: Alert | null): { error: Error; reason: string } | null {
    if (alert === null) return { error: new AlertNotFound(), reason: 'absent' };
    if (alert.actor === actor.id) return { error: new OwnAlert(), reason: 'own' };
    if (!this.rules.can(actor, 'change', 'Alert')) return { error: new Forbidden(), reason: 'role' };
    return null;
  }

  private async record(
    tx: Transaction,
    { actor, origin }: RequestContext,
    type: AuditType,
    said: { alert?: Id; reason?: string; note?: string; denied?: boolean } = {},
  ): Promise<void> {
    const { alert, reason, note, denied = false } = said;
    await this.audit.record(tx, {
      type,
      actor,
      origin,
      role: this.rules.role(actor, 'read', 'Alert'),
      object: alert === undefined ? undefined : { object: alert },
      decision: denied ? 'deny' : 'allow',
      reason,
      actorPayload: note === undefined ? undefined : { note },
    });
  }

  private position(name: string, cursor: string): Id {
    const [id] = this.cursors.decode(name, cursor);
    if (typeof id !== 'string') throw new InvalidCursor();
    return id;
  }
}

function refuse(error: Error): never {
  throw error;
}
