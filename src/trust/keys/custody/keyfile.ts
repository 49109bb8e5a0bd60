import { createSecretKey } from 'node:crypto';
import { isId, newId, secureRandom, type Clock, type Id } from '../../../kernel';
import { atStart, KeysUnavailable } from '../keys.errors';
import { unwrapKey, wrapKey, type KeyName, type WrappingKey } from '../format/wrapped-key';
import type { EpochKeyName, ExportingProvider, Root } from './key-provider';
import { createPrivateFile, readPrivateFile, replacePrivateFile } from './private-file';

/** `keyfile.json`: the only thing outside the databases that the vault cannot open without. */
interface Keyfile {
  readonly format: 'strongroom-keyfile';
  readonly version: 1;
  readonly vaultId: Id;
  readonly lookupSecret: string;
  readonly roots: readonly Root[];
  /** Epochs whose root was destroyed here, so that none is made for them again. */
  readonly destroyed: readonly { readonly epoch: number; readonly id: Id | null; readonly destroyedAt: string }[];
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
 * Makes the keyfile anew from what an escrow held. The roots of older epochs were lost with the old one, and none is made for them again.
 * False where there is a keyfile, which stays.
 */
export async function createKeyfileAgain(
  path: string,
  { vaultId, root, lookupSecret }: { vaultId: Id; root: Root; lookupSecret: string },
  clock: Clock,
  seal = asItIs,
): Promise<boolean> {
  const destroyedAt = clock.now().toISOString();
  const destroyed = Array.from({ length: root.epoch - 1 }, (_, index) => ({ epoch: index + 1, id: null, destroyedAt }));
  const made = { format: 'strongroom-keyfile', version: 1, vaultId, lookupSecret, roots: [root], destroyed } as const;
  return createPrivateFile(path, await seal.close(written(made)));
}

/**
 * Roots in a file beside the vault. The file is read anew each time (unwrapped epoch keys are kept for a minute by the
 * caller), so that a destroyed root is gone from every process that shares the file.
 */
export class KeyfileProvider implements ExportingProvider {
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

  async exportRoot(epoch: number): Promise<{ root: Root; lookupSecret: string }> {
    const { roots, lookupSecret } = await readKeyfile(this.path, this.seal);
    const root = roots.find((one) => one.epoch === epoch);
    if (root === undefined) throw new KeysUnavailable('provider');
    return { root, lookupSecret };
  }

  private async root(epoch: number): Promise<WrappingKey> {
    return rootKey((await this.exportRoot(epoch)).root);
  }

  private async replace(keyfile: Keyfile): Promise<void> {
    try {
      await replacePrivateFile(this.path, await this.seal.close(written(keyfile)));
    } catch {
      throw new KeysUnavailable('provider');
    }
  }
}

/** Unwraps with a root that was brought from elsewhere. */
export function unwrapUnder(root: Root, name: EpochKeyName, wrapped: Buffer): Buffer {
  return unwrapKey(rootKey(root), keyName(name), wrapped);
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

function rootKey({ epoch, id, key: text }: Root): WrappingKey {
  const bytes = Buffer.from(text, 'base64');
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { id, version: epoch, key };
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

export function isRoot(value: unknown): value is Root {
  return isRecord(value) && Number.isInteger(value['epoch']) && isId(value['id']) && isKey(value['key']);
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && Buffer.from(value, 'base64').length === 32;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
