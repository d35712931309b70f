import type { Deploy } from '../../../deploys-api.ts'

type State = Deploy['state']
export type StepLook = 'behind' | 'now' | 'ahead' | 'skipped' | 'failed'
export type Step = { name: string; look: StepLook; says: string }

type Wanted = { state: State; name: string; fails?: State; failed?: string }
type Of = Pick<Deploy, 'kind' | 'path' | 'environment' | 'state' | 'outcome'>

const approvalOf = ({ kind, path, environment }: Of): boolean =>
  kind === 'deploy' && path === 'ci' && environment === 'production'

/** The way of a deploy, as the deploy-gating document draws it: a rollback has no gate before it. */
function wayOf(deploy: Of): Wanted[] {
  const gate: Wanted[] = [
    { state: 'smoke_gate', name: 'Smoke gate', fails: 'blocked', failed: 'blocked' },
    { state: 'resolved', name: 'Let pass' },
    ...(approvalOf(deploy)
      ? [{ state: 'approval_pending' as const, name: 'Approval', fails: 'rejected' as const, failed: 'rejected' }]
      : []),
  ]
  return [
    { state: 'triggered', name: 'In the ledger' },
    ...(deploy.kind === 'rollback' ? [] : gate),
    {
      state: 'deploying',
      name: deploy.kind === 'rollback' ? 'Rolling back' : 'Deploying',
      fails: 'deploy_failed',
      failed: 'not taken',
    },
    { state: 'health_check', name: 'Health check', fails: 'rollback_alert', failed: 'not well' },
    { state: 'audit_written', name: 'Done' },
  ]
}

const words: Record<Exclude<StepLook, 'failed'>, string> = {
  behind: 'done',
  now: 'now',
  ahead: 'to come',
  skipped: 'not reached',
}

/** Every step in its order, with how far it came. Where it ended, what comes after was never done. */
export function stepsOf(deploy: Of): Step[] {
  const way = wayOf(deploy)
  const at = way.findIndex(({ state, fails }) => state === deploy.state || fails === deploy.state)
  const isOver = deploy.outcome !== null
  const step = (name: string, look: Exclude<StepLook, 'failed'>): Step => ({ name, look, says: words[look] })
  return way.map(({ state, name, fails, failed }, place) => {
    if (fails === deploy.state) return { name, look: 'failed', says: failed ?? 'failed' }
    if (place < at || deploy.state === 'audit_written') return step(name, 'behind')
    if (state !== deploy.state) return step(name, isOver ? 'skipped' : 'ahead')
    if (!isOver) return step(name, 'now')
    return { name, look: 'failed', says: deploy.outcome === 'unknown' ? 'lost sight of' : 'broken off' }
  })
}

export const stateWords: Record<State, string> = {
  triggered: 'In the ledger',
  smoke_gate: 'Smoke gate',
  blocked: 'Blocked by the smoke gate',
  resolved: 'Let pass by the smoke gate',
  approval_pending: 'Waiting for approval',
  rejected: 'Rejected',
  deploying: 'Deploying',
  deploy_failed: 'Not taken',
  health_check: 'Health check',
  audit_written: 'Done, in the ledger',
  rollback_alert: 'Not well after it',
}
