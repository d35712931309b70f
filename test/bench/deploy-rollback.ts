import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type DeployFixture, openDeployFixture } from './deploy-fixture.ts'
import { measureWholeRollback } from './deploy-rollback-whole.ts'
import { interleave, type Measurement, median, ms, timed } from './measure.ts'

/** Back to the other of two releases, over and over: by the local host, and by a bare git push of the same commit. */
export const measureDeployRollback: Measurement = async (options) => {
  const { quick } = options
  const rounds = quick ? 7 : 25
  const ours = await openDeployFixture()
  // Another one: what is pushed past the gate would be given a release by the next rollback.
  const bare = await openDeployFixture()
  try {
    const withService = await measure({ ours, bare }, rounds)
    for (const { service } of [ours, bare])
      for (const hook of ['pre-receive', 'post-receive']) rmSync(join(service.remote, 'hooks', hook))
    const alone = await measure({ ours, bare }, rounds)
    const notes = [
      `the limit is git push --force of the same commit to a repository like it, whose hook starts the service of that commit and waits until it listens; without any hook ${ms(alone.ours)} to ${ms(alone.limit)}, ${(alone.ours / alone.limit).toFixed(2)}: before it pushes, ours asks the remote what it has and writes down the release`,
    ]
    return [
      {
        name: 'rollback at a local host',
        ours: ms(withService.ours),
        limit: ms(withService.limit),
        ratio: withService.ours / withService.limit,
        aim: { atMost: 1.5 },
        notes,
        numbers: { ...withService, oursAlone: alone.ours, limitAlone: alone.limit },
      },
      await measureWholeRollback(options),
    ]
  } finally {
    await ours.close()
    await bare.close()
  }
}

async function measure({ ours, bare }: Record<'ours' | 'bare', DeployFixture>, rounds: number) {
  const { signal } = new AbortController()
  const rollBack = () => {
    const to = { ...other(ours), at: null, label: '' }
    return timed(() => ours.host.rollback(to, { deploy_id: 'bench', operator: 'bench' }, () => {}, signal))
  }
  const push = () => {
    const { sha } = other(bare)
    return timed(() => bare.service.push(sha, '--force'))
  }
  const samples = await interleave({ ours: rollBack, limit: push }, { rounds })
  return { ours: median(samples.ours), limit: median(samples.limit) }
}

/** Always the one that does not run: what runs already is nothing to push. */
function other({ service, shas }: DeployFixture): { id: string; sha: string } {
  const n = service.head() === shas[0] ? 1 : 0
  return { id: `v${n + 1}`, sha: shas[n] }
}
