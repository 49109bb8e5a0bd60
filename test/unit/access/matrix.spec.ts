import { type Actor, newId, roles, type Role, type Scope, scopes } from '../../../src/kernel';
import { mediaPolicy } from '../../../src/records/media/media.policy';
import { subjectPolicy } from '../../../src/records/subjects';
import { ticketPolicy } from '../../../src/records/tickets';
import { type Action, type Resource, Rules } from '../../../src/trust/access';
import { trustPolicies } from '../../../src/trust/access/access.module';
import { person, program } from '../../support/actors';

/** One cell's question: this act on a row like that. `me` is whoever acts. */
interface Act {
  readonly does: string;
  readonly action: Action;
  readonly resource: Resource;
  readonly row: (me: string) => Record<string, unknown>;
  /** Everybody who may; nobody else. */
  readonly may: readonly (Role | Scope)[];
}

const other = newId();
const allSeeing: Role[] = ['compliance_officer', 'dpo', 'records_manager'];
const media = (assignee: string, kyc: boolean, disclosure = 'normal') => ({
  ...{ openAssignees: [assignee], onOpenTicket: true, kyc, disclosure },
});
const opening = (assigneeId: string, change: object = {}) => ({
  ...{
    kyc: false,
    secret: false,
    linked: true,
    assigneeId,
    open: true,
    ticketPurpose: 'support',
    ofTicketsPurpose: true,
  },
  ...change,
});
const unassigned = (change: object = {}) => opening(other, { linked: false, ...change });

/** design.md, "Who may do what", cell by cell. */
const acts: Act[] = [
  // takes in
  {
    does: 'takes in on an own ticket',
    action: 'take_in',
    resource: 'Media',
    row: (me) => media(me, false),
    may: ['support_agent', 'kyc_agent', 'media:write'],
  },
  {
    does: 'takes in on a foreign ticket',
    action: 'take_in',
    resource: 'Media',
    row: () => media(other, false),
    may: ['media:write'],
  },
  {
    does: 'takes in on a closed ticket',
    action: 'take_in',
    resource: 'Media',
    row: () => ({ openAssignees: [], onOpenTicket: false, kyc: false, disclosure: 'normal' }),
    may: [],
  },
  { does: 'writes tickets', action: 'write', resource: 'Ticket', row: () => ({}), may: ['tickets:write'] },
  // sees facts
  {
    does: 'sees an own item',
    action: 'read',
    resource: 'Media',
    row: (me) => media(me, false),
    may: ['support_agent', ...allSeeing, 'media:list'],
  },
  {
    does: 'sees an own KYC item',
    action: 'read',
    resource: 'Media',
    row: (me) => media(me, true),
    may: ['kyc_agent', ...allSeeing, 'media:list'],
  },
  {
    does: 'sees a foreign item',
    action: 'read',
    resource: 'Media',
    row: () => media(other, false),
    may: [...allSeeing, 'media:list'],
  },
  {
    does: 'sees an own ticket',
    action: 'read',
    resource: 'Ticket',
    row: (me) => ({ assigneeId: me, status: 'open' }),
    may: ['support_agent', 'kyc_agent', 'legal', ...allSeeing, 'tickets:write', 'media:list'],
  },
  {
    does: 'sees a closed ticket of theirs',
    action: 'read',
    resource: 'Ticket',
    row: (me) => ({ assigneeId: me, status: 'closed' }),
    may: [...allSeeing, 'tickets:write', 'media:list'],
  },
  {
    does: 'sees an own subject',
    action: 'read',
    resource: 'Subject',
    row: (me) => ({ openAssignees: [me] }),
    may: ['support_agent', 'kyc_agent', ...allSeeing],
  },
  {
    does: 'sees a foreign subject',
    action: 'read',
    resource: 'Subject',
    row: () => ({ openAssignees: [other] }),
    may: allSeeing,
  },
  { does: 'merges subjects', action: 'merge', resource: 'Subject', row: () => ({}), may: ['dpo', 'tickets:write'] },
  // opens media
  {
    does: 'opens on an own ticket',
    action: 'open',
    resource: 'Opening',
    row: (me) => opening(me),
    may: ['support_agent', 'media:read'],
  },
  {
    does: 'opens KYC on an own ticket',
    action: 'open',
    resource: 'Opening',
    row: (me) => opening(me, { kyc: true }),
    may: ['kyc_agent', 'media:read'],
  },
  {
    does: 'opens on a foreign ticket',
    action: 'open',
    resource: 'Opening',
    row: () => opening(other),
    may: ['media:read'],
  },
  {
    does: 'opens on a closed ticket',
    action: 'open',
    resource: 'Opening',
    row: (me) => opening(me, { open: false }),
    may: [],
  },
  {
    does: 'opens what is not on the ticket',
    action: 'open',
    resource: 'Opening',
    row: (me) => opening(me, { linked: false }),
    may: [],
  },
  {
    does: 'opens for another purpose',
    action: 'open',
    resource: 'Opening',
    row: (me) => opening(me, { ofTicketsPurpose: false }),
    may: [],
  },
  {
    does: 'opens by grant',
    action: 'use_grant',
    resource: 'Opening',
    row: () => unassigned(),
    may: ['support_agent', 'kyc_agent', 'legal'],
  },
  {
    does: 'opens KYC by grant',
    action: 'use_grant',
    resource: 'Opening',
    row: () => unassigned({ kyc: true }),
    may: ['kyc_agent', 'legal'],
  },
  {
    does: 'opens KYC by grant under an audit ticket',
    action: 'use_grant',
    resource: 'Opening',
    row: () => unassigned({ kyc: true, ticketPurpose: 'access_audit' }),
    may: ['kyc_agent', 'legal', 'compliance_officer'],
  },
  {
    does: 'opens KYC by grant under a subject request',
    action: 'use_grant',
    resource: 'Opening',
    row: () => unassigned({ kyc: true, ticketPurpose: 'subject_request' }),
    may: ['kyc_agent', 'legal', 'dpo'],
  },
  {
    does: 'opens by grant on a closed ticket',
    action: 'use_grant',
    resource: 'Opening',
    row: () => unassigned({ open: false }),
    may: [],
  },
  // grants
  {
    does: 'asks for a grant',
    action: 'ask',
    resource: 'Grant',
    row: (me) => ({ actorId: me, purpose: 'support' }),
    may: ['support_agent', 'kyc_agent'],
  },
  {
    does: 'asks for somebody else',
    action: 'ask',
    resource: 'Grant',
    row: () => ({ actorId: other, purpose: 'support' }),
    may: [],
  },
  {
    does: 'gives a grant',
    action: 'give',
    resource: 'Grant',
    row: () => ({ actorId: other, purpose: 'support' }),
    may: ['compliance_officer'],
  },
  {
    does: 'gives a disclosure',
    action: 'give',
    resource: 'Grant',
    row: () => ({ actorId: other, purpose: 'subject_request' }),
    may: ['compliance_officer', 'dpo'],
  },
  {
    does: 'revokes a grant',
    action: 'revoke',
    resource: 'Grant',
    row: () => ({ actorId: other, purpose: 'support' }),
    may: ['compliance_officer'],
  },
  {
    does: 'sees foreign grants',
    action: 'read',
    resource: 'Grant',
    row: () => ({ actorId: other, purpose: 'support' }),
    may: ['compliance_officer', 'dpo'],
  },
  // what the law keeps from the person (regulation D4, R6)
  {
    does: 'knows of a secret item',
    action: 'read',
    resource: 'Media',
    row: (me) => media(me, true, 'tipping_off'),
    may: ['compliance_officer', 'dpo'],
  },
  {
    does: 'makes an item secret',
    action: 'classify',
    resource: 'Media',
    row: (me) => media(me, false),
    may: ['compliance_officer'],
  },
  {
    does: 'opens a secret item under an own ticket',
    action: 'open',
    resource: 'Opening',
    row: (me) => opening(me, { kyc: true, secret: true }),
    may: [],
  },
  {
    does: 'opens a secret item with a grant',
    action: 'use_grant',
    resource: 'Opening',
    row: () => unassigned({ kyc: true, secret: true, ticketPurpose: 'access_audit' }),
    may: ['compliance_officer'],
  },
  // access log, people, system
  {
    does: 'comes to the log',
    action: 'read',
    resource: 'AuditEntry',
    row: () => ({}),
    may: ['compliance_officer', 'dpo', 'records_manager', 'administrator', 'key_administrator', 'audit:read'],
  },
  { does: 'manages people', action: 'manage', resource: 'Person', row: () => ({}), may: ['administrator'] },
  { does: 'manages clients', action: 'manage', resource: 'Client', row: () => ({}), may: ['administrator'] },
  { does: 'manages keys', action: 'manage', resource: 'Keys', row: () => ({}), may: ['key_administrator'] },
  { does: 'ends a foreign session', action: 'manage', resource: 'Session', row: () => ({ actorId: other }), may: [] },
];

describe('who may do what', () => {
  const registry = trustPolicies();
  for (const policy of [mediaPolicy, subjectPolicy, ticketPolicy]) registry.add(policy);
  const rules = new Rules(registry);

  const actors: [Role | Scope, Actor][] = [
    ...roles.map((role): [Role, Actor] => [role, person([role])]),
    ...scopes.map((scope): [Scope, Actor] => [scope, program([scope])]),
  ];

  it.each(acts)('only the matrix says who $does', ({ action, resource, row, may }) => {
    const able = actors.filter(([, actor]) => rules.permits(actor, action, resource, row(actor.id)));
    expect(able.map(([holder]) => holder).sort()).toEqual([...may].sort());
  });

  it('several roles add up and nothing more', () => {
    for (const { action, resource, row } of acts)
      for (const [left, { roles: leftRoles }] of actors)
        for (const [right, { roles: rightRoles }] of actors) {
          if (leftRoles.length === 0 || rightRoles.length === 0) continue;
          const both = person([left as Role, right as Role]);
          const alone = [person([left as Role], both.id), person([right as Role], both.id)];
          const sum = alone.some((actor) => rules.permits(actor, action, resource, row(both.id)));
          expect(rules.permits(both, action, resource, row(both.id))).toBe(sum);
        }
  });
});
