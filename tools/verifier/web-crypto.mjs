/** What WebCrypto, the same in browsers and in Node, does for signatures. */

export const hashOids = new Map([
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
]);

export async function digest(hash, bytes) {
  return new Uint8Array(await globalThis.crypto.subtle.digest(hash, bytes));
}

/** Whether the signature holds under a key (`spki` bytes or a `jwk`); one that cannot be used holds nothing. */
export async function verifies(algorithm, { format, key, signature, bytes }) {
  try {
    const { subtle } = globalThis.crypto;
    const imported = await subtle.importKey(format, key, algorithm, false, ['verify']);
    return await subtle.verify(algorithm, imported, signature, bytes);
  } catch {
    return false;
  }
}
