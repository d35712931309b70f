import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Dispatch, useEffect, useReducer, useRef, useState } from 'react'
import { subscribeEntries, useLive } from '../../state/live.ts'
import type { LedgerFilter } from './address.ts'
import { forgetPages, keepPage, readEntries, readNewest } from './ledger-pages.ts'
import { KEPT, type LiveEvent, type LiveRows, liveRows, noRows } from './live-rows.ts'

/** A flood of entries asks for news at most this often. */
const pauseBetweenTails = 1000

export type Ledger = {
  state: LiveRows
  dispatch: Dispatch<LiveEvent>
  /** Counts the times that what rows say of people may have changed: pruning takes rows away, erasure takes names. */
  renewed: number
  /** How many entries the ledger holds, matching or not, as far as this page knows. */
  size: number | undefined
  first: { isPending: boolean; error: Error | null; retry: () => void }
}

/** The ledger under one filter: pinned by its first page, and fed with what arrives. */
export function useLedger(filter: LedgerFilter): Ledger {
  const client = useQueryClient()
  const [state, dispatch] = useReducer(liveRows, noRows)
  const [renewed, setRenewed] = useState(0)
  const [asked, setAsked] = useState(filter)
  if (asked !== filter) {
    setAsked(filter)
    dispatch({ kind: 'restart' })
  }
  const { generation } = state
  const head = state.base?.head
  const newest = useLive((live) => live.seq)
  const first = useQuery({
    queryKey: ['audit', 'newest', filter, generation],
    queryFn: ({ signal }) => readNewest(filter, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })

  useEffect(() => {
    if (first.data === undefined) return
    const { items, size, total } = first.data
    // Rows and size are read one after the other: an entry that came between them is in the size alone.
    if (items[0]?.seq === size) keepPage(client, filter, size, first.data)
    dispatch({ kind: 'pinned', generation, head: size, total })
  }, [client, filter, generation, first.data])

  useTail(filter, state, dispatch, newest)
  useEffect(
    () =>
      subscribeEntries((entries) => {
        const has = (area: string) => entries.some(({ action }) => action.startsWith(area))
        if (has('ledger.')) void forgetPages(client).then(() => dispatch({ kind: 'restart' }))
        else if (has('actor.')) void forgetPages(client).then(() => setRenewed((times) => times + 1))
      }),
    [client],
  )
  useEffect(() => {
    if (renewed > 0 && head !== undefined)
      void readEntries(filter, { order: 'asc', after: head, limit: KEPT }).catch(ignore)
  }, [renewed, head, filter])
  return {
    state,
    dispatch,
    renewed,
    size: state.base === undefined ? undefined : Math.max(state.seen, newest ?? 0),
    first: { isPending: state.base === undefined, error: first.error, retry: () => void first.refetch() },
  }
}

/** Asks the server what of the news matches: which entries a filter means is its to say. */
function useTail(filter: LedgerFilter, state: LiveRows, dispatch: Dispatch<LiveEvent>, newest: number | null): void {
  const { generation, seen } = state
  const behind = state.base !== undefined && newest !== null && newest > seen
  const askedAt = useRef(0)
  useEffect(() => {
    if (!behind) return
    const given = new AbortController()
    const ask = async () => {
      askedAt.current = Date.now()
      // Known to be in the ledger before the question, so the answer has all of it; what the answer's own size counts
      // may have come while it was read.
      const through = useLive.getState().seq ?? seen
      try {
        const page = await readEntries(filter, { order: 'asc', after: seen, limit: KEPT }, given.signal)
        const more = page.next_after !== null
        dispatch({ kind: 'arrived', generation, entries: page.items, through, more })
      } catch {
        // The connection's own state already tells the operator.
        if (!given.signal.aborted) timer = setTimeout(ask, 3 * pauseBetweenTails)
      }
    }
    let timer = setTimeout(ask, Math.max(0, askedAt.current + pauseBetweenTails - Date.now()))
    return () => {
      clearTimeout(timer)
      given.abort()
    }
  }, [behind, filter, generation, seen, dispatch])
}

// The connection's own state already tells the operator.
const ignore = () => undefined
