import type { Outcome } from '../../shared/domain/gate.ts'
import { sampleIdentity } from '../identity/sample.ts'
import type { Member } from './cast.ts'
import type { ForgePerson } from './gate/sample-forge.ts'
import { commander } from './queue-story.ts'

const hour = 60
const day = 24 * hour

export const releaseManager: Member = {
  identity: sampleIdentity('release-manager', 'Sample release manager'),
  role: 'release_manager',
}
/** The key that the workflow reports with. */
export const workflowKey = 'deploy-workflow'

/** Something happened at a surface so many minutes before now. Commits are called as the sample's repositories call them. */
export type DeployLine = { ago: number; surface: string } & (
  | {
      /** What a run of the forge reported of itself. */
      ran: string
      commit: string
      outcome: Extract<Outcome, 'success' | 'health_check_failed' | 'rejected' | 'blocked'>
      reviewer?: ForgePerson
      comment?: string
      detail?: string
    }
  /** Begun by hand, and pushed. */
  | { by: Member; begins: string; commit: string }
  /** Back to the release of that commit; what ran there goes into quarantine. */
  | { by: Member; backTo: string; as: string; because: string }
  | { by: Member; isWell: string; after: number }
  | { by: Member; reviews: string; note: string }
  | { by: Member; freezes: true; reason: string }
)

/** By the forge, approved there, and reported by its workflow when it was over. */
const run = (surface: string, days: number, commit: string, reviewer?: ForgePerson): DeployLine => ({
  ago: days * day,
  surface,
  ran: `${surface}-${commit}`,
  commit,
  outcome: 'success',
  ...(reviewer && { reviewer }),
})

/** From this machine: begun and pushed, and a minute later found well, after so many probes that failed. */
function local(surface: string, ago: number, by: Member, commit: string, failed = 0): DeployLine[] {
  const name = `${surface}-${commit}`
  return [
    { ago, surface, by, begins: name, commit },
    { ago: ago - 0.9, surface, by, isWell: name, after: failed },
  ]
}

const twoMonthsAgo: readonly DeployLine[] = [
  run('raptor', 61.5, 'r1', 'commander'),
  run('antlers', 61.4, 'r1', 'release-manager'),
  run('docs', 61.3, 'r1'),
  ...local('lightsail', 61.2 * day, releaseManager, 'r1'),
  ...local('console', 60.9 * day, releaseManager, 'r1'),
  {
    ago: 60.6 * day,
    surface: 'console',
    by: commander,
    reviews: 'console-r1',
    note: 'The workflow of the console was not there yet; by hand was the only way.',
  },
  run('raptor', 59.6, 'r2', 'release-manager'),
  ...local('console', 58.2 * day, releaseManager, 'r3', 1),
  {
    ago: 57.9 * day,
    surface: 'console',
    by: commander,
    reviews: 'console-r3',
    note: 'Again by hand, for the last time: the workflow is being written.',
  },
  run('antlers', 55.6, 'r4', 'commander'),
  run('docs', 50.9, 'r5'),
  ...local('lightsail', 47.5 * day, releaseManager, 'r6', 2),
  run('raptor', 44.4, 'r7', 'commander'),
]

const lastMonth: readonly DeployLine[] = [
  ...local('sample-service', 40.5 * day, releaseManager, 's1'),
  run('console', 40.2, 'r8', 'commander'),
  run('antlers', 37.3, 'r9', 'release-manager'),
  ...local('sample-service', 35.4 * day, releaseManager, 's2'),
  run('docs', 33.8, 'r10'),
  run('raptor', 30.6, 'r11', 'release-manager'),
  ...local('sample-service', 29.3 * day, commander, 's3', 1),
  run('console', 26.4, 'r12', 'release-manager'),
  run('antlers', 21.5, 'r13', 'commander'),
  run('docs', 18.8, 'r14'),
  run('raptor', 16.5, 'r15', 'commander'),
  ...local('sample-service', 13.4 * day, releaseManager, 's6'),
  ...local('lightsail', 13.2 * day, releaseManager, 'r16'),
  run('antlers', 12.2, 'r17', 'release-manager'),
  {
    ago: 11.3 * day,
    surface: 'antlers',
    ran: 'antlers-r18',
    commit: 'r18',
    outcome: 'blocked',
    detail: 'The smoke gate of the run did not pass: Unit tests and Types failed.',
  },
  run('antlers', 10.8, 'r19', 'commander'),
  {
    ago: 9.1 * day,
    surface: 'raptor',
    ran: 'raptor-r20',
    commit: 'r20',
    outcome: 'rejected',
    reviewer: 'commander',
    detail: 'Rejected: five hundred without a person is what finance said no to. A hundred, and I approve.',
  },
  run('raptor', 7.8, 'r21', 'commander'),
]

const thisWeek: readonly DeployLine[] = [
  ...local('sample-service', 5.6 * day, releaseManager, 's8'),
  run('raptor', 5, 'r22', 'release-manager'),
  ...local('sample-service', 4 * day, releaseManager, 's9'),
  run('docs', 3, 'r23'),
  {
    ago: 26 * hour,
    surface: 'raptor',
    by: commander,
    freezes: true,
    reason: 'Campaign weekend: payments are watched by two people, not by five.',
  },
  // Last night's incident: the forge did not answer, and the console had to learn to pause a region.
  {
    ago: 21.4 * hour,
    surface: 'console',
    by: releaseManager,
    begins: 'console-r24',
    commit: 'r24',
  },
  { ago: 21.4 * hour - 1, surface: 'console', by: releaseManager, isWell: 'console-r24', after: 1 },
  // Tonight: the shop was deployed in the middle of the refund incident, and was not well.
  {
    ago: 29,
    surface: 'antlers',
    ran: 'antlers-r25',
    commit: 'r25',
    outcome: 'health_check_failed',
    reviewer: 'release-manager',
    comment: 'Customers have to see what was refunded.',
    detail: 'The health check of the run failed: five attempts, 503 each time.',
  },
  {
    ago: 27,
    surface: 'antlers',
    by: commander,
    backTo: 'r19',
    as: 'antlers-back',
    because: 'Its page asks for refunds where the API has none.',
  },
  { ago: 27 - 0.4, surface: 'antlers', by: commander, isWell: 'antlers-back', after: 0 },
]

/** Two months of deploys at six surfaces, in every way in which they end. */
export const deployStory: readonly DeployLine[] = [...twoMonthsAgo, ...lastMonth, ...thisWeek]
