/**
 * Every refusal that leaves the vault has one of these codes. They are part of the API: a code is never renamed,
 * and `platform/http` maps each to a status in one total table.
 */
export const errorCodes = [
  // request
  'invalid_request',
  'invalid_facts',
  'unknown_field',
  'unsupported_media_type',
  'payload_too_large',
  'length_required',
  'length_mismatch',
  'empty_body',
  'body_interrupted',
  'precondition_required',
  'precondition_failed',
  'range_not_satisfiable',
  'invalid_cursor',
  'invalid_query',
  'not_found',
  'method_not_allowed',
  'too_many_requests',
  'request_timeout',
  'idempotency_key_reused',
  'idempotency_in_progress',
  'conflict',
  'digest_mismatch',
  // identity and access
  'unauthenticated',
  'invalid_credentials',
  'account_locked',
  'session_expired',
  'password_change_required',
  'weak_password',
  'forbidden',
  'cross_site_request',
  'insecure_transport',
  'purpose_required',
  'ticket_required',
  'unknown_purpose',
  'unknown_ticket',
  'ticket_closed',
  'grant_required',
  'grant_expired',
  'grant_exhausted',
  'grant_revoked',
  'view_closed',
  'role_conflict',
  'own_role_change',
  'self_grant',
  'self_approval',
  'own_approval',
  'other_role_required',
  'approval_required',
  'approval_expired',
  'request_changed',
  'nothing_to_prune',
  'nothing_to_destroy',
  'people_undecided',
  'invalid_client',
  'invalid_scope',
  'invalid_setup_link',
  // records
  'unknown_class',
  'unknown_jurisdiction',
  'unknown_legal_basis',
  'class_mismatch',
  'type_mismatch',
  'type_not_allowed',
  'media_quarantined',
  'media_restricted',
  'media_not_available',
  'media_erased',
  'subject_ended',
  'subject_merged',
  'identifier_in_use',
  'ticket_id_personal',
  // dependencies and integrity
  'audit_unavailable',
  'store_unavailable',
  'store_full',
  'database_unavailable',
  'keys_unavailable',
  'integrity_failed',
  'not_ready',
  'internal_error',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export type RefusalLevel = 'debug' | 'info' | 'warn' | 'error';

/** One invalid member of a request: where (JSON pointer or header) and why. Values never appear. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  /** The character in a text member, from 0, where it goes wrong. */
  readonly offset?: number;
}

/**
 * A business refusal. The message is safe to show: a fixed sentence that says what to do, never a value,
 * a name or a key. Modules derive one class per refusal.
 */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: {
      level?: RefusalLevel;
      errors?: readonly FieldError[];
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
  }

  get level(): RefusalLevel {
    return this.options.level ?? 'info';
  }
}
