import { z } from '@hono/zod-openapi'
import { statuses, throughs } from '../domain/action.ts'
import { actionTypes, leaseBounds, modes, type Tier, tierOf, tiers, ttlBounds } from '../domain/action-policy.ts'
import { canonicalText, type Json } from '../domain/entry.ts'
import { isText, textExpected } from '../domain/is-text.ts'
import { isOneLine, oneLineExpected } from '../domain/one-line.ts'
import { ActorView, Entry } from './audit.ts'
import { body, count, json, moment, operation, orNull, time } from './route.ts'

export const line = (max: number) => z.string().trim().min(1).max(max).refine(isOneLine, oneLineExpected)
/** What a person writes: it goes into the record as it is. */
export const prose = (max = 2000) => z.string().max(max).refine(isText, textExpected)
export const reason = prose().refine((text) => text.trim() !== '', 'expected a reason')

const largestDocument = 64 * 1024
/** An entry, and what a prune carries over, hold it some levels down, and may themselves be a hundred deep. */
const deepestDocument = 50
const isDocument = (value: unknown): boolean => {
  try {
    const text = canonicalText(value as Json)
    return text.length <= largestDocument && !zeroByte.test(text) && depthOf(value) <= deepestDocument
  } catch {
    return false
  }
}
/** Escaped, as JSON has it: behind an odd number of backslashes. PostgreSQL reads no JSON with one. */
const zeroByte = /(?<!\\)(?:\\\\)*\\u0000/
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
/** What a runner says came of it: any JSON. */
const outcome = z
  .unknown()
  .refine(isDocument, 'expected JSON of 64 kB at most')
  .transform((value) => value as Json)
/** A JSON object of the caller's own making. Not a record: that one leaves out a member called `__proto__`. */
const document = () =>
  z
    .custom<Record<string, unknown>>(isObject, 'expected a JSON object')
    .refine(isDocument, 'expected a JSON object of 64 kB at most, with numbers and text that JSON can say')
    .transform((value) => value as Json)
    .openapi({ type: 'object', additionalProperties: true })

const TierNumber = z.union([z.literal(1), z.literal(2), z.literal(3)]).openapi({ type: 'integer', enum: [...tiers] })
const Document = z.custom<Json>().openapi({ type: 'object' })
/** What a runner said, or nothing so far. */
const Outcome = z.custom<Json>().openapi({ type: ['object', 'array', 'string', 'number', 'boolean', 'null'] })

const Approval = z.object({
  actor: ActorView,
  at: time,
  note: z.string().nullable(),
  /** What the approver was shown. */
  proposal_digest: z.string().nullable(),
})

const Judgement = z.object({ by: ActorView, at: time, note: z.string() })

const commandNames = [
  'approve',
  'break_glass',
  'reject',
  'repoint',
  'claim',
  'mark_executed',
  'close_review',
  'comment',
] as const

/** What the caller who asked may do now; where they may not, why. */
const Offer = z.object({ name: z.enum(commandNames), enabled: z.boolean(), reason: z.string().optional() })

export const Action = z
  .object({
    id: z.string(),
    tier: TierNumber,
    type: z.enum(actionTypes),
    target_ref: z.string(),
    reason: z.string(),
    mode: z.enum(modes),
    status: z.enum(statuses),
    payload: Document,
    outcome: Outcome,
    proposal_digest: z.string(),
    approvals_required: z.int(),
    approvals: z.array(Approval),
    approver_note: z.string().nullable(),
    rejection_note: z.string().nullable(),
    proposed_by: ActorView,
    proposed_through: z.enum(throughs),
    supersedes: z.string().nullable(),
    superseded_by: z.string().nullable(),
    proposed_at: time,
    expires_at: time,
    approved_at: time.nullable(),
    rejected_at: time.nullable(),
    rejected_by: orNull(ActorView),
    executed_at: time.nullable(),
    executed_by: orNull(ActorView),
    expired_at: time.nullable(),
    claimed_by: orNull(ActorView),
    claimed_at: time.nullable(),
    claim_expires_at: time.nullable(),
    /** A runner took it, its time is over, and nobody knows what became of it. */
    outcome_unknown: z.boolean(),
    /** One commander instead of two approvers; its review is open until somebody else closes it. */
    break_glass: Judgement.extend({ review: Judgement.nullable() }).nullable(),
    /** Proposed and approved by one person, under the policy of that name. */
    single_operator: z.boolean(),
    /** The ledger entry that changed it last. */
    last_seq: z.int(),
    commands: z.array(Offer),
  })
  .openapi('Action')

export const ActionPage = z
  .object({
    items: z.array(Action),
    next_cursor: z.string().nullable(),
    /** How many match; only where it was asked for. */
    total: z.int().optional(),
    /** The number of the newest proposal that was looked at; with `total`. `until` and `since` take it. */
    newest: z.int().optional(),
  })
  .openapi('ActionPage')

const Comment = z.object({ seq: z.int(), at: time, by: ActorView, body: z.string() }).openapi('ActionComment')

export const ActionDetail = Action.extend({
  /** The newest 1,000 of the ledger's entries about it, oldest first; those that were pruned are gone. */
  history: z.array(Entry),
  comments: z.array(Comment),
  /** By `actor_digest`, for the history. */
  actors: z.record(z.string(), ActorView),
  /** Incidents that it was linked to. */
  incidents: z.array(z.object({ id: z.string(), title: z.string(), status: z.string() })),
}).openapi('ActionDetail')

export const ActionSummary = z
  .object({
    proposed: z.int(),
    pending_approval: z.int(),
    executed_today: z.int(),
    rejected_today: z.int(),
    by_status: z.object(Object.fromEntries(statuses.map((status) => [status, z.int()])) as Record<Status, z.ZodInt>),
    expires_next: time.nullable(),
    /** When today began, where the caller is. */
    today_since: time,
    /** Pending proposals that the caller may approve. */
    needs_me: z.int(),
    reviews_open: z.int(),
  })
  .openapi('ActionSummary')
type Status = (typeof statuses)[number]

/** `?status=&limit=`: what is left blank was not asked for. */
const blank = z.literal('').transform(() => undefined)

/** `?status=a&status=b`: one or several. */
export const several = <S extends z.ZodType<unknown, string>>(schema: S) =>
  z.union([blank, schema.transform((value) => [value]), z.array(schema)]).optional()
const flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((value) => value === 'true' || value === '1')
  .optional()
const since = moment.optional()

const sortable = ['proposed_at', 'expires_at', 'tier', 'type', 'target_ref', 'reason', 'mode', 'status'] as const
const sorts = sortable.flatMap((column) => [column, `-${column}`] as const)

export const ActionQuery = z.object({
  status: several(z.enum(statuses)),
  tier: several(z.enum(['1', '2', '3']).transform((value) => Number(value) as Tier)),
  type: several(z.enum(actionTypes)),
  mode: several(z.enum(modes)),
  q: z.string().max(200).optional().openapi({ description: 'Words, or beginnings of words, that must all be there' }),
  pending: flag.openapi({ description: 'Waiting for approval, within their time, and meant to run' }),
  needs_me: flag.openapi({ description: 'Pending, and yours to approve' }),
  review_open: flag.openapi({ description: 'Approved by breaking glass, and not reviewed yet' }),
  executed_since: since,
  rejected_since: since,
  sort: z.enum(sorts).default('-proposed_at'),
  limit: count(500).pipe(z.int().min(1)).default(50).openapi({ type: 'integer', default: 50 }),
  /** It says the place of a row, and so may hold a target of 400 characters of any script. */
  cursor: z.string().max(4000).optional(),
  offset: count(10_000_000).optional().openapi({ description: 'Skip this many matches; for tables that jump' }),
  total: flag.openapi({ description: 'Count the matches too' }),
  until: count().optional().openapi({ description: 'No proposal newer than this number: a table that does not grow' }),
  since: count().optional().openapi({ description: 'Only proposals newer than this number: what waits to be shown' }),
})

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const NewAction = z
  .object({
    type: z.enum(actionTypes),
    target_ref: line(400),
    reason,
    mode: z.enum(modes).default('supervised'),
    payload: document().default({}),
    ttl_seconds: z.int().min(ttlBounds.min).max(ttlBounds.max).optional(),
    tier: TierNumber.optional().openapi({ description: 'Follows from the type; one that says otherwise is refused' }),
  })
  .refine(({ type, tier }) => tier === undefined || tier === tierOf[type], {
    path: ['tier'],
    message: 'the tier follows from the type',
  })
  .openapi('NewAction')

const note = prose().optional()
export const Approve = z.object({
  confirmation: z.string().max(400).optional(),
  note,
  proposal_digest: z.string().max(100).optional(),
  break_glass: z.boolean().optional(),
})

const id = z.object({ id: z.string() })
const lease = z.int().min(leaseBounds.min).max(leaseBounds.max)
const optional = <S extends z.ZodType>(schema: S) => ({ ...body(schema), required: false })
const base = '/api/v1/deployments/actions'

export const listActions = operation('read', {
  method: 'get',
  path: base,
  summary: 'The queue, newest first',
  request: { query: ActionQuery },
  responses: { 200: json(ActionPage, 'A page of actions') },
})

export const summarizeActions = operation('read', {
  method: 'get',
  path: `${base}/summary`,
  summary: 'How many there are, and what waits',
  request: {
    query: z.object({
      tz: z.string().max(100).refine(isTimeZone, 'expected the name of a time zone').default('UTC'),
    }),
  },
  responses: { 200: json(ActionSummary, 'The counts') },
})

export const getAction = operation('read', {
  method: 'get',
  path: `${base}/{id}`,
  summary: 'An action with its history and comments',
  request: { params: id },
  responses: { 200: json(ActionDetail, 'The action') },
})

export const proposeAction = operation('actions.propose', {
  method: 'post',
  path: base,
  summary: 'Propose an action; tier 1 in autonomous mode runs at once',
  request: { body: body(NewAction) },
  responses: { 201: json(Action, 'The action') },
})

export const approveAction = operation('actions.approve', {
  method: 'post',
  path: `${base}/{id}/approve`,
  summary: 'Approve, or break glass on tier 3',
  request: { params: id, body: optional(Approve) },
  responses: { 200: json(Action, 'The action') },
})

export const rejectAction = operation('actions.reject', {
  method: 'post',
  path: `${base}/{id}/reject`,
  summary: 'Reject; whoever proposed it may always take it back',
  request: { params: id, body: optional(z.object({ note })) },
  responses: { 200: json(Action, 'The action') },
})

export const repointAction = operation('actions.propose', {
  method: 'post',
  path: `${base}/{id}/repoint`,
  summary: 'Propose the same for another target, and reject this one',
  request: { params: id, body: body(z.object({ target_ref: line(400) })) },
  responses: { 201: json(Action, 'The new action') },
})

export const claimAction = operation('actions.execute', {
  method: 'post',
  path: `${base}/{id}/claim`,
  summary: 'Take it, to execute it; nobody else can until the lease ends',
  request: { params: id, body: optional(z.object({ lease_seconds: lease.optional() })) },
  responses: { 200: json(Action, 'The action') },
})

export const markExecuted = operation('actions.execute', {
  method: 'post',
  path: `${base}/{id}/mark-executed`,
  summary: 'Say that it was executed, and what came of it',
  request: { params: id, body: optional(z.object({ outcome: outcome.optional() })) },
  responses: { 200: json(Action, 'The action') },
})

export const closeReview = operation('actions.approve', {
  method: 'post',
  path: `${base}/{id}/close-review`,
  summary: 'Close the review that breaking glass has opened; a second person does',
  request: { params: id, body: body(z.object({ note: reason })) },
  responses: { 200: json(Action, 'The action') },
})

export const commentAction = operation('actions.propose', {
  method: 'post',
  path: `${base}/{id}/comments`,
  summary: 'Ask or answer; changes no state',
  request: { params: id, body: body(z.object({ body: reason })) },
  responses: { 201: json(Comment, 'The comment') },
})
