import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { placeAt } from '../places.ts'

/** The environment is in the window's title too: `Sample data · Audit · Countersign`. */
export function useTitle(connection: string): void {
  const { pathname } = useLocation()
  const place = placeAt(pathname)?.label ?? 'Not found'
  useEffect(() => {
    document.title = `${connection} · ${place} · Countersign`
  }, [connection, place])
}
