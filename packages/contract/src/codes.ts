/**
 * Every error code an agent, a person or a script can meet, with its HTTP status. Append-only: a code, once
 * published, keeps its meaning. Exit codes of the command line: 2 for `approval_pending`, 1 for all others.
 */
export const ERRORS = {
  // who asks
  unauthenticated: 401,
  token_invalid: 401,
  token_expired: 401,
  token_revoked: 401,
  wrong_plane: 403,
  foreign_origin: 403,
  unknown_host: 421,
  csrf_missing: 403,
  step_up_required: 403,
  role_insufficient: 403,
  scope_insufficient: 403,
  sign_in_failed: 401,
  second_factor_required: 401,
  second_factor_invalid: 401,
  passkey_invalid: 401,
  passkey_unavailable: 409,
  last_factor: 409,
  not_linked: 403,
  provider_refused: 403,
  provider_unavailable: 503,
  too_many_attempts: 429,
  setup_link_invalid: 403,
  already_set_up: 409,
  invitation_invalid: 403,
  last_owner: 409,
  own_account: 409,
  own_agent: 403,
  not_a_test_agent: 403,
  // what is asked
  not_found: 404,
  method_not_allowed: 405,
  unknown_connection: 404,
  unknown_operation: 404,
  unknown_approval: 404,
  invalid_json: 400,
  invalid_request: 400,
  invalid_arguments: 422,
  body_too_large: 413,
  unsupported_media_type: 415,
  idempotency_conflict: 409,
  name_taken: 409,
  owned_by_file: 409,
  two_owners: 409,
  policy_waiting: 409,
  // what was decided
  denied: 403,
  agent_stopped: 403,
  approval_pending: 202,
  already_decided: 409,
  policy_unproven: 409,
  approval_expired: 410,
  action_changed: 409,
  result_collected: 410,
  // what happened outside
  upstream_unreachable: 502,
  upstream_error: 502,
  upstream_redirect: 502,
  upstream_rate_limited: 429,
  upstream_reply_too_large: 502,
  upstream_timeout: 502,
  outcome_unknown: 424,
  reply_withheld: 502,
  connection_disabled: 409,
  connection_needs_reconnect: 409,
  // the gateway's own state
  rate_limited: 429,
  too_many_concurrent_calls: 429,
  too_many_pending_approvals: 429,
  too_many_wrong_tokens: 429,
  connection_busy: 429,
  sealed: 503,
  storage_unavailable: 503,
  read_only: 503,
  shutting_down: 503,
  internal: 500,
  // starting it
  config_invalid: 500,
  config_missing_variable: 500,
  unsafe_setting: 500,
  unsafe_permissions: 500,
  port_in_use: 500,
  already_running: 500,
  not_running: 500,
  database_newer: 500,
  database_unreadable: 500,
  node_too_old: 500,
  log_damaged: 500,
  backup_unreadable: 500,
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** What every error looks like on the wire, in JSON of the command line, and inside an MCP result. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    /** says what to do */
    readonly message: string;
    readonly details?: unknown;
    /** false where trying again can only do harm */
    readonly retryable: boolean;
  };
  readonly call?: { readonly id: string };
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'upstream_unreachable',
  'upstream_rate_limited',
  'rate_limited',
  'too_many_concurrent_calls',
  'too_many_pending_approvals',
  'too_many_wrong_tokens',
  'connection_busy',
  'too_many_attempts',
  'sealed',
  'storage_unavailable',
  'read_only',
  'shutting_down',
]);

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** Shapes an error for the wire. An unknown code is our own mistake and is shown as `internal`. */
export function errorBody(
  code: string,
  message: string,
  details?: unknown,
  callId?: string | null,
): ErrorBody {
  const known: ErrorCode = isErrorCode(code) ? code : 'internal';
  return {
    error: {
      code: known,
      message,
      ...(details === undefined ? {} : { details }),
      retryable: RETRYABLE.has(known),
    },
    ...(callId ? { call: { id: callId } } : {}),
  };
}
