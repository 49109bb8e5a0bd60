import type * as Pkcs11 from 'pkcs11js';
import { secureRandom } from '../../../../kernel';
import type { RemoteKeys } from './remote-keys';

export interface Pkcs11Options {
  /** The vendor's PKCS#11 library. */
  readonly module: string;
  /** Label of the token. */
  readonly token: string;
  readonly pin: string;
}

const tagLength = 16;
const nonceLength = 12;

/**
 * An HSM through PKCS#11: AES-256 keys that are made in it and never leave it. Each call has a session of its own.
 * `pkcs11js` is compiled at its installation and may be absent: it is loaded when it is needed.
 */
export class Pkcs11Keys implements RemoteKeys {
  readonly kind = 'pkcs11';
  #library: { readonly js: typeof Pkcs11; readonly module: Pkcs11.PKCS11 } | null = null;

  constructor(private readonly options: Pkcs11Options) {}

  async createKey(name: string): Promise<string> {
    return this.#session((js, module, session) => {
      if (find(js, module, session, name) !== null) return name;
      const yes = (type: number): Pkcs11.Attribute => ({ type, value: true });
      module.C_GenerateKey(session, { mechanism: js.CKM_AES_KEY_GEN }, [
        { type: js.CKA_CLASS, value: js.CKO_SECRET_KEY },
        { type: js.CKA_KEY_TYPE, value: js.CKK_AES },
        { type: js.CKA_VALUE_LEN, value: 32 },
        { type: js.CKA_LABEL, value: name },
        { type: js.CKA_EXTRACTABLE, value: false },
        ...[js.CKA_TOKEN, js.CKA_PRIVATE, js.CKA_SENSITIVE, js.CKA_ENCRYPT, js.CKA_DECRYPT].map(yes),
      ]);
      return name;
    });
  }

  /** nonce 12 | ciphertext | tag 16 */
  async encrypt(key: string, plain: Buffer, context: Buffer): Promise<Buffer> {
    return this.#session((js, module, session) => {
      const nonce = secureRandom(nonceLength);
      module.C_EncryptInit(session, gcm(js, nonce, context), found(js, module, session, key));
      return Buffer.concat([nonce, module.C_Encrypt(session, plain, Buffer.alloc(plain.length + tagLength))]);
    });
  }

  async decrypt(key: string, sealed: Buffer, context: Buffer): Promise<Buffer> {
    return this.#session((js, module, session) => {
      const [nonce, body] = [sealed.subarray(0, nonceLength), sealed.subarray(nonceLength)];
      module.C_DecryptInit(session, gcm(js, nonce, context), found(js, module, session, key));
      return module.C_Decrypt(session, body, Buffer.alloc(body.length));
    });
  }

  async destroyKey(key: string): Promise<'destroyed'> {
    return this.#session((js, module, session) => {
      const handle = find(js, module, session, key);
      if (handle !== null) module.C_DestroyObject(session, handle);
      if (find(js, module, session, key) !== null) throw new Error('the HSM kept the key');
      return 'destroyed' as const;
    });
  }

  async #session<T>(work: (js: typeof Pkcs11, module: Pkcs11.PKCS11, session: Pkcs11.Handle) => T): Promise<T> {
    const { js, module } = await this.#open();
    const slot = module
      .C_GetSlotList(true)
      .find((one) => module.C_GetTokenInfo(one).label.trim() === this.options.token);
    if (slot === undefined) throw new Error('there is no such token');
    const session = module.C_OpenSession(slot, js.CKF_SERIAL_SESSION | js.CKF_RW_SESSION);
    try {
      module.C_Login(session, js.CKU_USER, this.options.pin);
      return work(js, module, session);
    } finally {
      module.C_CloseSession(session);
    }
  }

  async #open(): Promise<{ readonly js: typeof Pkcs11; readonly module: Pkcs11.PKCS11 }> {
    if (this.#library !== null) return this.#library;
    const js = await import('pkcs11js');
    const module = new js.PKCS11();
    module.load(this.options.module);
    module.C_Initialize();
    this.#library = { js, module };
    return this.#library;
  }
}

function gcm(js: typeof Pkcs11, iv: Buffer, aad: Buffer): Pkcs11.Mechanism {
  const parameter = { type: js.CK_PARAMS_AES_GCM, iv, aad, ivBits: nonceLength * 8, tagBits: tagLength * 8 };
  return { mechanism: js.CKM_AES_GCM, parameter };
}

function find(js: typeof Pkcs11, module: Pkcs11.PKCS11, session: Pkcs11.Handle, label: string): Pkcs11.Handle | null {
  module.C_FindObjectsInit(session, [
    { type: js.CKA_CLASS, value: js.CKO_SECRET_KEY },
    { type: js.CKA_LABEL, value: label },
  ]);
  const handle = module.C_FindObjects(session);
  module.C_FindObjectsFinal(session);
  return handle;
}

function found(js: typeof Pkcs11, module: Pkcs11.PKCS11, session: Pkcs11.Handle, label: string): Pkcs11.Handle {
  const handle = find(js, module, session, label);
  if (handle === null) throw new Error('the HSM has no such key');
  return handle;
}
