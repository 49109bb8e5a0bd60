import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { DataPaths } from '../platform/settings';
import { type EarlierKey, type LogKeyring, parseVerifierKey, readLogKey, verifierKey } from '../trust/audit';
import { createPrivateFile, replacePrivateFile } from '../trust/keys';

/** The list of the log's public keys is not one that this program wrote. */
export class LogKeysUnreadable extends Error {
  constructor() {
    super('The file keys/log-keys cannot be read as the keys of this log. Restore it from its backup.');
    this.name = 'LogKeysUnreadable';
  }
}

interface Keys {
  readonly origin: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly earlier: readonly EarlierKey[];
}

/** A new signing key of a log, as it is kept. */
export function newLogKeyPem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * The keys of the log in the folder `keys`: the private one in force, the one that is to come next while the log is
 * handed over, and a list of the public ones, one a line: verifier key, last size that it signed (`-` for the present one).
 * The list is written first: where it ends with the next key, that key is put in its place when the files are read.
 */
export class LogKeyFiles implements LogKeyring {
  private constructor(
    private readonly paths: DataPaths,
    /** The installation's: the first log goes by it. */
    private readonly first: string,
    private keys: Keys,
  ) {}

  static async open(paths: DataPaths, origin: string): Promise<LogKeyFiles> {
    return new LogKeyFiles(paths, origin, await read(paths, origin));
  }

  get origin(): string {
    return this.keys.origin;
  }

  get publicKey(): KeyObject {
    return this.keys.publicKey;
  }

  get privateKey(): KeyObject {
    return this.keys.privateKey;
  }

  get earlier(): readonly EarlierKey[] {
    return this.keys.earlier;
  }

  async reload(): Promise<void> {
    this.keys = await read(this.paths, this.first);
  }

  async makeNext(): Promise<KeyObject> {
    await createPrivateFile(this.paths.nextLogSigningKey, newLogKeyPem());
    return readLogKey(await readFile(this.paths.nextLogSigningKey, 'utf8')).publicKey;
  }

  async findNext(): Promise<KeyObject | null> {
    return (await readNext(this.paths))?.privateKey ?? null;
  }

  async takeOver(upTo: number): Promise<void> {
    const next = await readNext(this.paths);
    if (next === null) throw new LogKeysUnreadable();
    await this.list(upTo, { origin: this.origin, publicKey: next.publicKey });
  }

  async openLog(origin: string, upTo: number): Promise<void> {
    await this.list(upTo, { origin, publicKey: this.publicKey });
  }

  async acceptStart(leaf: string): Promise<void> {
    const { acceptedStart } = this.paths;
    if (!(await createPrivateFile(acceptedStart, leaf))) await replacePrivateFile(acceptedStart, leaf);
  }

  async takeAcceptedStart(): Promise<string | null> {
    const leaf = await readFile(this.paths.acceptedStart, 'utf8').catch(absent);
    await rm(this.paths.acceptedStart, { force: true });
    return leaf;
  }

  private async list(upTo: number, present: Omit<PublicKeys, 'earlier'>): Promise<void> {
    const { origin, publicKey } = this.keys;
    const list = render({ ...present, earlier: [...this.earlier, { origin, publicKey, upTo }] });
    if (!(await createPrivateFile(this.paths.logKeys, list))) await replacePrivateFile(this.paths.logKeys, list);
    await this.reload();
  }
}

async function read(paths: DataPaths, origin: string): Promise<Keys> {
  const list = parse(origin, await readFile(paths.logKeys, 'utf8').catch(absent));
  const next = await readNext(paths);
  if (next !== null && list?.publicKey.equals(next.publicKey) === true) await settle(paths);
  const present = readLogKey(await readFile(paths.logSigningKey, 'utf8'));
  if (list !== null && !list.publicKey.equals(present.publicKey)) throw new LogKeysUnreadable();
  return { ...present, origin: list?.origin ?? origin, earlier: list?.earlier ?? [] };
}

/** The next key takes the place of the present one, whose bytes are overwritten. */
async function settle(paths: DataPaths): Promise<void> {
  await replacePrivateFile(paths.logSigningKey, await readFile(paths.nextLogSigningKey, 'utf8'));
  await rm(paths.nextLogSigningKey, { force: true });
}

async function readNext({ nextLogSigningKey }: DataPaths) {
  const pem = await readFile(nextLogSigningKey, 'utf8').catch(absent);
  return pem === null ? null : readLogKey(pem);
}

interface PublicKeys {
  readonly origin: string;
  readonly earlier: readonly EarlierKey[];
  readonly publicKey: KeyObject;
}

function render({ origin, earlier, publicKey }: PublicKeys): string {
  const line = (key: Pick<EarlierKey, 'origin' | 'publicKey'>, upTo: number | string) =>
    `${verifierKey({ origin: key.origin ?? origin, publicKey: key.publicKey })} ${upTo}\n`;
  return [...earlier.map((key) => line(key, key.upTo)), line({ publicKey }, '-')].join('');
}

function parse(first: string, text: string | null): PublicKeys | null {
  if (text === null) return null;
  const lines = text
    .split('\n')
    .slice(0, -1)
    .map((line) => parseLine(first, line));
  const present = lines.pop();
  const earlier = lines.flatMap(({ upTo, ...key }) => (upTo === null ? [] : [{ ...key, upTo }]));
  if (present?.upTo !== null || earlier.length !== lines.length) throw new LogKeysUnreadable();
  return { origin: present.origin, earlier, publicKey: present.publicKey };
}

function parseLine(first: string, line: string): { origin: string; publicKey: KeyObject; upTo: number | null } {
  const [, text = '', size = ''] = /^(\S+) (-|[1-9][0-9]{0,14})$/.exec(line) ?? [];
  const key = parseVerifierKey(text);
  if (key === null || !(key.name === first || key.name.startsWith(`${first}.`))) throw new LogKeysUnreadable();
  return { origin: key.name, publicKey: key.publicKey, upTo: size === '-' ? null : Number(size) };
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
