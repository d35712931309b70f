import type { Timer } from '../../shared/domain/attention-keeper.ts'

/** Time that passes when the test says so, and wakes on its way whoever waits. */
export function manualTimer(start = Date.parse('2026-11-21T03:00:00.000Z')) {
  let now = start
  const waiting = new Set<{ at: number; run: () => void }>()
  const timer: Timer = {
    now: () => now,
    after(ms, run) {
      const each = { at: now + ms, run }
      waiting.add(each)
      return () => void waiting.delete(each)
    },
  }
  const nextOf = (until: number) => [...waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
  return {
    ...timer,
    /** How long until somebody wakes, or null. */
    waits: () => (waiting.size === 0 ? null : Math.min(...[...waiting].map(({ at }) => at)) - now),
    /** What was begun by whoever woke is over before the next one wakes, as far as promises alone can tell. */
    async pass(ms: number): Promise<void> {
      const until = now + ms
      for (let next = nextOf(until); next !== undefined; next = nextOf(until)) {
        waiting.delete(next)
        now = Math.max(now, next.at)
        next.run()
        await settled()
      }
      now = until
      await settled()
    },
  }
}

export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
