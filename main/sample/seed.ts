import type { Identity } from '../../shared/domain/actor.ts'
import type { Role } from '../../shared/domain/permission.ts'
import { sampleIdentity } from '../identity/sample.ts'
import type { Services } from '../services.ts'
import { eraseActor } from '../use-cases/actors/erase-actor.ts'
import { createKey } from '../use-cases/keys/create-key.ts'
import { revokeKey } from '../use-cases/keys/revoke-key.ts'
import type { StoryClock } from './clock.ts'

const administrator = sampleIdentity('administrator', 'Sample administrator')
const contractor = sampleIdentity('contractor', 'Sample contractor')

const hour = 60
const day = 24 * hour
/** In minutes before now. */
export const storyStart = 9 * day + 20

/**
 * How this workspace came to be: keys for what reports and acts, a contractor's key that was revoked and the contractor
 * forgotten. Everything is done by the use-cases that the product itself runs, so the ledger verifies.
 */
export async function seedSample(services: Services, clock: StoryClock): Promise<void> {
  const { workspace } = services
  const make = (minutes: number, by: Identity, name: string, ...roles: Role[]) => {
    clock.ago(minutes)
    return createKey(services, by, { workspace, name, roles })
  }
  await make(9 * day, administrator, 'runner-eu-west', 'runner')
  await make(9 * day - 4, administrator, 'runner-us-east', 'runner')
  await make(8 * day, administrator, 'nightly-evidence-export', 'auditor')
  const laptop = await make(6 * day, contractor, 'contractor-laptop', 'operator', 'viewer')
  await make(5 * day, administrator, 'grafana-alerts', 'viewer')
  await make(3 * day, administrator, 'release-train', 'release_manager')
  clock.ago(2 * day)
  await revokeKey(services, administrator, laptop.id)
  clock.ago(2 * day - 12)
  await eraseActor(services, administrator, { workspace, actor: contractor.subject })
  const old = await make(26 * hour, administrator, 'runner-eu-west-2', 'runner')
  await make(3 * hour, administrator, 'runner-eu-west-3', 'runner')
  clock.ago(2 * hour + 41)
  await revokeKey(services, administrator, old.id)
  clock.live()
}
