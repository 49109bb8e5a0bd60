import type { Response } from 'supertest';
import { type Id, systemContext } from '../../../src/kernel';
import { type Transaction, VaultDatabase } from '../../../src/platform/database';
import { PlanRepository } from '../../../src/lifecycle/destruction/plans/plan.repository';
import { DestructionSaga } from '../../../src/lifecycle/destruction/saga/saga';
import type { Settings } from '../../../src/platform/settings';
import { KeyNodes } from '../../../src/trust/keys';
import { CarryOn } from '../../../src/lifecycle/destruction/saga/carry-on.job';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor, VaultAtWork } from '../media/vault-at-work';

export interface Item {
  readonly id: Id;
  readonly ticket: string;
}

/** A plan as its route takes it. */
export interface Wish {
  readonly ground?: string;
  readonly reference?: string;
  readonly media?: readonly Id[];
  readonly subject?: Id;
}

export interface Asked {
  readonly approval: Id;
  readonly hash: string;
  readonly plan: Id;
}

/** A vault with people of the roles that a destruction takes. Its jobs do not run: tests carry plans out themselves. */
export class DestructionAtWork {
  private constructor(
    readonly vault: VaultAtWork,
    readonly records: Caller,
    readonly officer: Caller,
    readonly agent: Caller,
  ) {}

  static async start(change: Partial<Settings> = {}): Promise<DestructionAtWork> {
    const vault = await VaultAtWork.start(change);
    const records = await vault.person('records_manager');
    return new DestructionAtWork(
      vault,
      records,
      await vault.person('compliance_officer'),
      await vault.person('kyc_agent'),
    );
  }

  /** The same people before a vault that was restored. */
  on(vault: VaultAtWork): DestructionAtWork {
    return new DestructionAtWork(vault, this.records, this.officer, this.agent);
  }

  read<T>(look: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.vault.app.get(VaultDatabase).read(systemContext('test'), look);
  }

  get saga(): DestructionSaga {
    return this.vault.app.get(DestructionSaga, { strict: false });
  }

  get plans(): PlanRepository {
    return this.vault.app.get(PlanRepository, { strict: false });
  }

  get nodes(): KeyNodes {
    return this.vault.app.get(KeyNodes, { strict: false });
  }

  get carryOn(): CarryOn {
    return this.vault.app.get(CarryOn, { strict: false });
  }

  async subject(by = this.agent): Promise<Id> {
    const value = `+49151${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
    const made = await this.vault.http(by, 'post', '/v1/subjects').send({ identifiers: [{ kind: 'phone', value }] });
    if (made.status !== 201) throw new Error(made.text);
    return (made.body as { id: Id }).id;
  }

  async item(subject: Id, more: Readonly<Record<string, string>> = {}): Promise<Item> {
    const ticket = await this.vault.ticket({ assignee: this.agent.id });
    const facts = factsFor(ticket, { 'Vault-Subject': subject, ...more });
    const received = await this.vault.http(this.agent, 'post', '/v1/media').set(facts).send(jpeg(4_000));
    if (received.status !== 201) throw new Error(received.text);
    return { id: (received.body as { id: Id }).id, ticket };
  }

  post(order: Wish, by = this.records): Promise<Response> {
    const wish = { ground: 'forbidden', reference: 'INC-7', ...order };
    return this.vault.http(by, 'post', '/v1/destruction-plans').send(wish).then();
  }

  async ask(order: Wish): Promise<Asked> {
    const answer = await this.post(order);
    if (answer.status !== 201) throw new Error(answer.text);
    const { id, hash, request } = answer.body as { id: Id; hash: string; request: { plan: Id } };
    return { approval: id, hash, plan: request.plan };
  }

  give({ approval, hash }: Asked, by = this.officer): Promise<Response> {
    return this.vault.http(by, 'post', `/v1/approvals/${approval}/approval`).send({ hash }).then();
  }

  execute({ approval }: Asked, by = this.records): Promise<Response> {
    return this.vault.http(by, 'post', `/v1/approvals/${approval}/execution`).then();
  }

  /** Asked for, approved and started, but not carried out. */
  async started(order: Wish): Promise<Asked> {
    const asked = await this.ask(order);
    await this.give(asked);
    const executed = await this.execute(asked);
    if (executed.status !== 200) throw new Error(executed.text);
    return asked;
  }

  /** Opens an item as its agent; the status and code. */
  async open({ id, ticket }: Item): Promise<number> {
    const wish = { ticket: { system: 'own', id: ticket }, purpose: 'kyc_review' };
    const opened = await this.vault.http(this.agent, 'post', `/v1/media/${id}/views`).send(wish);
    if (opened.status !== 201) return opened.status;
    return (await this.vault.http(this.agent, 'get', `/v1/views/${(opened.body as { id: Id }).id}/content`)).status;
  }
}
