import { type Actor, newId, type RequestContext } from '../../../src/kernel';
import { Cursors } from '../../../src/platform/http';
import { loadPolicyData } from '../../../src/platform/settings';
import {
  Access,
  Grants,
  type OpeningRequest,
  type Policy,
  Rules,
  type TicketFacts,
  TicketSource,
} from '../../../src/trust/access';
import { trustPolicies } from '../../../src/trust/access/access.module';
import { GrantRepository } from '../../../src/trust/access/grants/grant.repository';
import { GrantWatch } from '../../../src/trust/access/grants/grant-watch';
import type { GrantTerms } from '../../../src/trust/access/grants/grant.service';
import { Openings } from '../../../src/trust/access/grants/openings';
import { type AuditOptions } from '../../../src/trust/audit';
import { type TestLog, testLog } from '../../support/audit-log';

/** Access on a real database and a real log, with tickets from memory. */
export interface AccessAtWork {
  readonly log: TestLog;
  readonly rules: Rules;
  readonly access: Access;
  readonly grants: Grants;
  readonly watch: GrantWatch;
  readonly tickets: Map<string, TicketFacts>;
  /** What the log was told, newest last. */
  entries(): Promise<LogRow[]>;
  close(): Promise<void>;
}

export interface LogRow {
  readonly type: string;
  readonly decision: string;
  readonly reason: string | null;
  readonly grant: string | null;
  readonly purpose: string | null;
  readonly role: string | null;
}

export const policyData = loadPolicyData('config');

export async function accessAtWork(
  options: Partial<AuditOptions> = {},
  source = new TicketSource(),
  policies: readonly Policy[] = [],
  more: readonly Policy[] = [],
): Promise<AccessAtWork> {
  const log = await testLog(options);
  const { vault } = log.databases;
  const registry = trustPolicies();
  for (const policy of [...policies, ...more]) registry.add(policy);
  const rules = new Rules(registry);
  const repository = new GrantRepository();
  const watch = new GrantWatch(vault, repository);
  await watch.onModuleInit();
  const tickets = new Map<string, TicketFacts>();
  if (policies.length === 0)
    source.register((_tx, { system, id }) => Promise.resolve(tickets.get(`${system}/${id}`) ?? null));
  const cursors = new Cursors(vault);
  await cursors.onModuleInit();
  const openings = new Openings(vault, repository, log.audit, source, policyData);
  log.sequencer.start();
  return {
    log,
    rules,
    access: new Access(rules, log.audit, openings, watch),
    grants: new Grants(vault, repository, log.audit, rules, source, cursors, policyData),
    watch,
    tickets,
    entries: () => entriesOf(log),
    close: async () => {
      await watch.onModuleDestroy();
      await log.close();
    },
  };
}

/** Everything the log took, from the queue or already sealed, in the order it was recorded. */
export async function entriesOf(log: TestLog): Promise<LogRow[]> {
  await log.audit.recordSealed({
    type: 'system.started',
    actor: { kind: 'system', id: newId(), roles: [], scopes: [], sessionId: null, amr: [] },
    role: 'system',
    decision: 'allow',
  });
  const rows: { body: Buffer }[] = await log.databases.audit.dataSource.query('SELECT body FROM audit.leaf ORDER BY n');
  return rows
    .map(({ body }) => (JSON.parse(body.toString()) as { e: LeafEvent }).e)
    .map(({ type, decision, reason, grant, purpose, actor }) => ({
      type,
      decision,
      reason,
      grant,
      purpose,
      role: actor.role,
    }))
    .filter(({ type }) => type !== 'system.started');
}

interface LeafEvent {
  type: string;
  decision: string;
  reason: string | null;
  grant: string | null;
  purpose: string | null;
  actor: { role: string | null };
}

/** A ticket of the own system, open and assigned to the person. */
export function ticketFor(assignee: Actor | null, change: Partial<TicketFacts> = {}): TicketFacts {
  const id = newId();
  return {
    id,
    system: 'own',
    externalId: `T-${id.slice(0, 8)}`,
    assigneeId: assignee?.id ?? null,
    open: true,
    purpose: 'support',
    ...change,
  };
}

/** Opening a receipt that hangs on the ticket, for the ticket's purpose. */
export function openingOf(ticket: TicketFacts, change: Partial<OpeningRequest> = {}): OpeningRequest {
  const media = {
    id: newId(),
    objectId: newId(),
    class: 'receipt',
    kyc: false,
    secret: false,
    subjectId: null,
    ticketIds: [ticket.id],
    restricted: false,
    visible: true,
  };
  return { media, ticket, purpose: ticket.purpose, rendition: 'original', range: 'all', as: 'read', ...change };
}

export function termsFor(ticket: TicketFacts, change: Partial<GrantTerms> = {}): GrantTerms {
  return {
    mediaId: null,
    ticket: { system: ticket.system, id: ticket.externalId },
    purpose: ticket.purpose,
    rendition: 'original',
    reason: null,
    expiresAt: inHours(2),
    maxViews: null,
    ...change,
  };
}

export function inHours(hours: number): Date {
  return new Date(Date.now() + hours * 3_600_000);
}

export type { RequestContext };
