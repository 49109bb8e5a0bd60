import type { Actor } from '../../kernel';
import { allow, column, type Permission, type Policy } from './policy';

/** Own: assigned to the person, while open; the item hangs on that ticket; the purpose is the ticket's. */
const own = (actor: Actor) => ({
  linked: true,
  assigneeId: actor.id,
  open: true,
  ofTicketsPurpose: true,
  secret: false,
});

/**
 * Who opens media. `open` is what an assignment alone allows; `use_grant` is what a given grant can allow on top. Rows
 * are opening requests, never stored: their columns only name the facts.
 */
export const openingPolicy: Policy = {
  resource: 'Opening',
  fields: Object.fromEntries(
    ['kyc', 'secret', 'linked', 'assigneeId', 'open', 'ticketPurpose', 'ofTicketsPurpose'].map((name) => [
      name,
      column(name),
    ]),
  ),
  permissions: {
    support_agent: (actor): Permission[] => [
      allow(['open'], { ...own(actor), kyc: false }),
      allow(['use_grant'], { open: true, kyc: false, secret: false }),
    ],
    kyc_agent: (actor) => [
      allow(['open'], { ...own(actor), kyc: true }),
      allow(['use_grant'], { open: true, secret: false }),
    ],
    compliance_officer: () => [
      allow(['use_grant'], { open: true, ticketPurpose: ['access_audit', 'authority_request'] }),
    ],
    dpo: () => [allow(['use_grant'], { open: true, ticketPurpose: 'subject_request' })],
    legal: () => [allow(['use_grant'], { open: true, secret: false })],
    'media:read': () => [allow(['open'], { linked: true, open: true, ofTicketsPurpose: true, secret: false })],
  },
};
