import type { GridApi } from 'ag-grid-community'
import { type RefObject, useEffect, useRef } from 'react'
import { type Action, api } from '../../api.ts'
import { subscribeEntries } from '../../state/live.ts'
import { newsOf } from './queue-news.ts'
import { refreshSelected } from './selection.ts'

/** More than these are read with their pages. */
const one_by_one = 12
const beat = 2000

/**
 * Rows change where they are: when the ledger says something about them, and when time does. `freshest` gives the newest
 * that is known of a row, because the page that it comes in may have been on its way meanwhile.
 */
export function useRowUpdates(grid: RefObject<GridApi<Action> | null>, inPages: () => boolean) {
  const newest = useRef(new Map<string, Action>())
  const freshest = useRef((row: Action): Action => {
    const known = newest.current.get(row.id)
    return known !== undefined && known.last_seq > row.last_seq ? known : row
  })

  useEffect(() => {
    const pending = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const passed = new Set<string>()

    const update = async (id: string) => {
      const row = await api.action(id)
      const node = grid.current?.getRowNode(id)
      newest.current.set(id, row)
      refreshSelected(row)
      if (node?.data !== undefined && node.data.last_seq <= row.last_seq) node.setData(row)
    }
    const flush = async () => {
      timer = undefined
      const table = grid.current
      const ids = [...pending].filter((id) => table?.getRowNode(id) !== undefined)
      pending.clear()
      if (table === null || ids.length === 0) return
      if (ids.length > one_by_one && inPages()) return table.refreshInfiniteCache()
      // A row that could not be read is read again when it is next heard of; the connection's state tells the operator.
      for (const id of ids) await update(id).catch(() => undefined)
    }
    const want = (ids: readonly string[]) => {
      for (const id of ids) pending.add(id)
      if (pending.size > 0) timer ??= setTimeout(() => void flush(), 100)
    }
    const stop = subscribeEntries((entries) => want(newsOf(entries).changed))
    const turns = setInterval(() => {
      const due: string[] = []
      grid.current?.forEachNode(({ data }) => {
        const turn = data === undefined ? null : turnOf(data)
        if (data === undefined || turn === null || Date.parse(turn) > Date.now()) return
        if (passed.has(data.id + turn)) return
        passed.add(data.id + turn)
        due.push(data.id)
      })
      want(due)
    }, beat)
    return () => {
      stop()
      clearTimeout(timer)
      clearInterval(turns)
    }
  }, [grid, inPages])

  return freshest.current
}

/** When a row becomes another one by time alone. */
function turnOf({ status, expires_at, claim_expires_at, outcome_unknown }: Action): string | null {
  if (status === 'proposed') return expires_at
  return status === 'approved' && !outcome_unknown ? claim_expires_at : null
}
