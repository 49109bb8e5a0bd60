const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const longestKey = 180;

/**
 * Refuses a key that could leave its place in any store: keys are made by the vault alone, so a bad one is a fault of ours.
 * Segments of letters, digits, `.`, `_` and `-` that do not begin with a dot, joined by single slashes, 180 characters at most.
 */
export function checkKey(key: string): void {
  if (key.length > longestKey || !key.split('/').every((part) => segment.test(part))) {
    throw new TypeError('This is not an object key.');
  }
}

/** The same for the beginning of a key, which may be empty or end anywhere. */
export function checkPrefix(prefix: string): void {
  if (prefix !== '') checkKey(prefix.endsWith('/') ? `${prefix}x` : prefix);
}
