import { type Deploy, endingOf } from '../../shared/domain/gate.ts'
import type { Services } from '../services.ts'
import { readSucceeded } from '../store/deploys-lately.ts'
import { within } from '../store/within.ts'
import { lookAfter } from './run/look-after.ts'

/** A surface may ask for so long at most. */
const longestMs = 24 * 60 * 60_000
const lookEveryMs = 5_000

/**
 * Looks after what has just gone out (P5), until its time is over, it broke, or something newer runs. All of it follows from
 * rows, so it goes on after a restart. Where several processes look, each counts for itself, and one of them raises the alert.
 */
export function startWatch(services: Services, every_ms = lookEveryMs): { stop(): Promise<void> } {
  const { store, clock, log, stopping } = services
  const enough = new AbortController()
  const watched = new Map<string, Promise<void>>()
  let looking: Promise<void> | undefined

  async function lookAround(): Promise<void> {
    const now = clock()
    const lately = await readSucceeded(store.read, new Date(now - longestMs).toISOString())
    for (const { workspace, deploy } of lately) {
      const key = `${workspace} ${deploy.deploy_id}`
      if (!watched.has(key) && !enough.signal.aborted) watched.set(key, watch(workspace, deploy))
    }
    // What was looked after once is not begun with again for as long as it could be.
    const known = new Set(lately.map(({ workspace, deploy }) => `${workspace} ${deploy.deploy_id}`))
    for (const key of watched.keys()) if (!known.has(key)) watched.delete(key)
  }

  const watch = (workspace: string, deploy: Deploy): Promise<void> =>
    within(workspace, () => lookAfter(services, workspace, deploy, sinceOf(deploy), enough.signal)).catch(
      (error: unknown) => {
        if (!enough.signal.aborted)
          log.warn({ err: error, deploy_id: deploy.deploy_id }, 'a deploy is not looked after any more')
      },
    )

  const look = () => {
    looking ??= lookAround()
      .catch((error: unknown) => log.warn({ err: error }, 'what has gone out could not be looked after'))
      .finally(() => {
        looking = undefined
      })
  }
  const timer = setInterval(look, every_ms)
  const halt = () => {
    clearInterval(timer)
    enough.abort()
  }
  stopping.addEventListener('abort', halt, { once: true })
  look()
  return {
    async stop() {
      halt()
      await looking
      await Promise.all(watched.values())
    },
  }
}

const sinceOf = (deploy: Deploy): number => Date.parse(endingOf(deploy)?.at ?? deploy.began_at)
