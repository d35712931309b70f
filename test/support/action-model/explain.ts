import { isDeepStrictEqual } from 'node:util'
import { problems } from '../../../shared/contract/problem.ts'
import { type Proposal, propose } from '../../../shared/domain/action.ts'
import type { Asker } from '../../../shared/domain/action-commands.ts'
import { actionPolicy, tierOf } from '../../../shared/domain/action-policy.ts'
import { allowed, decide, perform } from '../../../shared/domain/action-rules.ts'
import type { RefusalCode } from '../../../shared/domain/result.ts'
import type { Command } from './plan.ts'
import { type Request, requestOf } from './request.ts'
import { type Reply, type Setting, workspace } from './setting.ts'
import { after, expectedOf, keeping, keptFor, type Modelled, shownOf, type World, withRow } from './world.ts'

/** A command as it was sent under a key, and what came back. */
export type Sent = { command: Command; key: string | undefined; reply: Reply }
export type Moment = { people: Setting['people']; now: number; held: boolean }

/** What the world is after this, if the reply is the one that the rules give; else why it is not. */
export function explain(world: World, sent: Sent, moment: Moment): World | string {
  const { command, key, reply } = sent
  const request = requestOf(command, world)
  const words = `${request.path}\n${request.body}`
  const before = keptFor(world, key, moment.now)
  if (before !== undefined) {
    if (before.request !== words) return refused(world, reply, 'idempotency_mismatch')
    const same = before.reply.status === reply.status && before.reply.text === reply.text
    return same ? world : `the second answer is not the first: ${before.reply.text}`
  }
  const next = command.ask === 'propose' ? proposed(world, sent, moment) : decided(world, sent, request, moment)
  if (typeof next === 'string' || !next.keep) return typeof next === 'string' ? next : next.world
  return keeping(next.world, key, { request: words, reply, at: moment.now })
}

/** Only what came as far as the transaction is kept under the key. */
type Next = { world: World; keep: boolean } | string

function refused(world: World, { status, text }: Reply, code: RefusalCode, detail?: string): World | string {
  const said: { code?: string; detail?: string } = JSON.parse(text)
  const same = status === problems[code][0] && said.code === code && (detail === undefined || said.detail === detail)
  return same ? world : `expected ${code}${detail ? ` (${detail})` : ''}`
}

const refusal = (world: World | string, keep: boolean): Next => (typeof world === 'string' ? world : { world, keep })

const askerOf = ({ command }: Sent, { people, now }: Moment): Asker => {
  const { id, permissions } = people[command.who]
  return { who: { id, digest: '' }, permissions, now: new Date(now).toISOString(), signedIn: null }
}

function decided(world: World, sent: Sent, { command }: Request, moment: Moment): Next {
  const row = world.main === undefined ? undefined : world.rows.get(world.main)
  if (row === undefined || command === undefined) return 'there is no row'
  const { reply } = sent
  const asker = askerOf(sent, moment)
  const made: { id?: string } = JSON.parse(reply.text)
  const given = command.name === 'repoint' ? { ...command, successor: `${made.id}` } : command
  const decision = decide(row.action, given, asker)
  if (!decision.ok && decision.refusal.code === 'permission_denied')
    return refusal(refused(world, reply, 'permission_denied'), false)
  if (sent.command.ask === 'malformed') return refusal(refused(world, reply, 'invalid_input'), false)
  if (!decision.ok) {
    const { event, refusal: why } = decision
    return refusal(refused(event ? withRow(world, after(row, event)) : world, reply, why.code, why.detail), true)
  }
  const changed =
    command.name === 'comment'
      ? { ...row, entries: [...row.entries, 'action.comment.added'] }
      : after(row, decision.value)
  const then = withRow(world, changed)
  if (command.name === 'comment') return reply.status === 201 ? { world: then, keep: true } : 'expected 201'
  if (command.name === 'repoint') {
    const { type, mode, payload, reason, expires_at, proposed_at, id } = row.action.proposal
    const ttl = (Date.parse(expires_at) - Date.parse(proposed_at)) / 1000
    const wanted = { type, mode, payload, reason, target_ref: command.target_ref }
    return created(then, sent, { ...wanted, ttl, supersedes: id }, moment)
  }
  return shows(then, changed, sent, 200, moment)
}

function proposed(world: World, sent: Sent, moment: Moment): Next {
  const { command } = sent
  if (command.ask !== 'propose') return 'that is no proposal'
  const { type, mode, ttl_seconds: ttl } = command
  const wanted = { type, mode, payload: { to: 'v41' }, reason: 'The canary drifts', target_ref: 'checkout-agent' }
  return created(world, sent, { ...wanted, ttl, supersedes: null }, moment)
}

type Wanted = Pick<Proposal, 'type' | 'mode' | 'payload' | 'reason' | 'target_ref' | 'supersedes'> & { ttl: number }

function created(world: World, sent: Sent, { ttl, ...wanted }: Wanted, moment: Moment): Next {
  const {
    id,
    outcome = null,
    executed_by,
  }: { id?: string; outcome?: null; executed_by?: { id: string } } = JSON.parse(sent.reply.text)
  if (id === undefined || world.rows.has(id)) return 'expected a new row'
  const { who, now } = askerOf(sent, moment)
  const tier = tierOf[wanted.type]
  const terms = {
    approvals_required: actionPolicy.approvals[tier],
    self_approval: actionPolicy.selfApproval[tier],
    typed: actionPolicy.typed[tier],
    single_operator: false,
  }
  const expires_at = new Date(moment.now + ttl * 1000).toISOString()
  const facts = {
    id,
    workspace,
    tier,
    terms,
    proposed_by: who,
    proposed_through: 'direct' as const,
    proposed_at: now,
    expires_at,
  }
  const fresh: Modelled = { action: propose({ ...wanted, ...facts }), entries: ['action.proposal.created'] }
  const by = { id: executed_by?.id ?? '', digest: '' }
  const ran = perform(fresh.action, { name: 'run', outcome }, by, now, moment.held)
  const row = ran ? after(fresh, ran) : fresh
  return shows(withRow(world, row), row, sent, 201, moment)
}

/** The reply is the row as it is now, with what this person may do to it. */
function shows(world: World, { action }: Modelled, sent: Sent, status: number, moment: Moment): Next {
  if (sent.reply.status !== status) return `expected ${status}`
  const row = JSON.parse(sent.reply.text)
  const expected = expectedOf(action, moment.now)
  if (!isDeepStrictEqual(shownOf(row), expected)) return `expected ${JSON.stringify(expected)}`
  return isDeepStrictEqual(row.commands, allowed(action, askerOf(sent, moment)))
    ? { world, keep: true }
    : 'expected other commands'
}
