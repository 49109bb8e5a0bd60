import type { Response } from 'supertest';
import type { Id } from '../../../src/kernel';
import { ExecutePlan } from '../../../src/casework/subject-requests/execution/execute-plan';
import { DestructionSaga } from '../../../src/lifecycle/destruction/saga/saga';
import { JobRegistry } from '../../../src/platform/jobs';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, VaultAtWork } from '../media/vault-at-work';

export interface Held {
  readonly id: Id;
  readonly subject: Id;
  readonly ticket: string;
}

export interface PlannedItem {
  readonly media: Id;
  readonly decision: string;
  readonly until: string | null;
  readonly destruction: Id | null;
}

export interface ShownRequest {
  readonly state: string;
  readonly planApproval: Id | null;
  readonly destructions: readonly { readonly plan: Id; readonly certificate: Id | null; readonly later: boolean }[];
  readonly timeline: readonly { readonly type: string; readonly role: string | null }[];
}

/** A vault with everybody whom a subject request meets. Its jobs do not run by themselves. */
export class VaultOfRequests {
  private constructor(
    readonly vault: VaultAtWork,
    readonly people: Readonly<Record<'agent' | 'dpo' | 'officer' | 'records', Caller>>,
  ) {}

  static async start(): Promise<VaultOfRequests> {
    const vault = await VaultAtWork.start();
    return new VaultOfRequests(vault, {
      agent: await vault.person('support_agent'),
      dpo: await vault.person('dpo'),
      officer: await vault.person('compliance_officer'),
      records: await vault.person('records_manager'),
    });
  }

  /** A support screenshot whose ticket is closed: nothing keeps it but what the change says. */
  async item(change: Record<string, string> = {}): Promise<Held> {
    const { agent } = this.people;
    const ticket = await this.vault.ticket({ assignee: agent.id, purpose: 'support' });
    const facts = factsFor(ticket, { 'Vault-Class': 'support_screenshot', ...change });
    const answer = await this.vault.http(agent, 'post', '/v1/media').set(facts).send(jpeg());
    if (answer.status !== 201) throw new Error(answer.text);
    await this.vault.sql(`UPDATE records.ticket SET status = 'closed' WHERE external_id = $1`, [ticket]);
    return { ...(answer.body as { id: Id; subject: Id }), ticket };
  }

  /** Says that a further person is on an item. */
  async alsoOn({ id }: Pick<Held, 'id'>, subject: Id): Promise<void> {
    await this.post('dpo', `/v1/media/${id}/people`, { subject });
  }

  /** A request by a person who is recognised. */
  async request(subject: Id, change: Record<string, unknown> = {}): Promise<Id> {
    const wish = { type: 'erasure', regime: 'GDPR', jurisdiction: 'DE', channel: 'email', subject, ...change };
    const { id } = (await this.post('dpo', '/v1/subject-requests', wish)).body as { id: Id };
    await this.post('dpo', `/v1/subject-requests/${id}/identity`, { result: 'confirmed', means: 'ticket_facts' });
    return id;
  }

  async plan(id: Id, said: Record<string, unknown> = {}): Promise<readonly PlannedItem[]> {
    const answer = await this.post('dpo', `/v1/subject-requests/${id}/plan`, said);
    return (answer.body as { items: PlannedItem[] }).items;
  }

  /** Asked for by the DPO, approved by compliance; not started. */
  async approved(id: Id): Promise<Id> {
    const asked = await this.post('dpo', `/v1/subject-requests/${id}/execution`);
    const { id: approval, hash } = asked.body as { id: Id; hash: string };
    await this.post('officer', `/v1/approvals/${approval}/approval`, { hash });
    return approval;
  }

  start(approval: Id, by: keyof VaultOfRequests['people'] = 'records'): Promise<Response> {
    return this.vault.http(this.people[by], 'post', `/v1/approvals/${approval}/execution`).then();
  }

  /** Planned, approved, started, and every destruction brought to its end. */
  async carryOut(id: Id): Promise<ShownRequest> {
    const started = await this.start(await this.approved(id));
    if (started.status !== 200) throw new Error(started.text);
    return this.finish(id);
  }

  async finish(id: Id): Promise<ShownRequest> {
    for (const { plan, certificate } of (await this.show(id)).destructions)
      if (certificate === null) await this.vault.app.get(DestructionSaga, { strict: false }).carryOut(plan);
    await this.hearNews('event.destruction.certified');
    return this.show(id);
  }

  async eraseLater(): Promise<void> {
    await this.vault.app.get(ExecutePlan, { strict: false }).eraseLater(new AbortController().signal);
  }

  async show(id: Id): Promise<ShownRequest> {
    return (await this.vault.http(this.people.dpo, 'get', `/v1/subject-requests/${id}`)).body as ShownRequest;
  }

  /** Opens an item as its agent, under its ticket opened again for as long: the status. */
  async open({ id, ticket }: Held): Promise<number> {
    await this.vault.sql(`UPDATE records.ticket SET status = 'open' WHERE external_id = $1`, [ticket]);
    const wish = { ticket: { system: 'own', id: ticket }, purpose: 'support' };
    const { status } = await this.vault.http(this.people.agent, 'post', `/v1/media/${id}/views`).send(wish);
    await this.vault.sql(`UPDATE records.ticket SET status = 'closed' WHERE external_id = $1`, [ticket]);
    return status;
  }

  async post(by: keyof VaultOfRequests['people'], path: string, body: object = {}): Promise<Response> {
    const answer = await this.vault.http(this.people[by], 'post', path).send(body);
    if (answer.status >= 300) throw new Error(answer.text);
    return answer;
  }

  /** What the outbox holds of one event, told to whoever hears it. */
  async hearNews(name: string): Promise<void> {
    const rows = await this.vault.sql<{ body: Record<string, string> }>(
      'SELECT body FROM jobs.outbox WHERE name = $1',
      [name],
    );
    const context = { actor: { kind: 'system' } } as never;
    for (const { body } of rows)
      for (const handler of this.vault.app.get(JobRegistry).handlersOf(name))
        await handler.run({ body, context, attempt: 1, signal: new AbortController().signal });
  }
}
