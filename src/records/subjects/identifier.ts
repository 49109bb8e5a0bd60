import { domainToASCII } from 'node:url';

/** By what a person is known to a channel or a helpdesk. */
export const identifierKinds = ['phone', 'email', 'bsuid', 'customer_number'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
}

/** The one spelling of an identifier, by which it is found again; null where it is not one of its kind. */
export function normalise({ kind, value }: Identifier): string | null {
  return normalisers[kind](value.normalize('NFKC').trim());
}

const normalisers: Readonly<Record<IdentifierKind, (value: string) => string | null>> = {
  phone,
  email,
  bsuid,
  customer_number: customerNumber,
};

/** E.164 with its plus sign. A number without a country means nothing, so `00` is read and nothing is guessed. */
function phone(value: string): string | null {
  const digits = value.replaceAll(/[\s().\-/]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}

/** Lower-case throughout: no helpdesk tells `Jo@` from `jo@`. The domain in its ASCII form (RFC 5891). */
function email(value: string): string | null {
  const match = /^([^\s@"<>,;:\\]{1,64})@([^\s@]{1,253})$/u.exec(value.toLowerCase());
  if (match === null) return null;
  const domain = domainToASCII(match[2] ?? '');
  const sound = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/.test(domain);
  return sound ? `${match[1] ?? ''}@${domain}` : null;
}

/** WhatsApp's business-scoped user id: country, dot, letters and digits; upper and lower case differ. */
function bsuid(value: string): string | null {
  return /^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/.test(value) ? value : null;
}

/** A number from the organisation's own books. */
function customerNumber(value: string): string | null {
  const compact = value.replaceAll(/\s/g, '').toUpperCase();
  return /^[A-Z0-9][A-Z0-9._/-]{0,63}$/.test(compact) ? compact : null;
}
