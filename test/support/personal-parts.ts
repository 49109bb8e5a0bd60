import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { type Id, newId, secureRandom } from '../../src/kernel';
import {
  type AddressTags,
  type OpenedPart,
  packPersonalPart,
  type PersonalParts,
  type PersonalPayload,
  type SealedPart,
  unpackPersonalPart,
} from '../../src/trust/audit';

function tagsOf(key: Buffer, ip: string): AddressTags {
  const tag = (text: string) => createHmac('sha256', key).update(text).digest();
  return { address: tag(ip), network: tag(ip.split('.').slice(0, 3).join('.')) };
}

/** Keys in memory: seals for real, forgets when told to. */
export class MemoryPersonalParts implements PersonalParts {
  readonly #keys = new Map<Id, Buffer>();
  readonly #owners = new Map<string, Id>();
  reachable = true;

  sealActorPart(payload: PersonalPayload, at: Date): Promise<SealedPart> {
    return this.#seal(at.toISOString().slice(0, 7), payload);
  }

  sealSubjectPart(owner: Id, payload: PersonalPayload): Promise<SealedPart> {
    return this.#seal(owner, payload);
  }

  open({ keyId, sealed }: SealedPart): Promise<OpenedPart | null> {
    const key = this.#keys.get(keyId);
    if (!this.reachable) return Promise.reject(new Error('keys unreachable'));
    if (key === undefined) return Promise.resolve(null);
    const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 });
    cipher.setAuthTag(sealed.subarray(-16));
    return Promise.resolve(
      unpackPersonalPart(Buffer.concat([cipher.update(sealed.subarray(12, -16)), cipher.final()])),
    );
  }

  addressTags(ip: string, at: Date): Promise<AddressTags> {
    return Promise.resolve(tagsOf(this.#keyOf(at.toISOString().slice(0, 7)).key, ip));
  }

  addressTagsWithin(ip: string, { from, to }: { from: Date | null; to: Date | null }): Promise<AddressTags[]> {
    const month = (at: Date) => at.toISOString().slice(0, 7);
    const living = [...this.#owners].filter(
      ([owner]) => /^\d{4}-\d{2}$/.test(owner) && (!from || owner >= month(from)) && (!to || owner <= month(to)),
    );
    return Promise.resolve(living.flatMap(([, id]) => this.#keys.get(id) ?? []).map((key) => tagsOf(key, ip)));
  }

  /** What shredding does: whatever this owner's key sealed opens no more. */
  forget(owner: string): void {
    this.#keys.delete(this.#owners.get(owner) ?? '');
  }

  #keyOf(owner: string): { id: Id; key: Buffer } {
    const id = this.#owners.get(owner) ?? newId();
    const key = this.#keys.get(id) ?? secureRandom(32);
    this.#owners.set(owner, id);
    this.#keys.set(id, key);
    return { id, key };
  }

  #seal(owner: string, payload: PersonalPayload): Promise<SealedPart> {
    const { id, key } = this.#keyOf(owner);
    const { plain, commitment } = packPersonalPart(payload);
    const nonce = secureRandom(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
    const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return Promise.resolve({ commitment, keyId: id, sealed });
  }
}
