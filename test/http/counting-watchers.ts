import type { Services } from '../../main/services.ts'

/** Services that say how many listen for commits: a stream that is over must not. */
export function countWatchers() {
  const active = new Set<object>()
  const change = (services: Services): Services => ({
    ...services,
    store: {
      ...services.store,
      watch(listener) {
        const watcher = {}
        active.add(watcher)
        const unwatch = services.store.watch(listener)
        return () => {
          active.delete(watcher)
          unwatch()
        }
      },
    },
  })
  return { count: () => active.size, change }
}
