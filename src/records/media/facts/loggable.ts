import { looksPersonal } from '../../../trust/audit';

const code = /^[a-z0-9][a-z0-9_.:-]{0,63}$/;

/** A ticket as a caller wrote it, where a leaf may carry it; the log is for ever, and takes no free text. */
export function loggableTicket(
  ticket: { system: string; id: string } | undefined,
): { system: string; id: string } | undefined {
  if (ticket === undefined || !code.test(ticket.system) || looksPersonal(ticket.id)) return undefined;
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u.test(ticket.id) ? ticket : undefined;
}

/** A code as a caller wrote it, where it could be one. */
export function loggableCode(text: string | undefined): string | undefined {
  return text !== undefined && code.test(text) ? text : undefined;
}
