import { endingOf } from '../../../shared/domain/gate.ts'
import type { Services } from '../../services.ts'
import { readDeploys } from '../../store/deploys.ts'
import { within } from '../../store/within.ts'
import type { Known } from './releases.ts'

const lastOnes = 200

/** What went out at a surface by the ledger, oldest first. Hosts that are made up remember nothing else. */
export async function releasedBy({ store, workspace }: Services, surface: string): Promise<Known[]> {
  const outcome = ['success', 'health_check_failed']
  const out = await within(workspace, () =>
    readDeploys(store.read, workspace, { surface, outcome }, { limit: lastOnes }),
  )
  return out.toReversed().map(({ deploy }) => {
    const { release: id, to_sha: sha, kind, to_release } = deploy
    const at = endingOf(deploy)?.at ?? deploy.began_at
    const label = kind === 'rollback' ? `Rollback to ${to_release}` : `Deploy ${sha?.slice(0, 7)}`
    return { id, sha, at, label }
  })
}
