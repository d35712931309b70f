import { setTimeout as delay } from 'node:timers/promises'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import { playIncident } from './play-incident.ts'

/** Plays the scripted incident in a sample, one at a time, until it is over or the sample closes. */
export function createPlayer(services: Services): { play(): Result<{ playing: true }> } {
  const stop = new AbortController()
  let playing: Promise<void> | undefined
  services.onClose(async () => {
    stop.abort()
    await playing
  })
  return {
    play() {
      if (services.mode !== 'sample') return refuse('not_offered_here', 'Only the sample has an incident to play.')
      if (playing) return refuse('not_offered_here', 'The incident is being played already: watch the queue.')
      playing = playIncident(services, (ms) => delay(ms, undefined, { signal: stop.signal }))
        // Whoever watches may have decided otherwise than the script: then it ends there.
        .catch(
          (error: unknown) =>
            stop.signal.aborted || services.log.info({ err: error }, 'the played incident ended early'),
        )
        .then(() => {
          playing = undefined
        })
      return ok({ playing: true })
    },
  }
}
