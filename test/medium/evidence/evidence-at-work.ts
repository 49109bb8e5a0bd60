import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Response } from 'supertest';
import { JobRunner, type OperationDto } from '../../../src/platform/jobs';
import type { Settings } from '../../../src/platform/settings';
import { type Caller, factsFor, VaultAtWork } from '../media/vault-at-work';
import { renderRequest, tokenOf } from '../../../src/trust/audit/anchors/time-stamps/time-stamp-token';
import { jpeg } from '../../support/media-corpus';
import type { FileMap } from '../../unit/verifier/made-log';
import { reply } from '../../support/time-stamp-authority';

/** A vault whose jobs run, with what tests of evidence need. */
export class EvidenceAtWork {
  private constructor(
    readonly vault: VaultAtWork,
    readonly officer: Caller,
  ) {}

  static async start(change: Partial<Settings> = {}): Promise<EvidenceAtWork> {
    const vault = await VaultAtWork.start(change);
    await vault.app.get(JobRunner).start(vault.databases.url('strongroom_app'));
    return new EvidenceAtWork(vault, await vault.person('compliance_officer'));
  }

  async close(): Promise<void> {
    await this.vault.app.get(JobRunner).stop();
    await this.vault.close();
  }

  /** A passport on a ticket of a KYC agent who has opened it once. */
  async openedItem(
    fileName = 'passport.jpg',
  ): Promise<{ media: string; ticket: string; agent: Caller; bytes: Buffer }> {
    const { vault } = this;
    const agent = await vault.person('kyc_agent');
    const ticket = await vault.ticket({ assignee: agent.id });
    const bytes = jpeg(60_000);
    const facts = factsFor(ticket, {
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    });
    const received = await vault.http(agent, 'post', '/v1/media').set(facts).send(bytes);
    if (received.status !== 201) throw new Error(`not received: ${received.text}`);
    const media = (received.body as { id: string }).id;
    await this.view(agent, media, ticket);
    return { media, ticket, agent, bytes };
  }

  async view(caller: Caller, media: string, ticket: string): Promise<void> {
    const wish = { ticket: { system: 'own', id: ticket }, purpose: 'kyc_review' };
    const opened = await this.vault.http(caller, 'post', `/v1/media/${media}/views`).send(wish);
    if (opened.status !== 201) throw new Error(`not opened: ${opened.text}`);
    const { id } = opened.body as { id: string };
    await this.vault.http(caller, 'get', `/v1/views/${id}/content`);
    await this.vault.http(caller, 'delete', `/v1/views/${id}`);
  }

  /** So many passports on one ticket. */
  async manyItems(count: number): Promise<{ media: string[]; ticket: string }> {
    const { vault } = this;
    const agent = await vault.person('kyc_agent');
    const ticket = await vault.ticket({ assignee: agent.id });
    const media: string[] = [];
    for (let i = 0; i < count; i += 1) {
      const sent = vault.http(agent, 'post', '/v1/media').set(factsFor(ticket));
      media.push(((await sent.send(jpeg(2_000 + i))).body as { id: string }).id);
    }
    return { media, ticket };
  }

  /** Lets the officer open an item under an audit ticket. */
  async grant(giver: Caller, media: string, ticket: string): Promise<void> {
    const given = await this.vault.http(giver, 'post', '/v1/grants').send({
      actor: this.officer.id,
      media,
      ticket: { system: 'own', id: ticket },
      purpose: 'access_audit',
      rendition: 'original',
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      reason: 'audit',
    });
    if (given.status !== 201) throw new Error(`not given: ${given.text}`);
  }

  /** Stamps the newest checkpoint as the keeper of time stamps does, with a real authority; answers its size. */
  async stampNewest(authority: string): Promise<number> {
    await this.vault.events();
    const { audit } = this.vault.databases;
    const [newest] = await audit.dataSource.query<{ size: string; note: string }[]>(
      'SELECT size, note FROM audit.checkpoint ORDER BY size DESC LIMIT 1',
    );
    const token = tokenOf(reply(authority, renderRequest(newest?.note ?? '', randomBytes(8))));
    await audit.dataSource.query(
      'INSERT INTO audit.time_stamp (size, asked_at, token, stamped_at) VALUES ($1, now(), $2, now())',
      [newest?.size, token],
    );
    return Number(newest?.size);
  }

  /** The officer's newest long work, once it has ended. */
  async newestOperation(): Promise<OperationDto> {
    const [row] = await this.vault.sql<{ id: string }>(
      'SELECT id FROM jobs.operation ORDER BY created_at DESC LIMIT 1',
    );
    return this.#ended(`/v1/operations/${row?.id ?? ''}`, this.officer);
  }

  /** Orders evidence and follows its operation to the end. */
  async make(path: string, order: object, by = this.officer): Promise<OperationDto> {
    const ordered = await this.vault.http(by, 'post', path).send(order);
    if (ordered.status !== 202) throw new Error(`not ordered: ${ordered.status} ${ordered.text}`);
    return this.#ended(String(ordered.headers['location']), by);
  }

  async #ended(path: string, by: Caller): Promise<OperationDto> {
    for (let tries = 0; tries < 1200; tries += 1) {
      const answer = await this.vault.http(by, 'get', path);
      const operation = answer.body as OperationDto;
      if (operation.finishedAt !== null) return operation;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error('the operation did not end');
  }

  async download(result: string, by = this.officer): Promise<Response> {
    return this.vault
      .http(by, 'get', `${result}/content`)
      .buffer(true)
      .parse((response, done) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () => done(null, Buffer.concat(pieces)));
      });
  }

  /** Orders a bundle and unpacks it; answers its folder. */
  async unpacked(order: object, by = this.officer): Promise<string> {
    const { state, result, problem } = await this.make('/v1/evidence-bundles', order, by);
    if (state !== 'succeeded' || result === null) throw new Error(`no bundle: ${problem ?? state}`);
    return unpack((await this.download(result, by)).body as Buffer);
  }
}

export function unpack(zip: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-bundle-'));
  writeFileSync(join(folder, 'bundle.zip'), zip);
  execFileSync('python3', ['-m', 'zipfile', '-e', 'bundle.zip', '.'], { cwd: folder });
  const [top] = readdirSync(folder).filter((name) => name.startsWith('strongroom-bundle-'));
  return join(folder, top ?? '');
}

/** The files below a folder, in memory, as a bundle that was handed over. */
export function filesOf(folder: string): FileMap {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  const files = all.filter((path) => statSync(path).isFile());
  return new Map(files.map((path) => [`bundle/${relative(folder, path)}`, readFileSync(path)]));
}

export function readJson(folder: string, path: string): unknown {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'));
}

export function readLines<T>(folder: string, path: string): T[] {
  const lines = readFileSync(join(folder, path), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}
