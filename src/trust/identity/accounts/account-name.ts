/** Sign-in names are plain, so that no two look alike: letters, digits and `. _ @ + -`. */
export const accountName = /^[A-Za-z0-9][A-Za-z0-9._@+-]{1,63}$/;

/** One line of text without control or direction marks. */
export const displayName = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,120}$/u;

/** A staff number or an identity provider's id: what says that two accounts are one human. */
export const personKey = /^[\x21-\x7e]{1,128}$/;

/** The spelling under which a name is compared: case never tells two people apart. */
export function foldName(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

/** Who a local account is. Accounts of an identity provider will carry its issuer and subject instead, never an e-mail. */
export function localIdentityKey(name: string): string {
  return `local:${foldName(name)}`;
}
