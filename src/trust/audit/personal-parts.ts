import type { Id } from '../../kernel';
import type { OpenedPart, PersonalPayload } from './format/personal-part';

/** A personal part as it lies in the database: opaque bytes under a key that lives in the keystore. */
export interface SealedPart {
  /** base64 HMAC-SHA256, as the leaf carries it. */
  readonly commitment: string;
  /** The month key (actor part) or payload key (subject part). */
  readonly keyId: Id;
  readonly sealed: Buffer;
}

/** Keyed tags of an address, so that entries can be found by it while the month key lives. */
export interface AddressTags {
  readonly address: Buffer;
  /** Of its /24 (IPv4) or /48 (IPv6). */
  readonly network: Buffer;
}

/**
 * How the log gets its personal parts sealed without knowing a key. `trust/keys` implements it: it packs with
 * `packPersonalPart`, seals the packed bytes, and unpacks with `unpackPersonalPart`.
 */
export interface PersonalParts {
  /** Under the key of the month of `at`. */
  sealActorPart(payload: PersonalPayload, at: Date): Promise<SealedPart>;
  /** Under the payload key of `owner`: a media item, or a subject where no item is meant. */
  sealSubjectPart(owner: Id, payload: PersonalPayload): Promise<SealedPart>;
  /**
   * Null where the key has ended. Throws where it cannot be reached, and an error with `failure: 'refused'` where key and
   * bytes are there and do not fit.
   */
  open(part: SealedPart): Promise<OpenedPart | null>;
  addressTags(ip: string, at: Date): Promise<AddressTags>;
  /** The tags of one address under the key of each month that touches the span and whose key lives. */
  addressTagsWithin(ip: string, span: { readonly from: Date | null; readonly to: Date | null }): Promise<AddressTags[]>;
}

/** Injection token of the port. */
export const PERSONAL_PARTS = Symbol('personal parts');
