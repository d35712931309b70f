import { sameCommit } from '../../../../shared/domain/surface-standing.ts'
import type { Deploy, Surface } from '../../../deploys-api.ts'

export type Deed = Deploy['commands'][number]['name']

/** Why it cannot be done to a deploy now, if so. */
export function whyNot(deploy: Deploy, name: Deed): string | null {
  const offer = deploy.commands.find((each) => each.name === name)
  if (offer?.enabled) return null
  return offer?.reason ?? 'The server does not offer this here.'
}

const beforePush: ReadonlySet<Deploy['state']> = new Set([
  'triggered',
  'smoke_gate',
  'blocked',
  'resolved',
  'approval_pending',
  'rejected',
])

type Of = Pick<Deploy, 'id' | 'state' | 'outcome' | 'to_sha'>
type At = Pick<Surface, 'running' | 'last_deploys'>

/**
 * Why the surface's rollback does not stand on the page of this deploy, if so. It leads away from what runs: beside a
 * deploy that has put nothing there, or nothing that is still there, somebody would take it for that one's undoing.
 */
export function whyNoRollback({ id, state, outcome, to_sha }: Of, surface: At | undefined): string | null {
  if (surface === undefined) return 'Its surface is not defined here any more'
  if (beforePush.has(state) && outcome === null)
    return 'Nothing was pushed yet: cancelling leaves what runs. To roll back what runs, go to the surface.'
  if (outcome === 'unknown') return null
  if (beforePush.has(state)) return 'It pushed nothing. To roll back what runs, go to the surface.'
  const isLast = surface.last_deploys[0]?.id === id
  if (outcome === null || isLast || sameCommit(surface.running.sha, to_sha)) return null
  return 'Something else went out since. To roll that back, go to the surface.'
}
