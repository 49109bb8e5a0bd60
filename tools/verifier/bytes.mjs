/** Bytes as text and back. Every decoder is strict: two spellings of one thing must not both pass. */

export function concat(...pieces) {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

export function equal(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

export function utf8(text) {
  return new TextEncoder().encode(text);
}

export function text(bytes) {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function base64(bytes) {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** Null for anything but the one base64 text of some bytes. */
export function fromBase64(encoded) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  return base64(bytes) === encoded ? bytes : null;
}

export function uint(bytes, at, length) {
  let value = 0;
  for (let i = 0; i < length; i += 1) value = value * 256 + bytes[at + i];
  return value;
}
