/** How many changes are on their way: begun, and not yet answered to the last byte. */
export type InFlight = {
  readonly count: number
  begin(): () => void
  /** Resolves once nothing is on its way. */
  idle(): Promise<void>
}

export function createInFlight(): InFlight {
  let count = 0
  let waiters: (() => void)[] = []
  return {
    get count() {
      return count
    },
    begin() {
      let over = false
      count += 1
      return () => {
        if (over) return
        over = true
        count -= 1
        if (count > 0) return
        const ready = waiters
        waiters = []
        for (const wake of ready) wake()
      }
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((wake) => waiters.push(wake))),
  }
}
