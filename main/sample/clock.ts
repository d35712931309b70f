const minute = 60_000

/** Tells a story that has already happened: set back while it is told, then left to run. */
export function storyClock(real: () => number = Date.now) {
  let told: number | undefined
  return {
    now: (): number => told ?? real(),
    ago(minutes: number): void {
      told = real() - minutes * minute
    },
    live(): void {
      told = undefined
    },
  }
}
export type StoryClock = ReturnType<typeof storyClock>
