import type { ErrorCode, FieldError } from '../../kernel';

/** The one table from refusal to status. It is total: a new code without a status does not compile. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  unknown_field: 400,
  invalid_cursor: 400,
  invalid_query: 400,
  length_mismatch: 400,
  empty_body: 400,
  body_interrupted: 400,
  digest_mismatch: 400,
  invalid_client: 401,
  unauthenticated: 401,
  invalid_credentials: 401,
  session_expired: 401,
  forbidden: 403,
  cross_site_request: 403,
  insecure_transport: 403,
  password_change_required: 403,
  account_locked: 403,
  own_role_change: 403,
  self_grant: 403,
  self_approval: 403,
  own_approval: 403,
  other_role_required: 403,
  purpose_required: 403,
  ticket_required: 403,
  grant_required: 403,
  grant_expired: 403,
  grant_exhausted: 403,
  grant_revoked: 403,
  ticket_closed: 403,
  not_found: 404,
  unknown_ticket: 404,
  invalid_setup_link: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  approval_required: 409,
  request_changed: 409,
  nothing_to_prune: 409,
  nothing_to_destroy: 409,
  people_undecided: 409,
  idempotency_in_progress: 409,
  role_conflict: 409,
  media_quarantined: 409,
  media_restricted: 409,
  media_not_available: 409,
  media_erased: 410,
  subject_merged: 409,
  identifier_in_use: 409,
  subject_ended: 410,
  view_closed: 410,
  approval_expired: 410,
  length_required: 411,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  invalid_facts: 422,
  unknown_class: 422,
  unknown_jurisdiction: 422,
  unknown_legal_basis: 422,
  unknown_purpose: 422,
  class_mismatch: 422,
  type_mismatch: 422,
  type_not_allowed: 422,
  ticket_id_personal: 422,
  weak_password: 422,
  invalid_scope: 422,
  idempotency_key_reused: 422,
  precondition_required: 428,
  too_many_requests: 429,
  internal_error: 500,
  integrity_failed: 502,
  audit_unavailable: 503,
  store_unavailable: 503,
  database_unavailable: 503,
  keys_unavailable: 503,
  not_ready: 503,
  store_full: 507,
};

/** An RFC 9457 answer. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly traceId: string;
  readonly errors?: readonly FieldError[];
}

/** The stable address of a problem's type; docs/problems.md explains each. */
export function problemType(code: ErrorCode): string {
  return `urn:strongroom:problem:${code}`;
}

export function problemTitle(code: ErrorCode): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
