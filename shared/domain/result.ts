/** Expected refusals are values; bugs and I/O throw. */
export type Result<T, R = Refusal> = { ok: true; value: T } | { ok: false; refusal: R }

/** Why something was not done: a stable code, a sentence for the person, and the fields that a client needs. */
export type Refusal = { code: RefusalCode; detail: string; fields?: Record<string, unknown> }

/** Every refusal of the product. The wire's status for each stands in `contract/problem.ts`. */
export const refusalCodes = [
  'invalid_input',
  'body_too_large',
  'not_found',
  'credential_missing',
  'credential_invalid',
  'credential_expired',
  'issuer_unreachable',
  'step_up_required',
  'sign_in_failed',
  'sign_in_unknown',
  'permission_denied',
  'actor_mismatch',
  'verified_session_required',
  'host_not_allowed',
  'origin_not_allowed',
  'range_out_of_tree',
  'entries_pruned',
  'already_revoked',
  'already_erased',
  'nothing_to_prune',
  'approval_expired',
  'invalid_transition',
  'dry_run_never_executes',
  'self_approval',
  'already_approved',
  'already_claimed',
  'outcome_unknown',
  'proposal_changed',
  'confirmation_mismatch',
  'reason_required',
  'defined_on_machine_only',
  'target_moved',
  'phrase_mismatch',
  'frozen',
  'quarantined',
  'locked',
  'deploy_in_flight',
  'already_rolled_back',
  'nothing_to_roll_back',
  'operator_unknown',
  'path_not_offered',
  'host_unreachable',
  'commit_unknown',
  'forge_refused',
  'forge_token_missing',
  'retention_held',
  'retention_not_over',
  'rate_limited',
  'idempotency_mismatch',
  'server_unreachable',
  'connection_unknown',
  'connection_refused',
  'connection_changed',
  'actor_changed',
  'shutting_down',
  'store_busy',
  'store_full',
  'store_unavailable',
  'not_offered_here',
  'internal_error',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value })

export const refuse = (code: RefusalCode, detail: string, fields?: Record<string, unknown>): Result<never> => ({
  ok: false,
  refusal: fields === undefined ? { code, detail } : { code, detail, fields },
})
