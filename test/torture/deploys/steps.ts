/** Where a deploy can be killed: after the nth entry of that action, or while the remote's hook holds the push. */
export type KillStep =
  | { at: 'entry'; action: string; n: number }
  | { at: 'held'; hold: 'before' | 'after'; orphan: 'goes on' | 'ends' }

export const intent = 'console.deploy.prod'
const entry = (action: string, n = 1): KillStep => ({ at: 'entry', action, n })

/** Every step of a deploy, in its order. */
export const deploySteps: readonly KillStep[] = [
  entry(intent),
  entry('deploy.smoke.started'),
  entry('deploy.smoke.passed'),
  entry('deploy.push.started'),
  { at: 'held', hold: 'before', orphan: 'goes on' },
  { at: 'held', hold: 'before', orphan: 'ends' },
  { at: 'held', hold: 'after', orphan: 'goes on' },
  { at: 'held', hold: 'after', orphan: 'ends' },
  entry('deploy.push.done'),
  entry('deploy.health.probed'),
  entry('deploy.health.probed', 2),
  entry(intent, 2),
]
export const rollbackSteps: readonly KillStep[] = [
  entry(intent),
  entry('deploy.push.started'),
  entry('deploy.push.done'),
  entry('deploy.health.probed'),
  entry(intent, 2),
]

export const nameOf = (step: KillStep): string =>
  step.at === 'entry' ? `after ${step.action} ${step.n}` : `held ${step.hold}, the push ${step.orphan}`

/** What the process that is killed is asked to do. */
export type DeployJob = {
  dataDir: string
  /** By how much its clock is ahead. */
  ahead: number
  kind: 'deploy' | 'rollback'
  /** After which entry, and how many milliseconds after it. None: it is killed from outside. */
  kill: { action: string; n: number; delay: number } | null
}
