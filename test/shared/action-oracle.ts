import type { Action, Proposal, Status } from '../../shared/domain/action.ts'
import type { Asker, Command, CommandName, Deed } from '../../shared/domain/action-commands.ts'
import type { Permission } from '../../shared/domain/permission.ts'
import type { RefusalCode } from '../../shared/domain/result.ts'
import { digestOf } from './action-setting.ts'

/**
 * The rules a second time, written from the source and `product.md` as a table and sharing nothing with the code that
 * the tests hold against it: what a row is, in a few words, and what is answered to a command.
 */
export type Row = {
  status: Status
  voters: readonly string[]
  broke: string | null
  reviewed: string | null
  claim: { by: string; until: number } | null
}
type Answer = { code: RefusalCode | null; row: Row }

const go = true
const no = false
const possible: Record<CommandName, Record<Status, boolean>> = {
  approve: { proposed: go, approved: no, executed: no, rejected: no, expired: no },
  break_glass: { proposed: go, approved: no, executed: no, rejected: no, expired: no },
  reject: { proposed: go, approved: go, executed: no, rejected: no, expired: no },
  repoint: { proposed: go, approved: go, executed: no, rejected: no, expired: no },
  claim: { proposed: no, approved: go, executed: no, rejected: no, expired: no },
  mark_executed: { proposed: no, approved: go, executed: no, rejected: no, expired: no },
  close_review: { proposed: go, approved: go, executed: go, rejected: go, expired: go },
  comment: { proposed: go, approved: go, executed: go, rejected: go, expired: go },
}

export function ask(proposal: Proposal, row: Row, command: Command, asker: Asker): Answer {
  const { who, permissions, now } = asker
  const { name } = command
  const is = (...names: CommandName[]) => names.includes(name)
  const moment = Date.parse(now)
  const own = proposal.proposed_by.id === who.id
  const alone = proposal.terms.single_operator
  const held = row.status === 'approved' && row.claim !== null
  const lapsed = held && row.claim !== null && moment >= row.claim.until
  const past = moment >= Date.parse(proposal.expires_at)
  const late = is('approve', 'break_glass') && row.status === 'proposed' && past
  const given = { confirmation: undefined, note: undefined, proposal_digest: undefined, ...command }
  const needed: Record<CommandName, Permission[]> = {
    approve: ['actions.approve'],
    break_glass: ['actions.break_glass'],
    reject: own ? [] : ['actions.reject'],
    repoint: own ? ['actions.propose'] : ['actions.propose', 'actions.reject'],
    claim: ['actions.execute'],
    mark_executed: ['actions.execute'],
    close_review: ['actions.approve'],
    comment: ['actions.propose'],
  }
  const wrong: [RefusalCode, boolean][] = [
    ['permission_denied', !needed[name].every((permission) => permissions.has(permission))],
    ['approval_expired', late || (is('approve', 'break_glass') && row.status === 'expired')],
    ['dry_run_never_executes', is('claim', 'mark_executed') && proposal.mode === 'dry_run'],
    ['invalid_transition', !possible[name][row.status]],
    ['invalid_transition', is('break_glass') && proposal.tier !== 3],
    ['invalid_transition', is('close_review') && (row.broke === null || row.reviewed !== null)],
    ['already_claimed', is('claim', 'reject', 'repoint') && held && !lapsed],
    ['already_claimed', is('mark_executed') && held && !lapsed && row.claim?.by !== who.id],
    ['outcome_unknown', is('claim') && lapsed],
    ['proposal_changed', given.proposal_digest !== undefined && given.proposal_digest !== digestOf(proposal)],
    ['self_approval', is('approve') && proposal.tier === 3 && own && !alone],
    ['self_approval', is('close_review') && row.broke === who.id],
    ['already_approved', is('approve') && row.voters.includes(who.id)],
    ['step_up_required', proposal.tier === 3 && is('approve', 'break_glass') && isStale(asker)],
    [
      'confirmation_mismatch',
      proposal.tier === 3 && is('approve', 'break_glass') && given.confirmation !== first8(proposal),
    ],
    [
      'reason_required',
      (proposal.tier === 3 && is('approve')) || is('break_glass', 'close_review') ? !given.note?.trim() : false,
    ],
  ]
  const code = wrong.find(([, holds]) => holds)?.[0] ?? null
  if (code) return { code, row: code === 'approval_expired' && late ? { ...row, status: 'expired' } : row }
  return { code, row: { ...row, ...change() } }

  function change(): Partial<Row> {
    const enough = proposal.tier === 3 && !alone ? 2 : 1
    const voters = [...row.voters.filter((id) => id !== who.id), who.id]
    switch (command.name) {
      case 'approve':
        return { voters, status: voters.length >= enough ? 'approved' : 'proposed' }
      case 'break_glass':
        return { voters, broke: who.id, status: 'approved' }
      case 'reject':
      case 'repoint':
        return { status: 'rejected' }
      case 'claim':
        return { claim: { by: who.id, until: moment + command.lease_seconds * 1000 } }
      case 'mark_executed':
        return { status: 'executed' }
      case 'close_review':
        return { reviewed: who.id }
      case 'comment':
        return {}
      default:
        return command satisfies never
    }
  }
}

/** What Countersign does by itself: `null` where it does nothing. */
export function act(proposal: Proposal, row: Row, deed: Deed['name'], now: string, held: boolean): Row | null {
  if (row.status !== 'proposed') return null
  const past = Date.parse(now) >= Date.parse(proposal.expires_at)
  if (deed === 'expire') return past ? { ...row, status: 'expired' } : null
  const autonomous = proposal.tier === 1 && proposal.mode === 'autonomous'
  return autonomous && !held && !past ? { ...row, status: 'executed' } : null
}

/** A row of the product in the words of this one. */
export const rowOf = ({ progress, approvals, glass, claim }: Action): Row => ({
  status: progress.status,
  voters: approvals.map(({ actor }) => actor.id),
  broke: glass?.by.id ?? null,
  reviewed: glass?.review?.by.id ?? null,
  claim: claim && { by: claim.by.id, until: Date.parse(claim.expires_at) },
})

/** Older than is wanted, a minute or more in the future, or not known. */
function isStale({ signedIn, now }: Asker): boolean {
  if (signedIn === null) return false
  if (signedIn.at === null) return true
  const seconds = (Date.parse(now) - Date.parse(signedIn.at)) / 1000
  return seconds > signedIn.maxAgeSeconds || seconds < -60
}

const first8 = ({ target_ref }: Proposal): string => /^.{0,8}/su.exec(target_ref)?.[0] ?? ''
