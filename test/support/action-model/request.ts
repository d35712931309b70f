import { proposalDigest } from '../../../shared/domain/action.ts'
import type { Command as DomainCommand } from '../../../shared/domain/action-commands.ts'
import type { Command } from './plan.ts'
import type { World } from './world.ts'

const base = '/api/v1/deployments/actions'

export type Request = {
  path: string
  body: string
  /** What the rules are asked; nothing for a proposal and for what is no input. */
  command: DomainCommand | undefined
}

/** What a command is on the wire, and what it is to the rules. The same command is the same bytes, whenever it is sent. */
export function requestOf(asked: Command, world: World): Request {
  const { main = 'none' } = world
  const digest = { right: digestOf(world), wrong: 'sha256:00', none: undefined }
  const on = (name: string, body: object, command?: DomainCommand): Request => ({
    path: `${base}/${main}/${name}`,
    body: JSON.stringify(body),
    command,
  })
  switch (asked.ask) {
    case 'propose': {
      const { type, mode, ttl_seconds } = asked
      const body = {
        type,
        mode,
        ttl_seconds,
        target_ref: 'checkout-agent',
        reason: 'The canary drifts',
        payload: { to: 'v41' },
      }
      return { path: base, body: JSON.stringify(body), command: undefined }
    }
    case 'approve':
    case 'break_glass': {
      const given = { confirmation: asked.confirmation, note: asked.note, proposal_digest: digest[asked.digest] }
      const glass = asked.ask === 'break_glass' ? { break_glass: true } : {}
      return on('approve', { ...given, ...glass }, { name: asked.ask, ...given })
    }
    case 'reject':
      return on('reject', { note: asked.note }, { name: 'reject', note: asked.note })
    case 'close_review':
      return on('close-review', { note: asked.note }, { name: 'close_review', note: asked.note })
    case 'comment':
      return on('comments', { body: asked.note }, { name: 'comment', body: asked.note })
    case 'claim':
      return on('claim', { lease_seconds: asked.lease_seconds }, { name: 'claim', lease_seconds: asked.lease_seconds })
    case 'mark_executed':
      return on('mark-executed', { outcome: asked.outcome }, { name: 'mark_executed', outcome: asked.outcome })
    case 'repoint':
      return on(
        'repoint',
        { target_ref: 'search-agent' },
        { name: 'repoint', target_ref: 'search-agent', successor: '' },
      )
    case 'malformed':
      return on('claim', { lease_seconds: 'long' }, { name: 'claim', lease_seconds: 0 })
    default:
      return asked satisfies never
  }
}

function digestOf({ main, rows }: World): string | undefined {
  const row = main === undefined ? undefined : rows.get(main)
  return row && proposalDigest(row.action.proposal)
}
