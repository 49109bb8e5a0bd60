const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A file name that is safe to keep and to send: the last path element, without controls and direction marks, at most
 * 255 UTF-8 bytes. Null where nothing is left.
 */
export function safeFileName(name: string): string | null {
  const last = name.normalize('NFC').replace(controls, '').split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/^[.\s]+|[.\s]+$/g, '');
  if (clean === '') return null;
  return cutToBytes(clean, 255);
}

/** The longest beginning that has at most `limit` UTF-8 bytes and ends between two characters. */
function cutToBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  let end = Math.min(limit, bytes.length);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

/** `Content-Disposition` with an ASCII fallback and `filename*` (RFC 6266, RFC 8187). */
export function contentDisposition(disposition: 'inline' | 'attachment', name: string | null): string {
  if (name === null) return disposition;
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const extended = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${extended}`;
}

/** The file name that a `Content-Disposition` header carries, `filename*` before `filename`; null where it carries none. */
export function fileNameFrom(header: string | undefined): string | null {
  if (header === undefined) return null;
  const extended = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(header)?.[1];
  if (extended !== undefined) {
    try {
      return safeFileName(decodeURIComponent(extended));
    } catch {
      return null;
    }
  }
  const quoted = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]?.replace(/\\(.)/g, '$1');
  const plain = quoted ?? /filename\s*=\s*([^;\s"]+)/i.exec(header)?.[1];
  // Node hands header bytes over as Latin-1; senders mean UTF-8.
  return plain === undefined ? null : safeFileName(Buffer.from(plain, 'latin1').toString('utf8'));
}
