import { useState } from 'react'
import { countWaiting, type Places, placeRows, samePlaces } from './steady.ts'
import type { Incidents } from './use-incidents.ts'

/** Where each row stands, under one filter: `key` names it. Nothing moves while somebody reads. */
export function usePlaces({ read }: Incidents, key: string, reading: boolean) {
  const [own, setOwn] = useState<ReadonlySet<string>>(new Set())
  const [placed, setPlaced] = useState<{ key: string; places: Places }>()
  const rows = { open: read?.parts.open.rows ?? [], resolved: read?.parts.resolved.rows ?? [] }
  const before = placed?.key === key ? placed.places : undefined
  const places = placeRows(before, rows, reading, own)
  if (read !== undefined && (before === undefined || !samePlaces(before, places))) setPlaced({ key, places })
  return {
    places,
    waiting: countWaiting(places, rows),
    /** What one has opened oneself is shown wherever one is. */
    showOwn: (id: string) => setOwn((ids) => new Set([...ids, id])),
    showNew: () => setPlaced({ key, places: placeRows(undefined, rows, false) }),
  }
}
