import { type Clock, type Id, idBytes, isId, secureRandom } from '../../../../kernel';
import { KeysUnavailable } from '../../keys.errors';
import type { EpochKeyName, KeyProvider } from '../key-provider';
import { createPrivateFile, readPrivateFile, replacePrivateFile } from '../private-file';
import type { RemoteKeys, RootEnd } from './remote-keys';

/** `custody.json`: which key of the service is the root of which epoch, and the lookup secret, sealed by a key of its own. */
interface Custody {
  readonly format: 'strongroom-custody';
  readonly version: 1;
  readonly kind: string;
  readonly vaultId: Id;
  readonly lookup: { readonly key: string; readonly sealed: string };
  readonly roots: readonly { readonly epoch: number; readonly key: string }[];
  readonly destroyed: readonly { readonly epoch: number; readonly key: string; readonly goneAt: string }[];
}

/** Roots that a service keeps: one key of it for each epoch. The file beside the vault opens nothing without the service. */
export class RemoteProvider implements KeyProvider {
  constructor(
    private readonly path: string,
    private readonly remote: RemoteKeys,
    private readonly clock: Clock,
  ) {}

  get kind(): string {
    return this.remote.kind;
  }

  /** Makes the keys of a new vault: the lookup secret's and the root of epoch 1. What exists stays. */
  async create(vaultId: Id): Promise<Id> {
    const owner = await this.vaultOf();
    if (owner !== null) return owner;
    return failing(async () => {
      const secret = secureRandom(32);
      const key = await this.remote.createKey(nameOf(vaultId, 'lookup'));
      const sealed = (await this.remote.encrypt(key, secret, lookupContext(vaultId))).toString('base64');
      secret.fill(0);
      const root = { epoch: 1, key: await this.remote.createKey(nameOf(vaultId, 'epoch-1')) };
      const { kind } = this.remote;
      const custody: Custody = {
        format: 'strongroom-custody',
        version: 1,
        kind,
        vaultId,
        lookup: { key, sealed },
        roots: [root],
        destroyed: [],
      };
      await createPrivateFile(this.path, written(custody));
      return (await this.#read()).vaultId;
    });
  }

  /** Null where there is no custody yet. */
  async vaultOf(): Promise<Id | null> {
    const file = await readPrivateFile(this.path).catch(() => null);
    return file === 'missing' ? null : (await this.#read()).vaultId;
  }

  async currentEpoch(): Promise<number> {
    return Math.max(...(await this.#read()).roots.map(({ epoch }) => epoch));
  }

  async createRoot(epoch: number): Promise<void> {
    const custody = await this.#read();
    if (custody.roots.some((root) => root.epoch === epoch)) return;
    if (custody.destroyed.some((gone) => gone.epoch === epoch)) throw new KeysUnavailable('ended');
    await failing(async () => {
      const key = await this.remote.createKey(nameOf(custody.vaultId, `epoch-${epoch}`));
      await replacePrivateFile(this.path, written({ ...custody, roots: [...custody.roots, { epoch, key }] }));
    });
  }

  async wrapEpochKey(name: EpochKeyName, key: Buffer): Promise<Buffer> {
    const root = await this.#root(name.epoch);
    return failing(() => this.remote.encrypt(root, key, epochContext(name)));
  }

  async unwrapEpochKey(name: EpochKeyName, wrapped: Buffer): Promise<Buffer> {
    const root = await this.#root(name.epoch);
    return whole(await failing(() => this.remote.decrypt(root, wrapped, epochContext(name))));
  }

  async lookupSecret(): Promise<Buffer> {
    const { vaultId, lookup } = await this.#read();
    const sealed = Buffer.from(lookup.sealed, 'base64');
    return whole(await failing(() => this.remote.decrypt(lookup.key, sealed, lookupContext(vaultId))));
  }

  /** The service first: until the file says that a root is gone, asking again asks the service again. */
  async destroy(epoch: number): Promise<RootEnd> {
    const custody = await this.#read();
    const gone = custody.destroyed.find((one) => one.epoch === epoch);
    if (gone !== undefined) return endOf(new Date(gone.goneAt), this.clock.now());
    const root = custody.roots.find((one) => one.epoch === epoch);
    if (root === undefined) throw new KeysUnavailable('provider');
    if (!custody.roots.some((one) => one.epoch > epoch)) throw new RangeError('The current epoch cannot be destroyed.');
    return failing(async () => {
      const end = await this.remote.destroyKey(root.key);
      const goneAt = (end === 'destroyed' ? this.clock.now() : end.scheduledFor).toISOString();
      const roots = custody.roots.filter((one) => one !== root);
      await replacePrivateFile(
        this.path,
        written({ ...custody, roots, destroyed: [...custody.destroyed, { ...root, goneAt }] }),
      );
      return end;
    });
  }

  async #root(epoch: number): Promise<string> {
    const root = (await this.#read()).roots.find((one) => one.epoch === epoch);
    if (root === undefined) throw new KeysUnavailable('provider');
    return root.key;
  }

  async #read(): Promise<Custody> {
    const file = await readPrivateFile(this.path).catch(() => 'unreadable' as const);
    if (file === 'unreadable') throw new KeysUnavailable('provider');
    if (file === 'missing') throw new KeysUnavailable('keyfile_missing');
    if (file === 'exposed') throw new KeysUnavailable('keyfile_exposed');
    const content = parsed(file.text);
    if (!isCustody(content) || content.kind !== this.remote.kind) throw new KeysUnavailable('keyfile_damaged');
    return content;
  }
}

/** Whatever a service or its library says stays here: it may quote what it was given. */
async function failing<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof KeysUnavailable ? error : new KeysUnavailable('provider');
  }
}

function endOf(goneAt: Date, now: Date): RootEnd {
  return goneAt <= now ? 'destroyed' : { scheduledFor: goneAt };
}

function whole(key: Buffer): Buffer {
  if (key.length !== 32) throw new KeysUnavailable('refused');
  return key;
}

function nameOf(vaultId: Id, part: string): string {
  return `strongroom-${vaultId}-${part}`;
}

function epochContext({ epoch, keyId, vaultId }: EpochKeyName): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(epoch);
  return Buffer.concat([Buffer.from('strongroom/epoch/v1\0', 'latin1'), number, idBytes(keyId), idBytes(vaultId)]);
}

function lookupContext(vaultId: Id): Buffer {
  return Buffer.concat([Buffer.from('strongroom/lookup/v1\0', 'latin1'), idBytes(vaultId)]);
}

function written(custody: Custody): string {
  return `${JSON.stringify(custody, null, 2)}\n`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isCustody(value: unknown): value is Custody {
  if (!isRecord(value) || value['format'] !== 'strongroom-custody' || value['version'] !== 1) return false;
  const { vaultId, lookup, roots, destroyed } = value;
  if (!isId(vaultId) || !isRecord(lookup) || typeof lookup['sealed'] !== 'string') return false;
  return Array.isArray(destroyed) && Array.isArray(roots) && roots.length > 0 && roots.every(isRoot);
}

function isRoot(value: unknown): boolean {
  return isRecord(value) && Number.isInteger(value['epoch']) && typeof value['key'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
