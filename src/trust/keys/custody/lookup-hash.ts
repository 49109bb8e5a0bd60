import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { KeyCache } from './key-cache';
import { guarded } from '../keys.errors';
import { KEY_PROVIDER, type KeyProvider } from './key-provider';

/** HKDF-SHA-256 without salt; the kind stands in its info, so that one text has another hash as a phone number than as an e-mail address. */
const info = 'strongroom/lookup/v1\0';

/** Finds rows by a personal value without storing it: HMAC-SHA-256 under HKDF(lookup secret, kind). */
@Injectable()
export class LookupHash {
  constructor(
    @Inject(KEY_PROVIDER) private readonly provider: KeyProvider,
    private readonly cache: KeyCache,
  ) {}

  async of(kind: string, normalised: string): Promise<Buffer> {
    const key = await guarded(() => this.cache.get(`lookup ${kind}`, () => this.derive(kind)));
    return createHmac('sha256', key).update(normalised, 'utf8').digest();
  }

  private async derive(kind: string): Promise<KeyObject> {
    const secret = await this.provider.lookupSecret();
    const derived = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), info + kind, 32));
    secret.fill(0);
    const key = createSecretKey(derived);
    derived.fill(0);
    return key;
  }
}
