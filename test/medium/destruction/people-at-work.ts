import type { Response } from 'supertest';
import { type Id, systemContext } from '../../../src/kernel';
import { jpeg } from '../../support/media-corpus';
import { type Caller, factsFor } from '../media/vault-at-work';
import { type Asked, DestructionAtWork, type Item } from './destruction-at-work';

/** Items on which several people are, and what becomes of them when one of these asks to be erased. */
export class PeopleAtWork {
  private constructor(
    readonly work: DestructionAtWork,
    readonly dpo: Caller,
    readonly agent: Caller,
  ) {}

  static async start(): Promise<PeopleAtWork> {
    return PeopleAtWork.among(await DestructionAtWork.start());
  }

  static async among(work: DestructionAtWork): Promise<PeopleAtWork> {
    const { vault } = work;
    return new PeopleAtWork(work, await vault.person('dpo'), await vault.person('support_agent'));
  }

  /** The same people before a vault that was restored. */
  on(work: DestructionAtWork): PeopleAtWork {
    return new PeopleAtWork(work, this.dpo, this.agent);
  }

  subject(): Promise<Id> {
    return this.work.subject(this.agent);
  }

  /** A support screenshot under a closed ticket: no minimum keeps it. */
  async item(subject: Id, ...others: Id[]): Promise<Item> {
    const { vault } = this.work;
    const ticket = await vault.ticket({ assignee: this.agent.id, purpose: 'support' });
    const facts = factsFor(ticket, { 'Vault-Class': 'support_screenshot', 'Vault-Subject': subject });
    const received = await vault.http(this.agent, 'post', '/v1/media').set(facts).send(jpeg(4_000));
    if (received.status !== 201) throw new Error(received.text);
    await vault.sql(`UPDATE records.ticket SET status = 'closed' WHERE external_id = $1`, [ticket]);
    const { id } = received.body as { id: Id };
    for (const other of others) await this.state(id, other);
    return { id, ticket };
  }

  async state(media: Id, subject: Id): Promise<void> {
    const stated = await this.work.vault.http(this.dpo, 'post', `/v1/media/${media}/people`).send({ subject });
    if (stated.status !== 200) throw new Error(stated.text);
  }

  async maskedCopy(source: Id, of: Id): Promise<Item> {
    const copy = await this.item(of);
    const stated = await this.work.vault
      .http(this.dpo, 'post', `/v1/media/${source}/masked-copies`)
      .send({ media: copy.id });
    if (stated.status !== 200) throw new Error(stated.text);
    return copy;
  }

  decide(media: Id, decided: object, by = this.dpo): Promise<Response> {
    const wish = { why: 'claim-17', ...decided };
    return this.work.vault.http(by, 'post', `/v1/media/${media}/people-decisions`).send(wish).then();
  }

  post(subject: Id): Promise<Response> {
    return this.work.post({ ground: 'request', subject });
  }

  started(subject: Id): Promise<Asked> {
    return this.work.started({ ground: 'request', subject });
  }

  /** Opens an item as its agent, under its ticket opened again for as long. */
  async open({ id, ticket }: Item): Promise<number> {
    const { vault } = this.work;
    await vault.sql(`UPDATE records.ticket SET status = 'open' WHERE external_id = $1`, [ticket]);
    const wish = { ticket: { system: 'own', id: ticket }, purpose: 'support' };
    const opened = await vault.http(this.agent, 'post', `/v1/media/${id}/views`).send(wish);
    const view = (opened.body as { id: Id }).id;
    const { status } =
      opened.status === 201 ? await vault.http(this.agent, 'get', `/v1/views/${view}/content`) : opened;
    await vault.sql(`UPDATE records.ticket SET status = 'closed' WHERE external_id = $1`, [ticket]);
    return status;
  }

  /** Whose item it is, and below whose key it hangs. */
  async holders({ id }: Item): Promise<{ owner: Id; data: Id | undefined; payload: Id | undefined }> {
    const { vault } = this.work;
    const [row] = await vault.sql<{ owner: Id; key: Id }>(
      'SELECT subject_id AS owner, data_key_id AS key FROM records.media WHERE id = $1',
      [id],
    );
    const held = await vault.databases.keystore.read(systemContext('test'), (tx) =>
      tx.query<{ kind: string; subject: Id }>(
        `SELECT 'data' AS kind, k.subject_id AS subject FROM keystore.data_key k JOIN keystore.subject_key USING (subject_id)
          WHERE k.id = $1
         UNION ALL SELECT 'payload', k.subject_id FROM keystore.payload_key k JOIN keystore.subject_key USING (subject_id)
          WHERE k.owner_id = $2`,
        [row?.key, id],
      ),
    );
    const of = (kind: string): Id | undefined => held.find((key) => key.kind === kind)?.subject;
    return { owner: row?.owner ?? '', data: of('data'), payload: of('payload') };
  }
}
