import { useSyncExternalStore } from 'react'

let now = Date.now()
const watchers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

export function watchNow(watcher: () => void): () => void {
  // Nobody watched, so nothing kept it.
  if (watchers.size === 0) now = Date.now()
  watchers.add(watcher)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of watchers) each()
  }, 1000)
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The second that the whole page is at; only while somebody watches. */
export const currentNow = (): number => now

/** The time, by one clock for the whole page: all countdowns step together. */
export const useNow = (): number => useSyncExternalStore(watchNow, currentNow, currentNow)
