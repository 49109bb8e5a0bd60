const longestBytes = 255;
/** Characters that hide or turn what a reader sees: bidirectional controls, joiners, byte-order mark, soft hyphen. */
const deceptive = /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb]/gu;
const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * A sender's file name as the vault keeps it (sealed): the last step of any path, without control and deceptive
 * characters, leading dots or dashes, at most 255 bytes. Null where nothing is left.
 */
export function neutralFileName(given: string): string | null {
  const visible = given
    .normalize('NFC')
    // Controls, lone surrogates and unassigned characters: \p{C} has them all.
    .replaceAll(/\p{C}/gu, '')
    .replaceAll(deceptive, '')
    .replaceAll(/\s+/gu, ' ');
  const last = visible.split(/[/\\]/).at(-1) ?? '';
  const bare = last
    .replaceAll(/[<>:"|?*;]/g, '_')
    .replace(/^[\s.\-~]+/u, '')
    .replace(/[\s.]+$/u, '');
  const safe = reserved.test(bare) ? `_${bare}` : bare;
  return safe === '' ? null : shortened(safe);
}

/** The lower-case extension of a neutral name, or null. */
export function extensionOf(name: string | null): string | null {
  return (name === null ? null : /\.([^.\s]{1,16})$/u.exec(name)?.[1])?.toLowerCase() ?? null;
}

/** Shortens at a character's edge and keeps the extension. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= longestBytes) return name;
  const extension = extensionOf(name);
  const end = extension === null ? '' : `.${extension}`;
  let stem = '';
  for (const character of name) {
    if (Buffer.byteLength(stem + character + end) > longestBytes) break;
    stem += character;
  }
  return stem + end;
}
