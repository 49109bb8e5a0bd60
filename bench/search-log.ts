import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrateAll } from '../src/composition/migrations';
import {
  type EmbeddedPostgres,
  newRolePasswords,
  provision,
  type RolePasswords,
  startEmbeddedPostgres,
} from '../src/platform/database';
import type { AddressTags } from '../src/trust/audit';
import { fillColourfulLog } from './colourful-log';

/** A database with a filled log in it. */
export interface SearchLog {
  url(role: keyof RolePasswords): string;
  stop(): Promise<void>;
}

/** Starts the database of a folder and fills its log where that has not been done before. */
export async function openSearchLog(folder: string, rows: number): Promise<SearchLog> {
  mkdirSync(folder, { recursive: true });
  const server = await startEmbeddedPostgres(folder);
  const passwords = newRolePasswords();
  await provision((database) => server.url(database), { vault: 'vault', keystore: 'keystore' }, passwords);
  const url = (role: keyof RolePasswords, database = 'vault') => withRole(server, role, passwords[role], database);
  await migrateAll({
    vaultOwner: url('strongroom_owner'),
    audit: url('strongroom_audit'),
    keystoreOwner: url('strongroom_owner', 'keystore'),
  });
  const done = join(folder, 'filled');
  if (!existsSync(done)) {
    await fillColourfulLog(url('strongroom_audit'), rows);
    writeFileSync(done, String(rows));
  }
  if (readFileSync(done, 'utf8') !== String(rows)) throw new Error('The log of this folder has another size.');
  return { url, stop: () => server.stop() };
}

/** What stands for keys: a tag is a plain hash of month and address. */
export function benchTags(address: string, from: Date, to: Date): AddressTags[] {
  const tags: AddressTags[] = [];
  const month = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth()));
  for (; month < to; month.setUTCMonth(month.getUTCMonth() + 1)) {
    const tag = (text: string) =>
      createHash('sha256')
        .update(`${month.toISOString().slice(0, 7)} ${text}`)
        .digest();
    const network = `${address.split('.').slice(0, 3).join('.')}.0/24`;
    tags.push({ address: tag(address), network: tag(network) });
  }
  return tags;
}

function withRole(server: EmbeddedPostgres, role: string, password: string, database: string): string {
  const url = new URL(server.url(database));
  [url.username, url.password] = [role, password];
  return url.toString();
}
