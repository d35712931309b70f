import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { placeAt } from '../places.ts'
import { useQueueSummary } from '../state/queue-summary.ts'

/** The environment is in the window's title too, and before it how many need this person: `(2) Sample data · Audit · Countersign`. */
export function useTitle(connection: string): void {
  const { pathname } = useLocation()
  const place = placeAt(pathname)?.label ?? (pathname === '/signed-in' ? 'Signed in' : 'Not found')
  const mine = useQueueSummary()?.needs_me ?? 0
  useEffect(() => {
    document.title = `${mine === 0 ? '' : `(${mine}) `}${connection} · ${place} · Countersign`
  }, [mine, connection, place])
}
