import type { RemoteKeys } from './remote-keys';

export interface TransitOptions {
  /** Address of OpenBao or Vault, without a path. */
  readonly url: string;
  readonly mount: string;
  readonly token: string;
}

const timeoutMillis = 10_000;

/**
 * OpenBao's or HashiCorp Vault's transit engine, over its HTTP API: keys that cannot be exported or backed up, and that may be
 * deleted. Snapshots of its own storage keep deleted keys for as long as somebody keeps the snapshots.
 */
export class TransitKeys implements RemoteKeys {
  readonly kind = 'transit';

  constructor(private readonly options: TransitOptions) {}

  async createKey(name: string): Promise<string> {
    const options = { type: 'aes256-gcm96', exportable: false, allow_plaintext_backup: false };
    await this.#ask('POST', `keys/${name}`, options);
    return name;
  }

  async encrypt(key: string, plain: Buffer, context: Buffer): Promise<Buffer> {
    const body = { plaintext: plain.toString('base64'), associated_data: context.toString('base64') };
    const { ciphertext } = await this.#ask('POST', `encrypt/${key}`, body);
    if (ciphertext === undefined) throw new Error('transit gave no ciphertext');
    return Buffer.from(ciphertext, 'utf8');
  }

  async decrypt(key: string, sealed: Buffer, context: Buffer): Promise<Buffer> {
    const body = { ciphertext: sealed.toString('utf8'), associated_data: context.toString('base64') };
    const { plaintext } = await this.#ask('POST', `decrypt/${key}`, body);
    if (plaintext === undefined) throw new Error('transit gave no plaintext');
    return Buffer.from(plaintext, 'base64');
  }

  async destroyKey(key: string): Promise<'destroyed'> {
    if (!(await this.#exists(key))) return 'destroyed';
    await this.#ask('POST', `keys/${key}/config`, { deletion_allowed: true });
    await this.#ask('DELETE', `keys/${key}`);
    if (await this.#exists(key)) throw new Error('transit kept the key');
    return 'destroyed';
  }

  async #exists(key: string): Promise<boolean> {
    const { status } = await this.#send('GET', `keys/${key}`);
    if (status !== 200 && status !== 404) throw new Error('transit did not say');
    return status === 200;
  }

  async #ask(method: string, path: string, body?: object): Promise<{ ciphertext?: string; plaintext?: string }> {
    const response = await this.#send(method, path, body);
    if (!response.ok) throw new Error('transit refused');
    if (response.status === 204) return {};
    const { data } = (await response.json()) as { data?: { ciphertext?: string; plaintext?: string } };
    return data ?? {};
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    return fetch(new URL(`/v1/${this.options.mount}/${path}`, this.options.url), {
      method,
      headers: { 'x-vault-token': this.options.token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMillis),
    });
  }
}
