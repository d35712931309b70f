import { setTimeout as delay } from 'node:timers/promises'
import type { Journal } from './journal.ts'
import type { Place } from './ledger.ts'
import { type Child, startAppender } from './process.ts'
import { within } from './scenario.ts'

const writers = 25

export type Crowd = {
  faults: string[]
  /** kill -9 for one process; another takes over what it still had to do. */
  killOne(which: number): void
  /** Ends them all, wherever they are. */
  stop(): Promise<void>
  finished: Promise<void>
}

/** Several processes that each append `each` entries to one ledger, from 25 writers that wait for each other's commits. */
export function startCrowd(place: Place, processes: number, each: number, journal: Journal, mayLose: boolean): Crowd {
  const faults: string[] = []
  const running: (Child | undefined)[] = []
  let stopped = false

  const runSlot = async (slot: number) => {
    let left = each
    for (let life = 0; left > 0 && !stopped; life += 1) {
      const share = Math.max(1, Math.floor(left / writers))
      const job = {
        ...place,
        run: `p${slot}-${life}`,
        writers: Math.min(writers, left),
        each: share,
        keys: false,
        onError: 'go-on' as const,
      }
      const child = startAppender(job, {
        onMessage(message) {
          journal.record(message)
          if (message.kind === 'ack') left -= 1
          if (message.kind === 'bug') faults.push(`process ${slot}: ${message.what}`)
          if (message.kind === 'lost' && !mayLose) faults.push(`process ${slot}: ${message.token}: ${message.why}`)
          if (message.kind === 'refused-to-open' && !mayLose) faults.push(`process ${slot}: ${message.why}`)
        },
      })
      running[slot] = child
      const { stderr } = await within(1_800, `the end of process ${slot}`, child.gone)
      if (stderr !== '') faults.push(`process ${slot}: ${stderr}`)
      if (faults.length > 0) return
      // A database that is starting up again refuses for a moment.
      if (mayLose) await delay(100)
    }
    running[slot] = undefined
  }

  const slots = Array.from({ length: processes }, (_, slot) => runSlot(slot))
  const finished = Promise.all(slots).then(() => {})
  return {
    faults,
    finished,
    killOne: (which) => running[which % processes]?.kill(),
    stop() {
      stopped = true
      for (const child of running) child?.kill()
      return finished
    },
  }
}
