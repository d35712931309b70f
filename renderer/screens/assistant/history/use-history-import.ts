import { useEffect, useEffectEvent, useState } from 'react'
import { assistantApi } from '../../../assistant-api.ts'
import { refreshChats } from '../../../state/assistant.ts'
import { useConnections, useSession } from '../../../state/connection.ts'
import { notify } from '../../../state/toasts.ts'
import { waitFor } from '../../deploys/deploy/follow-log.ts'
import { bringAlong } from './bring-along.ts'
import { clearHistory, type Kept, keepProgress, keptProgress, readHistoryText } from './history-store.ts'
import { readOldHistory } from './old-history.ts'

export type ImportState =
  | { kind: 'nothing' }
  | { kind: 'running'; sent: number; of: number }
  | { kind: 'malformed' }
  | { kind: 'failed'; error: unknown }

/**
 * Brings what an older console kept in this browser into a chat of its own, once. In the web console alone: the desktop
 * never kept any. One window at a time does it; the others find it done.
 */
export function useHistoryImport(asleep: string | null, onImported: (id: string) => void) {
  const [state, setState] = useState<ImportState>({ kind: 'nothing' })
  const [attempt, setAttempt] = useState(0)
  const { data: connections } = useConnections()
  const { data: session } = useSession()
  // The sample begins anew whenever somebody likes: nothing of one's own is brought there.
  const connection = connections?.current.kind === 'sample' ? undefined : connections?.current.id
  const actor = session?.actor?.id
  const told = useEffectEvent(onImported)
  const isAwake = asleep === null

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is what begins it again
  useEffect(() => {
    if (window.desktop !== undefined || connection === undefined || actor === undefined || !isAwake) return
    const stop = new AbortController()
    const { signal } = stop
    const bring = async () => {
      const history = readOldHistory(readHistoryText())
      if (signal.aborted) return
      if (history.kind === 'malformed') return setState({ kind: 'malformed' })
      if (history.kind === 'none') return
      const progress = keptProgress(connection, actor)
      if (progress === null) return
      const of = history.messages.length
      const keep = (next: Omit<Kept, 'connection' | 'actor'>) => {
        keepProgress({ ...next, connection, actor })
        if (!signal.aborted) setState({ kind: 'running', sent: next.sent, of })
      }
      try {
        const id = await bringAlong({
          messages: history.messages,
          progress,
          keep,
          createSession: (key) => assistantApi.createSession(null, key),
          append: assistantApi.append,
          wait: waitFor,
          signal,
        })
        if (id === null) return
        clearHistory()
        notify.done('Your older chat is here', `${of === 1 ? '1 message' : `${of} messages`} came from this browser.`)
        setState({ kind: 'nothing' })
        void refreshChats()
        told(id)
      } catch (error) {
        if (!signal.aborted) setState({ kind: 'failed', error })
      }
    }
    // Not everywhere: a page at a plain-http address of the house's own network has no locks.
    const { locks } = navigator as { locks?: LockManager }
    const done = locks === undefined ? bring() : locks.request('countersign.chat-import', { signal }, bring)
    done.catch((error: unknown) => {
      if (!signal.aborted) setState({ kind: 'failed', error })
    })
    return () => stop.abort()
  }, [connection, actor, isAwake, attempt])

  return { state, retry: () => setAttempt((before) => before + 1) }
}
