import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Someone in the demo, with the password that is still the printed one, or null once it was changed. */
export interface DemoPerson {
  readonly name: string;
  readonly role: string;
  readonly oneTimePassword: string;
}

/** What the demo remembers between runs. It holds only what it printed; the folder is its own. */
export interface DemoState {
  readonly people: readonly DemoPerson[];
  readonly passport: { readonly id: string; readonly ticket: string };
}

const fileName = 'demo.json';

export function readDemoState(dataDir: string): DemoState | null {
  const file = join(dataDir, fileName);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoState) : null;
}

/** Writes one of the demo's files whole or not at all, for the owner's eyes only. */
export function writePrivate(dataDir: string, name: string, content: unknown): void {
  const file = join(dataDir, name);
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function writeDemoState(dataDir: string, state: DemoState): void {
  writePrivate(dataDir, fileName, state);
}

/** The port may be another one than last time. */
export function writeAddress(dataDir: string, url: string): void {
  const credential = JSON.parse(readFileSync(join(dataDir, 'client.json'), 'utf8')) as Record<string, unknown>;
  writePrivate(dataDir, 'client.json', { ...credential, url });
}

/** The folder is not one that the demo made: it is left alone. */
export class NotADemo extends Error {
  constructor() {
    super('The folder holds something that the demo did not make. Nothing was removed.');
    this.name = 'NotADemo';
  }
}

/** Marks a folder as the demo's before anything else is in it, so that a reset knows what it may remove. */
export function markAsDemo(dataDir: string): void {
  writeFileSync(
    join(dataDir, 'this-is-a-demo'),
    'Made by `strongroom demo`; `strongroom demo --reset` removes this folder.\n',
    { mode: 0o600 },
  );
}

export function removeDemo(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  if (!existsSync(join(dataDir, 'this-is-a-demo'))) throw new NotADemo();
  rmSync(dataDir, { recursive: true, force: true });
}
