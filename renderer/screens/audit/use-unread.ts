import type { GridApi } from 'ag-grid-community'
import { type RefObject, useCallback, useEffect, useState } from 'react'
import type { Entry } from '../../api.ts'
import { useLive } from '../../state/live.ts'

/** Whether rows of the table that is `shown` could not be read. They are read again when the server is heard again. */
export function useUnread(shown: string, grid: RefObject<GridApi<Entry> | null>) {
  const [failed, setFailed] = useState<string | null>(null)
  const unread = failed === shown
  const onUnread = useCallback(() => setFailed(shown), [shown])
  const readAgain = useCallback(() => {
    setFailed(null)
    grid.current?.refreshInfiniteCache()
  }, [grid])
  useEffect(() => {
    if (!unread) return
    return useLive.subscribe((now, before) => {
      if (now.state === 'live' && before.state !== 'live') readAgain()
    })
  }, [unread, readAgain])
  return { unread, onUnread, readAgain }
}
