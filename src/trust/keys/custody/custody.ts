import type { Clock, Id } from '../../../kernel';
import type { DataPaths, KeySettings } from '../../../platform/settings';
import type { EscrowContents } from '../escrow/escrow-file';
import type { KeyProvider } from './key-provider';
import { createKeyfile, createKeyfileAgain, KeyfileProvider, type KeyfileSeal, vaultOfKeyfile } from './keyfile';
import { PassphraseSeal } from './passphrase';
import { KmsKeys } from './remote/aws-kms';
import { Pkcs11Keys } from './remote/pkcs11';
import type { RemoteKeys } from './remote/remote-keys';
import { RemoteProvider } from './remote/remote-provider';
import { TransitKeys } from './remote/transit';

/** What keeps a vault's roots, and how it begins. */
export interface Custody {
  readonly provider: KeyProvider;
  /** Makes the roots of a new vault; those of an old one stay. Returns the vault they belong to. */
  create(vaultId: Id): Promise<Id>;
  /** Whose roots they are; null where there are none. */
  vaultOf(): Promise<Id | null>;
  /** Makes them anew from an escrow; false where there are some. Null where they never leave the service that keeps them. */
  readonly createAgain: ((contents: EscrowContents) => Promise<boolean>) | null;
}

/** The custody that the settings name. Whatever it lacks shows when it is first asked. */
export function custodyOf(settings: KeySettings, paths: DataPaths, clock: Clock): Custody {
  const { keyProvider } = settings;
  if (keyProvider === 'keyfile') return fileCustody(paths.keyfile, clock);
  if (keyProvider === 'passphrase') {
    return fileCustody(paths.keyfile, clock, new PassphraseSeal(given(settings.keyPassphrase)), 'passphrase');
  }
  const provider = new RemoteProvider(paths.custody, remoteKeys(keyProvider, settings), clock);
  return {
    provider,
    create: (vaultId) => provider.create(vaultId),
    vaultOf: () => provider.vaultOf(),
    createAgain: null,
  };
}

function fileCustody(path: string, clock: Clock, seal?: KeyfileSeal, kind?: string): Custody {
  return {
    provider: new KeyfileProvider(path, clock, seal, kind),
    create: (vaultId) => createKeyfile(path, vaultId, clock, seal),
    vaultOf: () => vaultOfKeyfile(path, seal),
    createAgain: (contents) => createKeyfileAgain(path, contents, clock, seal),
  };
}

function remoteKeys(kind: 'transit' | 'kms' | 'pkcs11', settings: KeySettings): RemoteKeys {
  if (kind === 'transit') {
    const { transitUrl: url, transitMount: mount, transitToken: token } = settings;
    return new TransitKeys({ url: given(url), mount, token: given(token) });
  }
  if (kind === 'kms') {
    const { kmsRegion: region, kmsUrl: endpoint, kmsDeletionDays: deletionDays } = settings;
    return new KmsKeys({ region: given(region), deletionDays, ...(endpoint === undefined ? {} : { endpoint }) });
  }
  const { pkcs11Module: module, pkcs11Token: token, pkcs11Pin: pin } = settings;
  return new Pkcs11Keys({ module: given(module), token: given(token), pin: given(pin) });
}

/** Validation has seen to it. */
function given(value: string | undefined): string {
  if (value === undefined) throw new Error('the settings of the key provider are not complete');
  return value;
}
