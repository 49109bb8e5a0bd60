import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Id } from '../../src/kernel';
import { built } from './built';

type Settings = typeof import('../../src/platform/settings');
type Kernel = typeof import('../../src/kernel');
type Database = typeof import('../../src/platform/database');
type StartVault = typeof import('../../src/composition/start-vault');
type Keys = typeof import('../../src/trust/keys');
type Ring = typeof import('../../src/trust/keys/custody/key-ring');
type Rows = typeof import('../../src/trust/keys/keystore.repository');
type Destruction = typeof import('../../src/lifecycle/destruction');
type Drafting = typeof import('../../src/lifecycle/destruction/plans/plan-drafting');
type Plans = typeof import('../../src/lifecycle/destruction/plans/plan.repository');
type App = Awaited<ReturnType<StartVault['startVault']>>['app'];

/** What the end of a person with so many items took; times in milliseconds. */
interface ErasureFigures {
  readonly items: number;
  readonly planMillis: number;
  readonly planStatements: number;
  readonly startMillis: number;
  readonly keysGoneMillis: number;
  readonly unreadableMillis: number;
  readonly bytesMillis: number;
  readonly totalMillis: number;
}

const { newId, newOrderedId, systemContext } = built('src/kernel/index') as Kernel;
const { VaultDatabase, KeystoreDatabase, Transaction } = built('src/platform/database/index') as Database;
const keyDoor = built('src/trust/keys/index') as Keys;
const { KeyRing } = built('src/trust/keys/custody/key-ring') as Ring;
const { KeystoreRepository } = built('src/trust/keys/keystore.repository') as Rows;
const { DestructionPlans } = built('src/lifecycle/destruction/index') as Destruction;
const { PlanDrafting } = built('src/lifecycle/destruction/plans/plan-drafting') as Drafting;
const { PlanRepository } = built('src/lifecycle/destruction/plans/plan.repository') as Plans;

const context = systemContext('bench');
const batch = 5_000;

class RolledBack extends Error {}

/** A whole vault on the directory store, with people of many items; its own jobs carry the destructions out. */
class ErasureBench {
  readonly #vault: InstanceType<Database['VaultDatabase']>;

  constructor(
    private readonly app: App,
    private readonly objects: string,
  ) {
    this.#vault = app.get(VaultDatabase);
  }

  async measure(items: number): Promise<ErasureFigures> {
    const subject = await this.#person(items);
    const order = { ground: 'forbidden', reference: { kind: 'code', id: 'BENCH' }, subject } as const;
    const { planMillis, planStatements } = await this.#draft(order);
    const begun = performance.now();
    const by = { id: newId(), hash: '00'.repeat(32) };
    const plans = this.app.get(DestructionPlans, { strict: false });
    const plan = await this.#vault.transaction(context, (tx) => plans.begin(tx, context, order, by));
    const [startMillis, started] = [performance.now() - begun, Date.now()];
    const { keysGoneAt, logicalAt, bytesGoneAt } = await this.#certified(plan);
    const since = (at: Date | null): number => (at?.getTime() ?? NaN) - started;
    return {
      ...{ items, planMillis, planStatements, startMillis },
      ...{ keysGoneMillis: since(keysGoneAt), unreadableMillis: since(logicalAt), bytesMillis: since(bytesGoneAt) },
      totalMillis: performance.now() - begun,
    };
  }

  /** The plan alone, rolled back. */
  async #draft(order: Parameters<InstanceType<Drafting['PlanDrafting']>['draft']>[1]) {
    const drafting = this.app.get(PlanDrafting, { strict: false });
    // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was, below
    const query = Transaction.prototype.query;
    let planStatements = 0;
    Transaction.prototype.query = function (this: never, ...args: never) {
      planStatements += 1;
      return query.apply(this, args);
    } as typeof query;
    const from = performance.now();
    const drawn = this.#vault.transaction(context, async (tx) => {
      await drafting.draft(tx, order, context.actor.id);
      throw new RolledBack();
    });
    await drawn.catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
    Transaction.prototype.query = query;
    return { planMillis: performance.now() - from, planStatements };
  }

  async #certified(plan: Id) {
    const repository = this.app.get(PlanRepository, { strict: false });
    for (;;) {
      const found = await this.#vault.read(context, (tx) => repository.find(tx, plan));
      if (found?.state === 'certified') return found;
      await new Promise((next) => setTimeout(next, 100));
    }
  }

  /** Somebody with so many items: rows, keys, and a file each. */
  async #person(count: number): Promise<Id> {
    const subject = newId();
    await this.app.get(keyDoor.Keys).createSubjectKey(subject);
    const ticket = newId();
    await this.#vault.transaction(context, async (tx) => {
      await tx.query('INSERT INTO records.subject (id, provisional, created_by) VALUES ($1, false, $1)', [subject]);
      await tx.query(
        `INSERT INTO records.ticket (id, system, external_id, status, purpose, subject_id) VALUES ($1, 'own', $2, 'closed', 'support', $3)`,
        [ticket, `BENCH-${count}`, subject],
      );
    });
    for (let made = 0; made < count; made += batch) await this.#items(subject, ticket, Math.min(batch, count - made));
    return subject;
  }

  async #items(subject: Id, ticket: Id, count: number): Promise<void> {
    const media = Array.from({ length: count }, () => newId());
    const objects = Array.from({ length: count }, () => newId());
    const dataKeys = await this.#keys(subject, media, objects);
    await this.#vault.transaction(context, async (tx) => {
      await tx.query(
        `INSERT INTO records.media (id, state, class, kyc, purpose, jurisdiction, legal_basis, subject_id, ticket_id, channel,
           received_by, received_at, released_at, quarantine_reasons, content_type, length, object_id, object_key, etag,
           object_size, object_sha256, data_key_id, content_sha256)
         SELECT n.id, 'available', 'support_screenshot', false, 'support', 'DE', 'contract', $1, $2, 'rest', $1, now(), now(), '{}',
           'image/jpeg', 100, n.object, 'objects/' || substr(n.object::text, 1, 2) || '/' || n.object, 'e', 252, repeat('ab', 32), n.key, '\\x00'
           FROM unnest($3::uuid[], $4::uuid[], $5::uuid[]) AS n(id, object, key)`,
        [subject, ticket, media, objects, dataKeys],
      );
      await tx.query(
        'INSERT INTO records.media_ticket (media_id, ticket_id, linked_by) SELECT unnest($1::uuid[]), $2, $3',
        [media, ticket, subject],
      );
    });
    for (const object of objects) {
      const folder = join(this.objects, 'versions', 'objects', object.slice(0, 2), object);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${newOrderedId(Date.now())}.00000000`), Buffer.alloc(252));
    }
  }

  async #keys(subject: Id, media: readonly Id[], objects: readonly Id[]): Promise<readonly Id[]> {
    const ring = this.app.get(KeyRing, { strict: false });
    return this.app.get(KeystoreDatabase).transaction(context, async (tx) => {
      const row = await new KeystoreRepository().lockSubject(tx, subject, 'SHARE');
      if (row === undefined) throw new Error('the subject has no key');
      const under = await ring.subjectKey(tx, row);
      const data = objects.map((ownerId) => ring.newOwnedKey('data', under, { ownerId, subjectId: subject }).row);
      const payload = media.map((ownerId) => ring.newOwnedKey('payload', under, { ownerId, subjectId: subject }).row);
      await tx.query(
        `INSERT INTO keystore.data_key (id, object_id, media_id, subject_id, wrapped)
         SELECT n.id, n.object, n.media, $1, n.wrapped FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bytea[]) AS n(id, object, media, wrapped)`,
        [subject, data.map(({ id }) => id), objects, media, data.map(({ wrapped }) => wrapped)],
      );
      await tx.query(
        `INSERT INTO keystore.payload_key (id, owner_id, subject_id, wrapped)
         SELECT n.id, n.owner, $1, n.wrapped FROM unnest($2::uuid[], $3::uuid[], $4::bytea[]) AS n(id, owner, wrapped)`,
        [subject, payload.map(({ id }) => id), media, payload.map(({ wrapped }) => wrapped)],
      );
      return data.map(({ id }) => id);
    });
  }
}

async function main(): Promise<void> {
  const { folder, counts } = JSON.parse(process.argv[3] ?? '{}') as { folder: string; counts: number[] };
  const { loadSettings, withEnvironment } = built('src/platform/settings/index') as Settings;
  const { startVault } = built('src/composition/start-vault') as StartVault;
  const environment = { STRONGROOM_DATA_DIR: folder, STRONGROOM_PORT: '0', STRONGROOM_LOG_LEVEL: 'error' };
  const vault = await startVault(loadSettings(withEnvironment(environment)));
  const bench = new ErasureBench(vault.app, join(folder, 'objects'));
  const figures: ErasureFigures[] = [];
  for (const count of counts) {
    figures.push(await bench.measure(count));
    console.error(JSON.stringify(figures.at(-1)));
  }
  console.log(JSON.stringify(figures));
  await vault.stop();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
