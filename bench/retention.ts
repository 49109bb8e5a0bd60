import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { vaultMigrations } from '../migrations/vault';
import { newId, systemClock, systemContext } from '../src/kernel';
import { ClaimKeeper } from '../src/lifecycle/retention/claims/claim-keeper';
import { ClaimRepository } from '../src/lifecycle/retention/claims/claim.repository';
import { HoldJoining } from '../src/lifecycle/retention/holds/hold-joining';
import { HoldRepository } from '../src/lifecycle/retention/holds/hold.repository';
import { PolicySchedule } from '../src/lifecycle/retention/policy-schedule';
import { RehearseSchedule } from '../src/lifecycle/retention/schedules/rehearse-schedule';
import { ScheduleInForce } from '../src/lifecycle/retention/schedules/schedule-in-force';
import { hashOfRows } from '../src/lifecycle/retention/schedules/schedule-version';
import { ScheduleRepository } from '../src/lifecycle/retention/schedules/schedule.repository';
import { migrateUp, newRolePasswords, provision, startEmbeddedPostgres, VaultDatabase } from '../src/platform/database';
import { JobRegistry, type Operations, Outbox } from '../src/platform/jobs';
import { loadPolicyData, type RetentionRow } from '../src/platform/settings';
import { MediaRestriction } from '../src/records/media';
import type { Audit } from '../src/trust/audit';

const context = systemContext('bench');
const classes = ['support_screenshot', 'voice_note', 'product_damage_photo', 'receipt', 'passport'];
const places = ['DE', 'FR', 'GB', 'IN', 'US-CA'];

/** Many items in a vault's database, with what keeps their claims; there is no log beside it. */
export class BenchRetention {
  readonly rows: readonly RetentionRow[];
  readonly keeper: ClaimKeeper;
  readonly #schedules = new ScheduleRepository();
  readonly #rehearsing: RehearseSchedule;
  readonly #inForce: ScheduleInForce;

  private constructor(
    readonly vault: VaultDatabase,
    private readonly fillUrl: string,
    private readonly end: () => Promise<void>,
  ) {
    const policy = loadPolicyData('config');
    const jobs = new JobRegistry();
    const audit = { record: () => Promise.resolve(newId()) } as unknown as Audit;
    const [claims, holds] = [new ClaimRepository(), new HoldRepository()];
    this.rows = policy.retentionSchedules;
    this.#inForce = new ScheduleInForce(vault, this.#schedules, new PolicySchedule(policy), policy);
    const restriction = new MediaRestriction(new Outbox(systemClock));
    this.keeper = new ClaimKeeper(vault, claims, new HoldJoining(holds, audit), restriction, this.#inForce, jobs);
    const nobody = undefined as unknown as Operations;
    this.#rehearsing = new RehearseSchedule(vault, this.#schedules, claims, this.#inForce, nobody);
  }

  static async start(parent: string): Promise<BenchRetention> {
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(join(parent, 'retention-'));
    const server = await startEmbeddedPostgres(join(folder, 'postgres'));
    const passwords = newRolePasswords();
    await provision((name) => server.url(name), { vault: 'vault', keystore: 'keystore' }, passwords);
    const as = (username: 'strongroom_owner' | 'strongroom_app'): string =>
      Object.assign(new URL(server.url('vault')), { username, password: passwords[username] }).href;
    await migrateUp(as('strongroom_owner'), vaultMigrations, 'migrations.vault');
    const vault = new VaultDatabase({ url: as('strongroom_app'), entities: [], poolSize: 6, name: 'bench' });
    await vault.connect();
    return new BenchRetention(vault, as('strongroom_owner'), async () => {
      await vault.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  async close(): Promise<void> {
    await this.end();
  }

  /** So many items of five classes in five countries, on a ticket each fourth of which is open. */
  async fill(count: number): Promise<void> {
    const client = new Client({ connectionString: this.fillUrl });
    await client.connect();
    const people = Math.ceil(count / 5);
    const id = (kind: number, n: string): string => `md5('${kind}' || ${n})::uuid`;
    try {
      await client.query(`INSERT INTO records.subject (id, provisional, created_by)
        SELECT ${id(1, 'n')}, false, ${id(9, '0')} FROM generate_series(0, ${people - 1}) n`);
      await client.query(`INSERT INTO records.ticket (id, system, external_id, status, purpose, subject_id)
        SELECT ${id(2, 'n')}, 'own', 'T-' || n, CASE WHEN n % 4 = 0 THEN 'open' ELSE 'closed' END, 'support', ${id(1, 'n')}
          FROM generate_series(0, ${people - 1}) n`);
      await client.query(`INSERT INTO records.media (id, state, class, kyc, purpose, jurisdiction, legal_basis, subject_id,
          ticket_id, channel, received_by, received_at, released_at, quarantine_reasons, content_type, length, object_id,
          object_key, etag, object_size, object_sha256, data_key_id, content_sha256)
        SELECT ${id(3, 'n')}, 'available', ('{${classes.join()}}'::text[])[1 + n % 5], n % 5 = 4, 'support',
          ('{${places.join()}}'::text[])[1 + (n / 5) % 5], 'contract', ${id(1, 'n / 5')}, ${id(2, 'n / 5')}, 'rest', ${id(9, '0')},
          now() - interval '30 days', now() - interval '30 days', '{}', 'image/jpeg', 100, ${id(4, 'n')}, 'o/' || n, 'e', 200,
          repeat('ab', 32), ${id(5, 'n')}, '\\x00' FROM generate_series(0, ${count - 1}) n`);
      await client.query(`INSERT INTO records.media_ticket (media_id, ticket_id, linked_by)
        SELECT id, ticket_id, received_by FROM records.media`);
      await client.query('VACUUM ANALYZE');
    } finally {
      await client.end();
    }
  }

  /** A version with these rows, as it would be proposed. */
  async propose(rows: readonly RetentionRow[]): Promise<string> {
    return this.vault.transaction(context, async (tx) => {
      const { hash: base } = await this.#inForce.read(tx);
      const made = { hash: hashOfRows(rows), base, shipped: base, rows, proposedBy: context.actor.id };
      return this.#schedules.add(tx, made);
    });
  }

  async rehearse(version: string): Promise<number> {
    const { signal } = new AbortController();
    await this.#rehearsing.run({ id: newId(), context, parameters: { version }, signal, progress: () => undefined });
    const found = await this.vault.read(context, (tx) => this.#schedules.find(tx, version));
    return (found?.moves ?? []).reduce((sum, { items }) => sum + items, 0);
  }

  async introduce(version: string): Promise<void> {
    await this.vault.transaction(context, (tx) => this.#schedules.introduce(tx, version, newId()));
  }
}
