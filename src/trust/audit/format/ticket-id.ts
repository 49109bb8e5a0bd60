const email = /[^\s@]+@[^\s@]+/u;
const telephone = /^[+\d\s().-]+$/;
const shortestPhone = 10;

/**
 * Whether an outside ticket id reads like an e-mail address or a phone number: ten or more digits with nothing but
 * `+ ( ) . -` and spaces between them, or any digits behind a `+`. Such an id would put a person into the log.
 */
export function looksPersonal(ticketId: string): boolean {
  if (email.test(ticketId)) return true;
  if (!telephone.test(ticketId)) return false;
  const digits = ticketId.replaceAll(/\D/g, '').length;
  return digits >= shortestPhone || (ticketId.trimStart().startsWith('+') && digits > 0);
}

/** What a leaf takes as a ticket id: 1 to 128 printable characters that are not a person's. */
export function isTicketId(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u.test(value) && !looksPersonal(value);
}
