import { useEffect } from 'react'
import type { Entry } from '../api.ts'
import { subscribeEntries } from './live.ts'

/**
 * Reads anew when the ledger says so; a flood of news asks no more often than once a pause. Give both as constants: others
 * begin anew.
 */
export function useRefreshOnNews(
  concerns: (entry: Entry) => boolean,
  refresh: () => Promise<void>,
  pauseMs = 500,
): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let askedAt = 0
    const ask = () => {
      timer = undefined
      askedAt = Date.now()
      void refresh()
    }
    const stop = subscribeEntries((entries) => {
      if (entries.some(concerns)) timer ??= setTimeout(ask, Math.max(0, askedAt + pauseMs - Date.now()))
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [concerns, refresh, pauseMs])
}
