const self = "'self'";
const nothing = "'none'";

function policy(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join('; ');
}

/**
 * What the console's page may do. No inline script or style and no evaluation: a script in a customer's document or
 * name has no way to run, and nothing can be sent anywhere but to the vault.
 */
export const pagePolicy = policy({
  'default-src': nothing,
  'script-src': self,
  'style-src': self,
  'img-src': self,
  'font-src': self,
  'media-src': self,
  'connect-src': self,
  'worker-src': self,
  'base-uri': nothing,
  'form-action': nothing,
  'frame-ancestors': nothing,
  'require-trusted-types-for': "'script'",
  // The one policy makes the worker's address in item/pdf-document.ts; React and TanStack need none.
  'trusted-types': 'strongroom-worker',
});

/** A part of the console on its own: the worker reads its documents from the vault and loads its own decoders. */
export const partPolicy = policy({
  'default-src': nothing,
  'script-src': self,
  'connect-src': self,
  'base-uri': nothing,
  'form-action': nothing,
  'frame-ancestors': nothing,
});

/** Devices that no page of the console uses. */
export const permissions =
  'camera=(), microphone=(), geolocation=(), usb=(), payment=(), display-capture=(), browsing-topics=()';
