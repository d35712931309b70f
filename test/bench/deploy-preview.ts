import { join } from 'node:path'
import { previewDeploy } from '../../main/gate/preview.ts'
import { bareGit } from '../fakes/git-repository.ts'
import { localSurface, writeRange } from './deploy-fixture.ts'
import { interleave, type Measurement, median, ms, timed } from './measure.ts'

/** The whole answer of a preview, as it goes on the wire, against what an operator would type to see the same. */
export const measureDeployPreview: Measurement = async ({ folder, quick }) => {
  const size = quick ? { commits: 2_000, files: 200 } : { commits: 10_000, files: 1_000 }
  const { path, from_sha, to_sha } = writeRange(folder, size)
  const surface = localSurface(path, path)
  const { signal } = new AbortController()
  let bytes = 0
  const preview = async () => {
    const result = await previewDeploy({ surface, from_sha }, { dir: join(folder, 'preview') }, signal)
    const answer = JSON.stringify(result)
    if (!result.ok || result.value.commits_total !== size.commits || result.value.files_total !== size.files)
      throw new Error(`the preview is not of the range: ${answer.slice(0, 200)}`)
    bytes = answer.length
  }
  const bare = () => {
    bareGit(path, ['log', `${from_sha}..${to_sha}`])
    bareGit(path, ['diff', '--stat', from_sha, to_sha])
  }
  const samples = await interleave({ ours: () => timed(preview), limit: () => timed(bare) }, { rounds: quick ? 5 : 15 })
  const [ours, limit] = [median(samples.ours), median(samples.limit)]
  const { commits, files } = size
  return [
    {
      name: `diff preview of ${commits.toLocaleString('en')} commits, ${files.toLocaleString('en')} files`,
      ours: ms(ours),
      limit: ms(limit),
      ratio: ours / limit,
      aim: { atMost: 1.5 },
      notes: [
        `the limit is git log and then git diff --stat, each with its output read; ours asks the repository for its names, lists the first 1,000 commits and all files, counts everything, and is ${Math.round(bytes / 1000)} kB of JSON`,
      ],
      numbers: { ours, limit, commits, files, bytes },
    },
  ]
}
