import type { Store } from '../../store/store.ts'

type Intake = {
  /** The requests that are here, from before their bodies are read, and how much of their bodies is held. */
  inside: number
  bytes: number
  decoding: number
  queue: (() => void)[]
  last: Promise<unknown>
}
const intakes = new WeakMap<Store, Intake>()

/** More than this is not waited for: whoever sends it is told to come back. */
export const mostInside = { requests: 64, bytes: 64 * 1024 * 1024 } as const
/** What a request becomes is many times its size. */
const mostDecoding = 2

const intakeOf = (store: Store): Intake => {
  const known = intakes.get(store) ?? { inside: 0, bytes: 0, decoding: 0, queue: [], last: Promise.resolve() }
  intakes.set(store, known)
  return known
}

export type Admitted = {
  /** Whether so many bytes more of its body may be held. */
  hold(bytes: number): boolean
  /** Runs what decodes and stores the body, a few at a time. */
  decode<T>(work: () => Promise<T>): Promise<T>
}

/** Lets a request in before anything of it is read, or says that there are too many already. */
export async function admitted<T>(store: Store, work: (self: Admitted) => Promise<T>): Promise<T | 'full'> {
  const intake = intakeOf(store)
  if (intake.inside >= mostInside.requests) return 'full'
  intake.inside += 1
  let held = 0
  try {
    return await work({
      hold(bytes) {
        if (intake.bytes + bytes > mostInside.bytes) return false
        intake.bytes += bytes
        held += bytes
        return true
      },
      async decode(run) {
        if (intake.decoding < mostDecoding) intake.decoding += 1
        // Whoever goes hands the place on, so it is never free in between.
        else await new Promise<void>((resolve) => intake.queue.push(resolve))
        try {
          return await run()
        } finally {
          const next = intake.queue.shift()
          if (next) next()
          else intake.decoding -= 1
        }
      },
    })
  } finally {
    intake.inside -= 1
    intake.bytes -= held
  }
}

/**
 * One piece of telemetry at a time. Everything that waits for the store's one writer commits together, so a flood of
 * batches would be one long transaction, and whoever approves something meanwhile would wait for all of it; like this
 * they wait for one small piece.
 */
export async function inTurn<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const intake = intakeOf(store)
  const done = intake.last.then(work)
  intake.last = done.catch(() => {})
  return done
}
