import type * as Sdk from '@aws-sdk/client-kms';
import type { RemoteKeys, RootEnd } from './remote-keys';

export interface KmsOptions {
  readonly region: string;
  /** Another address than Amazon's own, as of an interface endpoint. */
  readonly endpoint?: string;
  /** Days between asking for a key's deletion and its end: 7 to 30. */
  readonly deletionDays: number;
}

/**
 * AWS KMS: a symmetric key for each root, found by its alias. Credentials come from where the SDK looks for them. A key that is
 * to be deleted can be kept by whoever administers KMS until its day: only that day is promised.
 */
export class KmsKeys implements RemoteKeys {
  readonly kind = 'aws_kms';
  #opened: { readonly sdk: typeof Sdk; readonly client: Sdk.KMSClient } | null = null;

  constructor(private readonly options: KmsOptions) {}

  async createKey(name: string): Promise<string> {
    const { sdk, client } = await this.#open();
    const alias = `alias/${name}`;
    const found = await this.#describe(alias);
    if (found?.Arn !== undefined) return found.Arn;
    const { KeyMetadata: made } = await client.send(
      new sdk.CreateKeyCommand({ KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', Description: name }),
    );
    if (made?.Arn === undefined) throw new Error('KMS made no key');
    await client.send(new sdk.CreateAliasCommand({ AliasName: alias, TargetKeyId: made.Arn }));
    return made.Arn;
  }

  async encrypt(key: string, plain: Buffer, context: Buffer): Promise<Buffer> {
    const { sdk, client } = await this.#open();
    await this.#assertEnabled(key);
    const command = new sdk.EncryptCommand({ KeyId: key, Plaintext: plain, EncryptionContext: named(context) });
    const { CiphertextBlob } = await client.send(command);
    if (CiphertextBlob === undefined) throw new Error('KMS gave no ciphertext');
    return Buffer.from(CiphertextBlob);
  }

  async decrypt(key: string, sealed: Buffer, context: Buffer): Promise<Buffer> {
    const { sdk, client } = await this.#open();
    await this.#assertEnabled(key);
    const command = new sdk.DecryptCommand({ KeyId: key, CiphertextBlob: sealed, EncryptionContext: named(context) });
    const { Plaintext } = await client.send(command);
    if (Plaintext === undefined) throw new Error('KMS gave no plaintext');
    const key32 = Buffer.from(Plaintext);
    Plaintext.fill(0);
    return key32;
  }

  async destroyKey(key: string): Promise<RootEnd> {
    const { sdk, client } = await this.#open();
    const found = await this.#describe(key);
    if (found === null) return 'destroyed';
    if (found.KeyState !== 'PendingDeletion') {
      const { deletionDays: PendingWindowInDays } = this.options;
      await client.send(new sdk.ScheduleKeyDeletionCommand({ KeyId: found.KeyId, PendingWindowInDays }));
    }
    const { DeletionDate } = (await this.#describe(key)) ?? {};
    if (DeletionDate === undefined) throw new Error('KMS gave no day');
    return { scheduledFor: DeletionDate };
  }

  /** Not every service that speaks this API refuses a key that is disabled or about to go. */
  async #assertEnabled(key: string): Promise<void> {
    const found = await this.#describe(key);
    if (found?.KeyState !== 'Enabled') throw new Error('the key is not enabled');
  }

  /** The SDK is large: it is loaded where KMS keeps the roots, and nowhere else. */
  async #open(): Promise<{ readonly sdk: typeof Sdk; readonly client: Sdk.KMSClient }> {
    if (this.#opened !== null) return this.#opened;
    const sdk = await import('@aws-sdk/client-kms');
    const { region, endpoint } = this.options;
    const client = new sdk.KMSClient({ region, ...(endpoint === undefined ? {} : { endpoint }), maxAttempts: 3 });
    this.#opened = { sdk, client };
    return this.#opened;
  }

  async #describe(key: string): Promise<Sdk.KeyMetadata | null> {
    const { sdk, client } = await this.#open();
    try {
      const { KeyMetadata: found } = await client.send(new sdk.DescribeKeyCommand({ KeyId: key }));
      return found ?? null;
    } catch (error) {
      if (error instanceof sdk.NotFoundException) return null;
      throw error;
    }
  }
}

function named(context: Buffer): Record<string, string> {
  return { strongroom: context.toString('base64') };
}
