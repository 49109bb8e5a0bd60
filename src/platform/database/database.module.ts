import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AuditDatabase, KeystoreDatabase, VaultDatabase } from './database';

export interface ConnectedDatabases {
  readonly vault: VaultDatabase;
  readonly audit: AuditDatabase;
  readonly keystore: KeystoreDatabase;
}

/** Hands the three connected databases to every module; who opened them closes them. */
@Global()
@Module({})
export class DatabaseModule {
  static with({ vault, audit, keystore }: ConnectedDatabases): DynamicModule {
    const providers = [
      { provide: VaultDatabase, useValue: vault },
      { provide: AuditDatabase, useValue: audit },
      { provide: KeystoreDatabase, useValue: keystore },
    ];
    return { module: DatabaseModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
