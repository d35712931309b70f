import { z } from '@hono/zod-openapi'
import { type RefusalCode, refusalCodes } from '../domain/result.ts'

/** The one table from refusal to wire: its status and the title that never varies. */
export const problems = {
  invalid_input: [422, 'The input is not of the expected shape'],
  body_too_large: [413, 'The body is too large'],
  not_found: [404, 'Not found'],
  credential_missing: [401, 'A credential is needed'],
  credential_invalid: [401, 'The credential is not valid'],
  credential_expired: [401, 'The credential is past its time'],
  issuer_unreachable: [503, 'Who vouches for credentials cannot be asked'],
  step_up_required: [401, 'A fresh sign-in is needed'],
  sign_in_failed: [422, 'The sign-in did not succeed'],
  sign_in_unknown: [404, 'No such sign-in'],
  permission_denied: [403, 'Not permitted'],
  actor_mismatch: [403, 'Two credentials for two people'],
  verified_session_required: [403, 'A verified actor is needed'],
  host_not_allowed: [403, 'This host name is not served here'],
  origin_not_allowed: [403, 'Another site may not ask for this'],
  range_out_of_tree: [422, 'The range is not in the tree'],
  entries_pruned: [409, 'What was asked for was pruned'],
  already_revoked: [409, 'Already revoked'],
  already_erased: [409, 'Already erased'],
  nothing_to_prune: [409, 'Nothing to prune'],
  approval_expired: [400, 'The time for approval is over'],
  invalid_transition: [409, 'Not possible from this status'],
  dry_run_never_executes: [409, 'A dry run never executes'],
  self_approval: [403, 'Not by the same person'],
  already_approved: [409, 'Already approved by you'],
  already_claimed: [409, 'A runner has taken it'],
  outcome_unknown: [409, 'What became of it is unknown'],
  proposal_changed: [409, 'The proposal is not the one that was seen'],
  confirmation_mismatch: [422, 'What was typed does not match'],
  reason_required: [422, 'A reason is needed'],
  rate_limited: [429, 'Too many transitions'],
  idempotency_mismatch: [422, 'The idempotency key was used for something else'],
  server_unreachable: [502, 'The server cannot be reached'],
  connection_unknown: [404, 'No such connection'],
  connection_changed: [409, 'The console talks to something else now'],
  actor_changed: [409, 'Somebody else is signed in by now'],
  shutting_down: [503, 'The server is stopping'],
  connection_refused: [422, 'The connection cannot be used'],
  store_busy: [503, 'The store is busy'],
  store_full: [503, 'The disk is full'],
  store_unavailable: [503, 'The store cannot be used'],
  not_offered_here: [409, 'Not offered in this mode'],
  internal_error: [500, 'Something went wrong here'],
} as const satisfies Record<RefusalCode, readonly [number, string]>

/** RFC 9457, with a stable `code` and whatever fields the refusal adds. */
export const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(refusalCodes),
    detail: z.string(),
  })
  .openapi('Problem')
export type Problem = z.infer<typeof Problem>
