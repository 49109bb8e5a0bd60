import type { Role } from '../../src/kernel';
import type { Caller, Question } from '../support/demo-vault';

/** What a route is asked with, and who gets past every gate: everybody else is refused with 401, 403 or 404. */
export interface Cell {
  readonly route: string;
  readonly method: string;
  readonly path: (known: Known) => string;
  readonly question?: (known: Known) => Question;
  readonly may: readonly Caller[];
}

/** Real things: a refusal must not owe itself to an id that does not exist. */
export interface Known {
  readonly media: string;
  readonly subject: string;
  readonly view: string;
  readonly grant: string;
  readonly person: string;
  readonly content: Buffer;
}

const people: Role[] = [
  'support_agent',
  'kyc_agent',
  'compliance_officer',
  'dpo',
  'legal',
  'records_manager',
  'auditor',
  'administrator',
  'key_administrator',
];
const everybody: Caller[] = [...people, 'program', 'anonymous'];
const seers: Caller[] = ['compliance_officer', 'dpo', 'records_manager', 'program'];
const readers: Caller[] = [
  'compliance_officer',
  'dpo',
  'records_manager',
  'administrator',
  'key_administrator',
  'program',
];
const searchers: Caller[] = ['compliance_officer', 'dpo', 'administrator', 'key_administrator'];
const officers: Caller[] = ['compliance_officer', 'dpo'];
const officersAndLegal: Caller[] = ['compliance_officer', 'dpo', 'legal'];
const administrator: Caller[] = ['administrator'];
/** Whoever may ask for or approve something that needs several people. */
const requesters: Caller[] = ['compliance_officer', 'records_manager'];
const deciders: Caller[] = ['compliance_officer', 'dpo', 'legal'];
/** Whoever asks for anything that needs several people gets past the gate of the route, and no further. */
const askers: Caller[] = ['compliance_officer', 'records_manager', 'dpo', 'legal', 'key_administrator'];
const keepers: Caller[] = ['compliance_officer', 'dpo', 'legal', 'records_manager'];
const keyholders: Caller[] = ['key_administrator'];
const approvers: Caller[] = ['compliance_officer', 'records_manager', 'dpo', 'legal', 'key_administrator'];

const json = (body: unknown) => (): Question => ({ json: body });
const ticket = { system: 'own', id: 'KYC-4711' };
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const intakeHeaders = {
  'content-type': 'image/jpeg',
  'vault-ticket': 'own/KYC-4711',
  'vault-class': 'passport',
  'vault-purpose': 'kyc_review',
  'vault-jurisdiction': 'EU',
  'vault-legal-basis': 'legal_obligation',
};

function cell(route: string, may: readonly Caller[], question?: Cell['question']): Cell {
  const path = (known: Known): string => {
    const { media, subject, view, grant, person } = known;
    const ids: Record<string, string> = { media, subjects: subject, views: view, grants: grant };
    const address = route
      .replace(/^\w+ /, '')
      .replace('{system}/{id}', 'own/KYC-4711')
      .replace('{n}', '1')
      .replace(/{(package|recipient)}/, person)
      .replace('{code}', 'T7')
      .replace('{subject}', subject);
    return address.replace('{id}', ids[address.split('/')[2] ?? ''] ?? person);
  };
  return { route, method: route.split(' ')[0] ?? '', may, path, question };
}

/**
 * design.md, "Who may do what", route by route. Bodies are such that nothing is lost when somebody gets past the gates:
 * what is refused as badly formed (400, 412, 422, 428) has got past them as well.
 */
export const matrix: readonly Cell[] = [
  cell('GET /v1/meta', everybody),
  cell('POST /v1/sessions', everybody, json({})),
  cell('POST /v1/oauth/token', everybody, json({})),
  cell('POST /v1/setup', everybody, json({})),
  cell('GET /v1/sessions', people),
  cell('GET /v1/sessions/current', people),
  cell('PUT /v1/account/password', people, json({})),
  cell('GET /v1/people', administrator),
  cell('POST /v1/people', administrator, json({})),
  cell('GET /v1/people/{id}', administrator),
  cell('PATCH /v1/people/{id}', administrator, json({ roles: 'administrator' })),
  cell('POST /v1/people/{id}/unlock', administrator),
  cell('GET /v1/clients', administrator),
  cell('POST /v1/clients', administrator, json({})),
  cell('GET /v1/audit/entries', readers),
  cell('GET /v1/audit/checkpoint', readers),
  cell('GET /v1/audit/anchors', readers),
  cell('GET /v1/audit/consistency', readers),
  cell('GET /v1/audit/verification', readers),
  cell('GET /v1/audit/verification/days', readers),
  cell('POST /v1/audit/verification', ['compliance_officer', 'dpo']),
  cell('GET /v1/notifications', people),
  cell('POST /v1/notifications/read', people, json({ ids: [] })),
  cell('GET /v1/audit/suggestions', readers),
  cell('GET /v1/audit/volume', readers),
  cell('GET /v1/audit/searches', searchers),
  cell('POST /v1/audit/searches', searchers, json({ name: 'refusals', q: 'decision:' })),
  cell('GET /v1/siem/targets', ['key_administrator']),
  cell('GET /v1/keys', ['key_administrator']),
  cell('POST /v1/keys/rotations', ['key_administrator']),
  cell('POST /v1/keys/destructions', ['key_administrator'], json({ epoch: 0 })),
  cell('POST /v1/keys/escrow-destructions', ['key_administrator'], json({})),
  cell('GET /v1/grants', ['support_agent', 'kyc_agent', 'compliance_officer', 'dpo', 'legal']),
  cell('POST /v1/grants', ['support_agent', 'kyc_agent'], () => ({
    json: { ticket, purpose: 'kyc_review', rendition: 'original', expiresAt: inHours(2), reason: 'second look' },
  })),
  cell('POST /v1/grants/{id}/approval', ['compliance_officer'], json({ decision: 'give' })),
  cell('POST /v1/grants/{id}/revocation', ['compliance_officer']),
  cell('GET /v1/alerts', ['compliance_officer', 'dpo']),
  cell('GET /v1/approvals', approvers),
  cell('POST /v1/audit/prunings', requesters),
  cell('POST /v1/audit/key-rotations', keyholders, json({ reason: 'scheduled' })),
  cell('GET /v1/audit/keys', readers),
  cell('POST /v1/subjects', ['support_agent', 'kyc_agent', 'program'], json({ identifiers: [] })),
  cell(
    'POST /v1/subjects/search',
    ['support_agent', 'kyc_agent', 'compliance_officer', 'dpo', 'program'],
    json({ kind: 'email', value: 'nobody@example.com' }),
  ),
  cell('GET /v1/subjects/{id}', ['compliance_officer', 'dpo', 'records_manager']),
  cell('GET /v1/subjects/{id}/entries', ['compliance_officer', 'dpo', 'records_manager']),
  cell('POST /v1/subjects/{id}/identifiers', ['program'], json({ kind: 'phone', value: '+49 30 901820' })),
  cell('POST /v1/subjects/{id}/merge', ['dpo', 'program'], json({ into: 'nobody' })),
  cell('GET /v1/subjects/{id}/appearances', [...seers, 'support_agent', 'kyc_agent']),
  cell('GET /v1/subjects/{id}/people-decisions', ['compliance_officer', 'dpo', 'records_manager']),
  cell('GET /v1/subjects/{id}/media', [...seers, 'support_agent', 'kyc_agent']),
  cell('GET /v1/tickets', [...seers, 'support_agent', 'kyc_agent', 'legal']),
  cell('PUT /v1/tickets/{system}/{id}', ['program'], json({ status: 'lost' })),
  cell('GET /v1/tickets/{system}/{id}', [...seers, 'kyc_agent']),
  cell('GET /v1/tickets/{system}/{id}/entries', ['compliance_officer', 'dpo', 'records_manager', 'program']),
  cell('GET /v1/tickets/{system}/{id}/media', [...seers, 'support_agent', 'kyc_agent']),
  cell('POST /v1/media', ['kyc_agent', 'program'], ({ content }) => ({ body: content, headers: intakeHeaders })),
  cell('GET /v1/media', [...seers, 'support_agent', 'kyc_agent']),
  cell('GET /v1/media/{id}', [...seers, 'kyc_agent']),
  cell('PATCH /v1/media/{id}', ['kyc_agent', 'program'], () => ({ json: {}, headers: { 'if-match': '"another"' } })),
  cell('PUT /v1/media/{id}/disclosure', ['compliance_officer'], json({})),
  cell('POST /v1/media/{id}/tickets', ['kyc_agent', 'program'], json(ticket)),
  cell('GET /v1/media/{id}/people', [...seers, 'kyc_agent']),
  cell('POST /v1/media/{id}/people', ['dpo', 'support_agent', 'kyc_agent', 'program'], json({})),
  cell('DELETE /v1/media/{id}/people/{subject}', ['dpo', 'kyc_agent', 'program']),
  cell('POST /v1/media/{id}/masked-copies', ['dpo', 'support_agent', 'kyc_agent', 'program'], json({})),
  cell('POST /v1/media/{id}/people-decisions', ['dpo', 'records_manager'], json({})),
  cell('GET /v1/media/{id}/entries', [...seers, 'kyc_agent']),
  cell('GET /v1/media/{id}/content', ['program'], () => ({
    headers: { 'vault-ticket': 'own/KYC-4711', 'vault-purpose': 'kyc_review' },
  })),
  cell('POST /v1/media/{id}/views', ['kyc_agent'], json({ ticket, purpose: 'kyc_review' })),
  cell('GET /v1/views/{id}/content', ['kyc_agent']),
  cell('DELETE /v1/views/{id}', ['kyc_agent']),
  cell('GET /v1/operations', [...people, 'program']),
  // Long work is its owner's alone: everybody else hears that there is none.
  cell('GET /v1/operations/{id}', []),
  cell('POST /v1/operations/{id}/cancellation', []),
  cell('POST /v1/evidence-bundles', officers, json({ content: 'none', query: { type: 'session.opened' } })),
  cell('POST /v1/evidence-bundles/take-outs', officers, json({ ticket, purpose: 'access_audit' })),
  cell('GET /v1/evidence-bundles', [...officers, 'auditor']),
  cell('GET /v1/evidence-bundles/{id}', []),
  cell('GET /v1/evidence-bundles/{id}/content', []),
  cell('POST /v1/evidence-bundles/{id}/readers', officers, json({})),
  cell('POST /v1/access-reports', officers, json({ format: 'json', query: { type: 'session.opened' } })),
  cell('GET /v1/access-reports', [...officers, 'auditor']),
  cell('GET /v1/access-reports/{id}', []),
  cell('GET /v1/access-reports/{id}/content', []),
  cell('POST /v1/access-reports/{id}/readers', officers, json({})),
  cell('POST /v1/answers', keepers, json({ question: 'overdue', format: 'json' })),
  cell('GET /v1/answers', [...keepers, 'auditor']),
  cell('GET /v1/answers/{id}', []),
  cell('GET /v1/answers/{id}/content', []),
  cell('POST /v1/answers/{id}/readers', officers, json({})),
  cell('POST /v1/productions', ['compliance_officer'], json({})),
  cell('GET /v1/productions', officersAndLegal),
  cell('GET /v1/productions/{id}', []),
  cell('GET /v1/production-bundles/{id}', []),
  cell('GET /v1/production-bundles/{id}/content', []),
  cell('GET /v1/retention/schedules', keepers),
  cell('GET /v1/retention/schedules/versions', keepers),
  cell('POST /v1/retention/schedules/versions', ['records_manager'], json({})),
  cell('GET /v1/retention/schedules/versions/{id}', []),
  cell('GET /v1/retention/schedules/versions/{id}/moves', []),
  cell('POST /v1/retention/schedules/versions/{id}/introduction', []),
  cell('GET /v1/retention/forecast', keepers),
  cell('GET /v1/dispositions', keepers),
  cell('GET /v1/dispositions/rehearsal', keepers),
  cell('GET /v1/dispositions/runs', keepers),
  cell('GET /v1/dispositions/notices', keepers),
  cell('POST /v1/dispositions/notices', ['dpo', 'records_manager'], json({})),
  cell('GET /v1/media/{id}/claims', [...seers, 'kyc_agent']),
  cell('GET /v1/media/{id}/why', [...seers, 'kyc_agent']),
  cell('GET /v1/subjects/{id}/why', ['compliance_officer', 'dpo', 'records_manager']),
  cell('POST /v1/media/{id}/facts', ['compliance_officer', 'records_manager', 'kyc_agent', 'program'], json({})),
  cell('POST /v1/subjects/{id}/facts', ['compliance_officer', 'records_manager', 'kyc_agent', 'program'], json({})),
  cell('GET /v1/holds', keepers),
  cell('POST /v1/holds', ['legal'], json({})),
  cell('POST /v1/holds/coverage', ['legal'], json({})),
  cell('GET /v1/holds/{id}', []),
  cell('POST /v1/holds/{id}/confirmation', []),
  cell('POST /v1/holds/{id}/release', []),
  cell('GET /v1/holds/{id}/custodians', []),
  cell('POST /v1/holds/{id}/custodians', ['legal'], json({})),
  cell('GET /v1/hold-notices', people),
  cell('POST /v1/hold-notices/{id}/acknowledgement', []),
  cell('GET /v1/restrictions', keepers),
  cell('POST /v1/restrictions', ['dpo', 'legal'], json({})),
  cell('GET /v1/restrictions/{id}', []),
  cell('POST /v1/restrictions/{id}/lifting', askers, json({})),
  cell('POST /v1/destruction-plans', askers, json({})),
  cell('GET /v1/destruction-plans', ['compliance_officer', 'dpo', 'records_manager']),
  cell('GET /v1/destruction-plans/{id}', []),
  cell('GET /v1/destruction-plans/{id}/items', []),
  cell('GET /v1/certificates', keepers),
  cell('GET /v1/certificates/{id}', []),
  cell('GET /v1/certificates/{id}/document', []),
  cell('GET /v1/certificates/{id}/items', []),
  cell('GET /v1/certificates/{id}/signature', []),
  cell('POST /v1/subject-requests', [...officers, 'support_agent', 'kyc_agent', 'program'], json({})),
  cell('GET /v1/subject-requests', [...officers, 'records_manager']),
  cell('GET /v1/subject-requests/{id}', []),
  cell('GET /v1/subject-requests/{id}/answer', []),
  cell('GET /v1/subject-requests/{id}/plan', []),
  cell('POST /v1/subject-requests/{id}/plan', []),
  cell('POST /v1/subject-requests/{id}/acknowledgements', []),
  cell('POST /v1/subject-requests/{id}/answers', ['dpo'], json({})),
  cell('POST /v1/subject-requests/{id}/closing', []),
  cell('POST /v1/subject-requests/{id}/execution', []),
  cell('POST /v1/subject-requests/{id}/extensions', ['dpo'], json({})),
  cell('POST /v1/subject-requests/{id}/forwarding', []),
  cell('POST /v1/subject-requests/{id}/identity', ['dpo'], json({})),
  cell('POST /v1/subject-requests/{id}/instructions', ['dpo'], json({})),
  cell('POST /v1/subject-requests/{id}/letters', officers, json({})),
  cell('GET /v1/subject-requests/{id}/notices', []),
  cell('POST /v1/subject-requests/{id}/notices/{recipient}', ['dpo'], json({})),
  cell('GET /v1/recipient-notices', [...officers, 'records_manager']),
  cell('POST /v1/recipients', officersAndLegal, json({})),
  cell('GET /v1/recipients', officersAndLegal),
  cell('POST /v1/disclosures', officersAndLegal, json({})),
  cell('GET /v1/subject-requests/{id}/packages', []),
  cell('POST /v1/subject-requests/{id}/packages', ['dpo'], json({})),
  cell('POST /v1/subject-requests/{id}/packages/{package}/codes', []),
  cell('POST /v1/request-packages/collection', everybody, json({})),
  cell('POST /v1/subject-requests/{id}/pauses', ['dpo'], json({})),
  cell('POST /v1/subject-requests/{id}/refusals', askers, json({})),
  cell('POST /v1/subject-requests/{id}/resumptions', []),
  cell(
    'POST /v1/breaches',
    people.filter((role) => role !== 'auditor'),
    json({}),
  ),
  cell('GET /v1/breaches', officersAndLegal),
  cell('GET /v1/breaches/{id}', []),
  cell('POST /v1/breaches/{id}/assessments', officers, json({})),
  cell('POST /v1/breaches/{id}/closing', officers, json({})),
  cell('GET /v1/breaches/{id}/reaches', []),
  cell('GET /v1/breaches/{id}/reaches/{reach}/items', []),
  cell('POST /v1/breaches/{id}/reaches', officers, json({})),
  cell('GET /v1/breaches/{id}/notices/{code}', []),
  cell('POST /v1/breaches/{id}/notices/{code}/drafts', officersAndLegal, json({})),
  cell('POST /v1/breaches/{id}/notices/{code}/deliveries', officers, json({})),
  cell('POST /v1/breaches/{id}/notices/{code}/waivers', askers, json({})),
  cell('GET /v1/reports/requests', [...officers, 'records_manager']),
  cell('GET /v1/reports/overdue', keepers),
  cell('GET /v1/reports/holds', keepers),
  cell('GET /v1/reports/restrictions', keepers),
  cell('GET /v1/reports/disposition-runs', keepers),
  cell('GET /v1/reports/processing', officers),
  cell('GET /v1/reports/questions', officers),
  cell('GET /v1/reports/entitlements', officers),
  cell('GET /v1/reports/access-history', officers),
  cell('GET /v1/reports/changes', officers),
  cell('GET /v1/reports/provenance', officers),
  cell('GET /v1/reports/encryption', [...officers, ...keyholders]),
  cell('GET /v1/reports/store-reads', officers),
  // The store's own log has a token that is nobody's: everybody else hears that there is nothing.
  cell('POST /v1/store-reads', [], json({})),
  cell('POST /v1/log-reviews', officers, json({})),
  cell('GET /v1/log-reviews', officers),
  cell('POST /v1/log-reviews/{id}/closure', officers, json({})),
];

/** Asked by their refusals alone, since whoever may would end what the test stands on, or by tests of their own. */
export const refusedOnly: readonly Cell[] = [
  cell('DELETE /v1/sessions/current', people),
  cell('DELETE /v1/sessions/{id}', people),
  cell('POST /v1/people/{id}/lock', administrator),
  cell('POST /v1/people/{id}/password-reset', administrator),
  cell('DELETE /v1/clients/{id}', administrator),
  cell('GET /v1/alerts/{id}', ['compliance_officer', 'dpo']),
  cell('POST /v1/alerts/{id}/closing', ['compliance_officer'], json({})),
  cell('GET /v1/approvals/{id}', approvers),
  cell('POST /v1/approvals/{id}/approval', deciders, json({ hash: '' })),
  cell('POST /v1/approvals/{id}/refusal', deciders, json({ reason: '' })),
  cell('POST /v1/approvals/{id}/withdrawal', [...requesters, ...keyholders]),
  cell('POST /v1/approvals/{id}/execution', [...requesters, ...keyholders]),
  cell('GET /v1/audit/entries/{n}', readers),
  cell('GET /v1/audit/entries/{n}/proof', readers),
  cell('GET /v1/audit/tile/entries/{path}', readers),
  cell('GET /v1/audit/tile/{path}', readers),
  cell('PATCH /v1/audit/searches/{id}', searchers, json({})),
  cell('DELETE /v1/audit/searches/{id}', searchers),
  cell('GET /v1/audit/entries/{n}/around', readers),
];

/** Whether an answer means that the caller got past every gate. */
export function passed(status: number): boolean {
  return status < 400 || [400, 409, 410, 412, 422, 428].includes(status);
}

export { everybody };
