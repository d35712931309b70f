import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Say } from '../../host.ts'
import { type HerokuApi, HerokuBuild } from './api.ts'

const patienceMs = 10_000
const looks = 3

/** Whoever pushed has stopped; the build of that commit is to stop too, and whether it did is said. It never throws. */
export async function cancelBuild({ ask, at }: HerokuApi, commit: string, say: Say): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs)
  try {
    for (let look = 0; look < looks; look++) {
      if (look > 0) await pause(500, undefined, { signal })
      const range = 'started_at ..; order=desc,max=10'
      const { body } = await ask(
        { what: 'list the builds', path: at('builds'), headers: { range }, answer: z.array(HerokuBuild) },
        signal,
      )
      const ours = body.filter(({ source_blob }) => source_blob?.version === commit)
      const pending = ours.find(({ status }) => status === 'pending')
      if (pending) {
        const answer = z.unknown()
        await ask({ what: 'cancel the build', method: 'DELETE', path: at('builds', pending.id), answer }, signal)
        say('the build at Heroku was cancelled')
        return
      }
      // One that is over needs no cancelling; one that is not there may be about to come.
      if (ours.length > 0) break
    }
    say('no build of it was found running at Heroku')
  } catch {
    say('the build at Heroku could not be cancelled: it may still be released')
  }
}
