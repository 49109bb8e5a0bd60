import { createSecretKey } from 'node:crypto';
import { isId, newId, secureRandom, type Clock, type Id } from '../../../kernel';
import { atStart, KeysUnavailable } from '../keys.errors';
import { unwrapKey, wrapKey, type KeyName, type WrappingKey } from '../format/wrapped-key';
import type { EpochKeyName, KeyProvider } from './key-provider';
import { createPrivateFile, readPrivateFile, replacePrivateFile } from './private-file';

/** The root of one epoch, as the keyfile writes it. */
interface Root {
  readonly epoch: number;
  readonly id: Id;
  /** 32 bytes, base64. */
  readonly key: string;
  readonly createdAt: string;
}

/** `keyfile.json`: the only thing outside the databases that the vault cannot open without. */
interface Keyfile {
  readonly format: 'strongroom-keyfile';
  readonly version: 1;
  readonly vaultId: Id;
  readonly lookupSecret: string;
  readonly roots: readonly Root[];
  /** Epochs whose root was destroyed here, so that none is made for them again. */
  readonly destroyed: readonly { readonly epoch: number; readonly id: Id; readonly destroyedAt: string }[];
}

/** How the text of a keyfile lies in its file: as it is, or sealed. */
export interface KeyfileSeal {
  open(text: string): Promise<string>;
  close(text: string): Promise<string>;
}

const asItIs: KeyfileSeal = { open: (text) => Promise.resolve(text), close: (text) => Promise.resolve(text) };

/** Makes the keyfile of a new vault with the root of epoch 1; one that exists stays. Returns the vault it belongs to. */
export async function createKeyfile(path: string, vaultId: Id, clock: Clock, seal = asItIs): Promise<Id> {
  const keyfile: Keyfile = {
    format: 'strongroom-keyfile',
    version: 1,
    vaultId,
    lookupSecret: secureRandom(32).toString('base64'),
    roots: [newRoot(1, clock)],
    destroyed: [],
  };
  await createPrivateFile(path, await seal.close(written(keyfile)));
  const owner = await vaultOfKeyfile(path, seal);
  if (owner === null) throw new KeysUnavailable('keyfile_missing');
  return owner;
}

/**
 * Roots in a file beside the vault. The file is read anew each time (unwrapped epoch keys are kept for a minute by the
 * caller), so that a destroyed root is gone from every process that shares the file.
 */
export class KeyfileProvider implements KeyProvider {
  constructor(
    private readonly path: string,
    private readonly clock: Clock,
    private readonly seal = asItIs,
    readonly kind = 'keyfile',
  ) {}

  async currentEpoch(): Promise<number> {
    const { roots } = await readKeyfile(this.path, this.seal);
    return Math.max(...roots.map((root) => root.epoch));
  }

  async createRoot(epoch: number): Promise<void> {
    const keyfile = await readKeyfile(this.path, this.seal);
    if (keyfile.roots.some((root) => root.epoch === epoch)) return;
    if (keyfile.destroyed.some((gone) => gone.epoch === epoch)) throw new KeysUnavailable('ended');
    await this.replace({ ...keyfile, roots: [...keyfile.roots, newRoot(epoch, this.clock)] });
  }

  async wrapEpochKey(name: EpochKeyName, key: Buffer): Promise<Buffer> {
    return wrapKey(await this.root(name.epoch), keyName(name), key);
  }

  async unwrapEpochKey(name: EpochKeyName, wrapped: Buffer): Promise<Buffer> {
    return unwrapKey(await this.root(name.epoch), keyName(name), wrapped);
  }

  async lookupSecret(): Promise<Buffer> {
    return Buffer.from((await readKeyfile(this.path, this.seal)).lookupSecret, 'base64');
  }

  async destroy(epoch: number): Promise<'destroyed'> {
    const keyfile = await readKeyfile(this.path, this.seal);
    if (keyfile.destroyed.some((gone) => gone.epoch === epoch)) return 'destroyed';
    const root = keyfile.roots.find((one) => one.epoch === epoch);
    if (root === undefined) throw new KeysUnavailable('provider');
    const roots = keyfile.roots.filter((one) => one !== root);
    if (!roots.some((one) => one.epoch > epoch)) throw new RangeError('The current epoch cannot be destroyed.');
    const gone = { epoch, id: root.id, destroyedAt: this.clock.now().toISOString() };
    await this.replace({ ...keyfile, roots, destroyed: [...keyfile.destroyed, gone] });
    return 'destroyed';
  }

  private async root(epoch: number): Promise<WrappingKey> {
    const root = (await readKeyfile(this.path, this.seal)).roots.find((one) => one.epoch === epoch);
    if (root === undefined) throw new KeysUnavailable('provider');
    const bytes = Buffer.from(root.key, 'base64');
    const key = createSecretKey(bytes);
    bytes.fill(0);
    return { id: root.id, version: epoch, key };
  }

  private async replace(keyfile: Keyfile): Promise<void> {
    try {
      await replacePrivateFile(this.path, await this.seal.close(written(keyfile)));
    } catch {
      throw new KeysUnavailable('provider');
    }
  }
}

/** Which vault a keyfile belongs to; null where there is no keyfile. */
export async function vaultOfKeyfile(path: string, seal = asItIs): Promise<Id | null> {
  try {
    return (await readKeyfile(path, seal)).vaultId;
  } catch (error) {
    if (error instanceof KeysUnavailable && error.failure === 'keyfile_missing') return null;
    throw atStart(error);
  }
}

function newRoot(epoch: number, clock: Clock): Root {
  return { epoch, id: newId(), key: secureRandom(32).toString('base64'), createdAt: clock.now().toISOString() };
}

function keyName(name: EpochKeyName): KeyName {
  return { purpose: 'epoch', id: name.keyId, vaultId: name.vaultId, ownerId: null };
}

function written(keyfile: Keyfile): string {
  return `${JSON.stringify(keyfile, null, 2)}\n`;
}

/** Never lets a system's or parser's own message through: the one names the path, the other quotes the content. */
async function readKeyfile(path: string, seal: KeyfileSeal): Promise<Keyfile> {
  const file = await readPrivateFile(path).catch(() => 'unreadable' as const);
  if (file === 'unreadable') throw new KeysUnavailable('provider');
  if (file === 'missing') throw new KeysUnavailable('keyfile_missing');
  if (file === 'exposed') throw new KeysUnavailable('keyfile_exposed');
  const content = parsed(await seal.open(file.text));
  if (!isKeyfile(content)) throw new KeysUnavailable('keyfile_damaged');
  return content;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isKeyfile(content: unknown): content is Keyfile {
  if (!isRecord(content) || content['format'] !== 'strongroom-keyfile' || content['version'] !== 1) return false;
  const { vaultId, lookupSecret, roots, destroyed } = content;
  return (
    isId(vaultId) &&
    isKey(lookupSecret) &&
    Array.isArray(destroyed) &&
    Array.isArray(roots) &&
    roots.length > 0 &&
    roots.every(isRoot)
  );
}

function isRoot(value: unknown): boolean {
  return isRecord(value) && Number.isInteger(value['epoch']) && isId(value['id']) && isKey(value['key']);
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && Buffer.from(value, 'base64').length === 32;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
