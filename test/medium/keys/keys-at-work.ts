import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CLOCK, type Clock, type Id, newId, systemClock } from '../../../src/kernel';
import { DatabaseModule } from '../../../src/platform/database';
import { dataPaths, Installation, InstallationModule, Settings } from '../../../src/platform/settings';
import { Audit, type AuditRecord, PERSONAL_PARTS, type PersonalParts } from '../../../src/trust/audit';
import {
  createKeyfile,
  KeyCustodyModule,
  KeyEnds,
  KeyEpochs,
  KeyNodes,
  Keys,
  KeysModule,
  OrphanSweep,
} from '../../../src/trust/keys';
import { KEY_PROVIDER, type KeyProvider } from '../../../src/trust/keys/custody/key-provider';
import type { TestDatabases } from '../../support/vault-database';

/** The keys module on real databases and a keyfile of its own, with a log that only remembers. */
export interface KeysAtWork {
  readonly keys: Keys;
  readonly epochs: KeyEpochs;
  readonly ends: KeyEnds;
  readonly nodes: KeyNodes;
  readonly sweep: OrphanSweep;
  readonly parts: PersonalParts;
  readonly installation: Installation;
  readonly records: AuditRecord[];
  get<T>(token: new (...parts: never[]) => T): T;
  close(): Promise<void>;
}

export interface Arrangement {
  readonly clock?: Clock;
  readonly provider?: KeyProvider;
  /** A vault that exists: the same data folder, another process. */
  readonly installation?: Installation;
  /** Called with each record, before it counts as written. */
  readonly log?: (record: AuditRecord) => Promise<void> | void;
}

export async function keysAtWork(databases: TestDatabases, arrangement: Arrangement = {}): Promise<KeysAtWork> {
  const installation = arrangement.installation ?? (await newInstallation());
  const records: AuditRecord[] = [];
  const recordAlone = async (record: AuditRecord): Promise<Id> => {
    await arrangement.log?.(record);
    records.push(record);
    return newId();
  };
  const building = Test.createTestingModule({
    imports: [
      DatabaseModule.with(databases),
      InstallationModule.with(installation),
      given(Settings, new Settings()),
      given(CLOCK, arrangement.clock ?? systemClock),
      given(Audit, { recordAlone }),
      KeyCustodyModule,
      KeysModule,
    ],
  });
  if (arrangement.provider !== undefined) building.overrideProvider(KEY_PROVIDER).useValue(arrangement.provider);
  const app = await building.compile();
  await app.init();
  return {
    keys: app.get(Keys),
    epochs: app.get(KeyEpochs),
    ends: app.get(KeyEnds),
    nodes: app.get(KeyNodes),
    sweep: app.get(OrphanSweep),
    parts: app.get<PersonalParts>(PERSONAL_PARTS),
    installation,
    records,
    get: (token) => app.get(token),
    close: () => app.close(),
  };
}

/** A data folder with a keyfile; the caller removes it with `removeInstallation`. */
export async function newInstallation(): Promise<Installation> {
  const paths = dataPaths(mkdtempSync(join(tmpdir(), 'strongroom-keys-')));
  mkdirSync(paths.keys, { mode: 0o700 });
  const vaultId = await createKeyfile(paths.keyfile, newId(), systemClock);
  return new Installation(vaultId, 'strongroom/test', systemClock.now().toISOString(), paths);
}

export function removeInstallation({ paths }: Installation): void {
  rmSync(join(paths.keys, '..'), { recursive: true, force: true });
}

function given(token: symbol | typeof Audit | typeof Settings, value: unknown): { new (): object } {
  @Global()
  @Module({ providers: [{ provide: token, useValue: value }], exports: [token] })
  class Given {}
  return Given;
}
