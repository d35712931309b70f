import fc from 'fast-check'
import { batchOf } from './plan.ts'
import { play } from './play.ts'
import type { Setting } from './setting.ts'

/** Played side by side, so that they share transactions as those of a busy day do. */
const together = 25
const shrinkMs = 30_000

type Played = {
  stories: number
  requests: number
  /** How often each command was answered with each status: a model that nothing happens in proves nothing. */
  answers: ReadonlyMap<string, number>
}

/** Plays so many stories, each planned by the seed; throws with the smallest that was found to go wrong, and the seed. */
export async function runModel(setting: Setting, wanted: { seed: number; stories: number }): Promise<Played> {
  const answers = new Map<string, number>()
  let [batches, requests] = [0, 0]
  let failedAt: number | undefined
  const property = fc.asyncProperty(batchOf(together), async (batch) => {
    // A smaller story that fails is looked for, but not for ever.
    if (failedAt !== undefined && performance.now() - failedAt > shrinkMs) return
    const played = await play(setting, batch, `b${batches++}`)
    requests += played.answers.length
    for (const answer of played.answers) answers.set(answer, (answers.get(answer) ?? 0) + 1)
    if (played.faults.length === 0) return
    failedAt ??= performance.now()
    throw new Error(played.faults.join('\n'))
  })
  const { seed } = wanted
  const details = await fc.check(property, { seed, numRuns: Math.ceil(wanted.stories / together) })
  if (details.failed) {
    const [batch] = details.counterexample ?? []
    throw new Error(`seed ${seed}: ${details.errorInstance}\nin ${JSON.stringify(batch)}`)
  }
  return { stories: batches * together, requests, answers }
}
