import { outcomeOf } from '../../shared/domain/gate.ts'
import type { Services } from '../services.ts'
import { changeForward, readUntold, type Untold } from '../store/deploy-forward.ts'
import { within } from '../store/within.ts'
import { type HeldForward, readHeld, writeHeld } from '../use-cases/deploys/forwarding.ts'
import { type ForwardedReport, reportOf } from './forward-report.ts'

/** What became of telling it: taken; not taken, and trying others is no use now; or this one alone is not. */
export type Told = { kind: 'taken' } | { kind: 'not now'; why: string } | { kind: 'refused'; why: string }

export type ForwarderOptions = {
  /** Who is signed in at that server now; null for nobody. */
  whoAt(server: string): Promise<{ issuer: string; subject: string } | null>
  tell(server: string, report: ForwardedReport): Promise<Told>
}

const lookEveryMs = 1_000
const longestRestMs = 60_000
/** What the server says no to does not become right by itself. */
const refusedRestMs = 15 * 60_000

/**
 * Tells team servers of what this machine deployed past them, in the order in which it began. It all follows from rows
 * that were written with the deploys themselves, so it goes on after a restart; what was told twice is one record there.
 */
export function startForwarder(services: Services, options: ForwarderOptions): { stop(): Promise<void> } {
  const { store, clock, log, workspace, stopping } = services
  let isOver = stopping.aborted
  let news = true
  let looking: Promise<void> | undefined

  const look = () => {
    if (isOver) return
    looking ??= lookAround()
      .catch((error: unknown) =>
        log.warn({ err: error }, 'what servers are owed could not be looked at; it is tried again'),
      )
      .finally(() => {
        looking = undefined
      })
  }

  async function lookAround(): Promise<void> {
    while (news && !isOver) {
      news = false
      const silent = new Set<string>()
      for (const owed of await within(workspace, () => readUntold(store.read, workspace))) {
        if (isOver) return
        if (!silent.has(owed.server) && !(await settle(owed))) silent.add(owed.server)
      }
    }
  }

  /** False where the server is not to be asked any more just now. */
  async function settle(owed: Untold): Promise<boolean> {
    const held = readHeld(owed.body)
    const outcome = outcomeOf(owed.deploy)
    if (outcome === null && held.begun) return true
    if (Date.parse(owed.due_at) > clock()) return held.refused
    const told = await options.tell(owed.server, reportOf(owed.deploy, await actorFor(owed.server, held)))
    // A program that stops has broken the request off; whether it arrived, the next one finds out by asking again.
    if (isOver && told.kind !== 'taken') return false
    await note(owed, held, told)
    return told.kind !== 'not now'
  }

  /** Whoever is signed in there by now tells it; but it was made by whoever made it. */
  async function actorFor(server: string, { who }: HeldForward): Promise<string | undefined> {
    const now = await options.whoAt(server)
    return now?.issuer === who.issuer && now.subject === who.subject ? undefined : who.label
  }

  async function note({ deploy, server, tries }: Untold, held: HeldForward, told: Told): Promise<void> {
    const { deploy_id } = deploy
    const isEnd = outcomeOf(deploy) !== null
    const rest =
      told.kind === 'refused' ? refusedRestMs : Math.min(lookEveryMs * 2 ** Math.min(tries, 10), longestRestMs)
    await within(workspace, () =>
      store.write(workspace, async (tx) => {
        const changed =
          told.kind === 'taken'
            ? {
                error: null,
                tries: 0,
                body: writeHeld({ ...held, begun: true, refused: false }),
                told_at: isEnd ? tx.now : null,
              }
            : {
                error: told.why,
                tries: tries + 1,
                due_at: new Date(clock() + rest).toISOString(),
                body: writeHeld({ ...held, refused: told.kind === 'refused' }),
              }
        await changeForward(tx, deploy_id, server, changed)
      }),
    )
    if (told.kind !== 'taken')
      log.info({ deploy_id, server, why: told.why }, 'a server could not be told of a deploy yet')
  }

  const wake = () => {
    news = true
    look()
  }
  const unwatch = store.watch(wake)
  const timer = setInterval(wake, lookEveryMs)
  const halt = () => {
    isOver = true
    unwatch()
    clearInterval(timer)
  }
  stopping.addEventListener('abort', halt, { once: true })
  look()
  return {
    async stop() {
      halt()
      await looking
    },
  }
}
