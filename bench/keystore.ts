import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keystoreMigrations } from '../migrations/keystore';
import { type Id, newId, systemActor, systemClock } from '../src/kernel';
import {
  KeystoreDatabase,
  migrateUp,
  newRolePasswords,
  provision,
  startEmbeddedPostgres,
} from '../src/platform/database';
import { dataPaths, Installation } from '../src/platform/settings';
import type { Audit } from '../src/trust/audit';
import { KeyCache } from '../src/trust/keys/custody/key-cache';
import { KeyRing } from '../src/trust/keys/custody/key-ring';
import { createKeyfile, KeyfileProvider } from '../src/trust/keys/custody/keyfile';
import { KeystoreWork } from '../src/trust/keys/custody/keystore-work';
import { EpochRepository } from '../src/trust/keys/epochs/epoch.repository';
import { EpochRewrap } from '../src/trust/keys/epochs/epoch-rewrap';
import { KeyEpochs } from '../src/trust/keys/epochs/key-epochs';
import { KeystoreRepository } from '../src/trust/keys/keystore.repository';
import { SubjectRekeying } from '../src/trust/keys/subject-rekeying';

export interface KeystoreConfig {
  readonly url: string;
  readonly folder: string;
  readonly vaultId: Id;
}

/** A keystore and its epochs, without the vault around them. There is no log beside it. */
export class BenchKeystore {
  readonly database: KeystoreDatabase;
  readonly epochs: KeyEpochs;
  readonly rekeying: SubjectRekeying;
  readonly #ring: KeyRing;

  constructor({ url, folder, vaultId }: KeystoreConfig) {
    this.database = new KeystoreDatabase({ url, entities: [], poolSize: 6, name: 'bench' });
    const paths = dataPaths(folder);
    const provider = new KeyfileProvider(paths.keyfile, systemClock);
    const [keystore, epochs] = [new KeystoreRepository(), new EpochRepository()];
    const installation = new Installation(vaultId, 'strongroom/bench', '', paths);
    this.#ring = new KeyRing(provider, keystore, new KeyCache(systemClock), installation);
    const rewrap = new EpochRewrap(this.database, epochs, this.#ring);
    const log = { recordAlone: () => Promise.resolve(newId()) } as unknown as Audit;
    this.rekeying = new SubjectRekeying(new KeystoreWork(this.database), keystore, this.#ring, log);
    this.epochs = new KeyEpochs(this.database, keystore, epochs, this.#ring, rewrap, log, provider);
  }

  /** Makes so many subject keys under the newest epoch. */
  async fill(count: number): Promise<void> {
    for (let made = 0; made < count; made += 5000)
      await this.database.transaction({ actor: systemActor }, async (tx) => {
        const rows = [];
        for (let n = 0; n < Math.min(5000, count - made); n += 1)
          rows.push((await this.#ring.newSubjectKey(tx, newId(), 1)).row);
        await tx.query(
          `INSERT INTO keystore.subject_key (subject_id, id, version, epoch, wrapped)
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::bytea[])`,
          [
            rows.map((row) => row.subjectId),
            rows.map((row) => row.id),
            rows.map((row) => row.version),
            rows.map((row) => row.epoch),
            rows.map((row) => row.wrapped),
          ],
        );
      });
  }

  /** A subject with so many data keys. */
  async person(count: number): Promise<{ readonly subjectId: Id; readonly dataKeys: readonly Id[] }> {
    const subjectId = newId();
    const dataKeys: Id[] = [];
    await this.database.transaction({ actor: systemActor }, async (tx) => {
      const { row, key } = await this.#ring.newSubjectKey(tx, subjectId, 1);
      await new KeystoreRepository().addSubject(tx, row);
      for (let made = 0; made < count; made += 5000) {
        const owned = Array.from({ length: Math.min(5000, count - made) }, () =>
          this.#ring.newOwnedKey('data', key, { ownerId: newId(), subjectId }),
        ).map((one) => one.row);
        await tx.query(
          `INSERT INTO keystore.data_key (id, object_id, media_id, subject_id, wrapped)
           SELECT n.id, n.object, gen_random_uuid(), $1, n.wrapped FROM unnest($2::uuid[], $3::uuid[], $4::bytea[]) AS n(id, object, wrapped)`,
          [
            subjectId,
            owned.map(({ id }) => id),
            owned.map(({ ownerId }) => ownerId),
            owned.map(({ wrapped }) => wrapped),
          ],
        );
        dataKeys.push(...owned.map(({ id }) => id));
      }
    });
    return { subjectId, dataKeys };
  }

  /** Opens every subject key; says how many there are, and under which epochs. */
  async openAll(): Promise<{ opened: number; epochs: number[] }> {
    let [after, opened] = ['00000000-0000-0000-0000-000000000000', 0];
    const epochs = new Set<number>();
    for (;;) {
      const page = await this.database.read({ actor: systemActor }, async (tx) => {
        const rows = await tx.query<{ subjectId: Id; id: Id; version: number; epoch: number; wrapped: Buffer }>(
          `SELECT subject_id AS "subjectId", id, version, epoch, wrapped FROM keystore.subject_key
            WHERE subject_id > $1 ORDER BY subject_id LIMIT 1000`,
          [after],
        );
        for (const row of rows) await this.#ring.subjectKey(tx, row);
        return rows;
      });
      const last = page.at(-1);
      if (last === undefined) return { opened, epochs: [...epochs] };
      for (const { epoch } of page) epochs.add(epoch);
      opened += page.length;
      after = last.subjectId;
    }
  }
}

/** An empty keystore on a PostgreSQL of its own, with a keyfile. */
export async function startKeystore(parent: string): Promise<KeystoreConfig & { stop: () => Promise<void> }> {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'keystore-'));
  const server = await startEmbeddedPostgres(join(folder, 'postgres'));
  const passwords = newRolePasswords();
  await provision((name) => server.url(name), { vault: 'vault', keystore: 'keystore' }, passwords);
  const as = (role: 'strongroom_owner' | 'strongroom_keystore'): string => {
    const url = new URL(server.url('keystore'));
    return Object.assign(url, { username: role, password: passwords[role] }).href;
  };
  await migrateUp(as('strongroom_owner'), keystoreMigrations, 'migrations.keystore');
  mkdirSync(dataPaths(folder).keys, { mode: 0o700 });
  const vaultId = await createKeyfile(dataPaths(folder).keyfile, newId(), systemClock);
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: as('strongroom_keystore'), folder, vaultId, stop };
}
