import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, newOrderedId, systemContext } from '../../kernel';
import type { Transaction } from '../../platform/database';
import { Notifications } from '../../platform/notifications';
import { Settings } from '../../platform/settings';
import { Grants } from '../../trust/access';
import { Audit } from '../../trust/audit';
import { People } from '../../trust/identity';
import { AlertRepository } from './alert.repository';
import type { Finding } from './rules/rules';

const system = systemContext('watching');

/** Makes an alert of a finding, in the transaction that found it: the row, its entry, the suspension, and the news. */
@Injectable()
export class RaiseAlert {
  constructor(
    private readonly alerts: AlertRepository,
    private readonly audit: Audit,
    private readonly grants: Grants,
    private readonly people: People,
    private readonly notifications: Notifications,
    private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async raise(tx: Transaction, { rule, actor, from, n, at, seen, usual }: Finding): Promise<void> {
    const id = newOrderedId(this.clock.now().getTime());
    const suspended = this.settings.watchingSuspends.split(',').includes(rule);
    await this.alerts.systemAdd(tx, { id, rule, actor, from, n, occurredAt: new Date(at), seen, usual, suspended });
    if (suspended) await this.grants.suspendActor(tx, system, actor, id);
    await this.audit.record(tx, {
      type: 'alert.raised',
      actor: system.actor,
      role: 'system',
      object: { object: id },
      decision: 'allow',
      reason: rule,
      range: `${from}-${n}`,
    });
    for (const person of await this.people.systemHolders(tx, 'compliance_officer')) {
      if (person === actor) continue;
      await this.notifications.add(tx, { person, kind: 'alert.raised', body: { alert: id, rule } });
    }
  }
}
