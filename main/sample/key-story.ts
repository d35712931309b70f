import type { Identity } from '../../shared/domain/actor.ts'
import type { Role } from '../../shared/domain/permission.ts'
import { sampleIdentity } from '../identity/sample.ts'

const administrator = sampleIdentity('administrator', 'Sample administrator')
export const contractor = sampleIdentity('contractor', 'Sample contractor')

const hour = 60
const day = 24 * hour

/** What became of a key: made with these roles, revoked, or its holder forgotten with it. */
export type KeyLine = { ago: number; by: Identity; key: string; what: readonly Role[] | 'revoked' | 'forgotten' }

/** Keys for what reports and acts, and a contractor's, which was revoked, and the contractor forgotten. */
export const keyStory: readonly KeyLine[] = [
  { ago: 62 * day, by: administrator, key: 'deploy-workflow', what: ['release_manager'] },
  { ago: 9 * day, by: administrator, key: 'runner-eu-west', what: ['runner'] },
  { ago: 9 * day - 4, by: administrator, key: 'runner-us-east', what: ['runner'] },
  { ago: 8 * day, by: administrator, key: 'nightly-evidence-export', what: ['auditor'] },
  { ago: 6 * day, by: contractor, key: 'contractor-laptop', what: ['operator', 'viewer'] },
  { ago: 5 * day, by: administrator, key: 'grafana-alerts', what: ['viewer'] },
  { ago: 3 * day, by: administrator, key: 'release-train', what: ['release_manager'] },
  { ago: 2 * day, by: administrator, key: 'contractor-laptop', what: 'revoked' },
  { ago: 2 * day - 12, by: administrator, key: 'contractor-laptop', what: 'forgotten' },
  { ago: 26 * hour, by: administrator, key: 'runner-eu-west-2', what: ['runner'] },
  { ago: 3 * hour, by: administrator, key: 'runner-eu-west-3', what: ['runner'] },
  { ago: 2 * hour + 41, by: administrator, key: 'runner-eu-west-2', what: 'revoked' },
]
