import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { useConnections } from '../../state/connection.ts'
import { type KeptColumns, readColumns } from './columns.ts'
import { readViews, type SavedView } from './views.ts'

type Kept = { columns: KeptColumns; views: readonly SavedView[] }

const watchers = new Set<() => void>()

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  // Other windows keep theirs in the same place.
  addEventListener('storage', watcher)
  return () => {
    watchers.delete(watcher)
    removeEventListener('storage', watcher)
  }
}

function read(text: string | null): Kept {
  try {
    const { columns, views } = JSON.parse(text ?? '{}') as Record<string, unknown>
    return { columns: readColumns(columns), views: readViews(views) }
  } catch {
    return { columns: {}, views: [] }
  }
}

/** How the operator left this screen, for each connection by itself: columns and saved views. */
export function useKept(): [Kept, (change: Partial<Kept>) => void] {
  const { data } = useConnections()
  const key = `countersign.queue.${data?.current.id ?? 'nowhere'}`
  const text = useSyncExternalStore(watch, () => localStorage.getItem(key))
  const kept = useMemo(() => read(text), [text])
  const keep = useCallback(
    (change: Partial<Kept>) => {
      localStorage.setItem(key, JSON.stringify({ ...read(localStorage.getItem(key)), ...change }))
      for (const each of watchers) each()
    },
    [key],
  )
  return [kept, keep]
}
