import { useEffect } from 'react'
import type { Entry } from '../api.ts'
import { subscribeEntries } from './live.ts'

const pause = 500

/** Reads anew when the ledger says so; a flood of news asks twice a second. Give both as constants: others begin anew. */
export function useRefreshOnNews(concerns: (entry: Entry) => boolean, refresh: () => Promise<void>): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let askedAt = 0
    const ask = () => {
      timer = undefined
      askedAt = Date.now()
      void refresh()
    }
    const stop = subscribeEntries((entries) => {
      if (entries.some(concerns)) timer ??= setTimeout(ask, Math.max(0, askedAt + pause - Date.now()))
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [concerns, refresh])
}
