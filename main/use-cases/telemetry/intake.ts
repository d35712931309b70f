import type { Store } from '../../store/store.ts'

type Intake = { waiting: number; last: Promise<unknown> }
const intakes = new WeakMap<Store, Intake>()

/** More than this is not waited for: whoever sends it is told to come back. */
const mostWaiting = 64

const intakeOf = (store: Store): Intake => {
  const known = intakes.get(store) ?? { waiting: 0, last: Promise.resolve() }
  intakes.set(store, known)
  return known
}

export const intakeIsFull = (store: Store): boolean => intakeOf(store).waiting >= mostWaiting

/**
 * One piece of telemetry at a time. Everything that waits for the store's one writer commits together, so a flood of
 * batches would be one long transaction, and whoever approves something meanwhile would wait for all of it; like this
 * they wait for one small piece.
 */
export async function inTurn<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const intake = intakeOf(store)
  intake.waiting += 1
  const done = intake.last.then(work)
  intake.last = done.catch(() => {})
  try {
    return await done
  } finally {
    intake.waiting -= 1
  }
}
