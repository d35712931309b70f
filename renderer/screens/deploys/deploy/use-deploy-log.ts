import { useEffect, useRef, useState } from 'react'
import { type Deploy, type DeployLogEvent, deploysApi } from '../../../deploys-api.ts'
import { followLog, type LogState, waitFor } from './follow-log.ts'

export type DeployLog = {
  events: readonly DeployLogEvent[]
  state: LogState
  why: string | null
  /** When the server last said anything, a sign of life included. */
  heardAt: number | null
}

const atStart: DeployLog = { events: [], state: 'connecting', why: null, heardAt: null }
/** A build says a hundred lines at once: they are shown together. */
const frameMs = 50

/** What a deploy says, to the page. With another outcome it is asked anew for what came after: it may have been found out late. */
export function useDeployLog(id: string, outcome: Deploy['outcome']): DeployLog {
  const [log, setLog] = useState(atStart)
  const known = useRef<readonly DeployLogEvent[]>([])
  const isOver = outcome !== null
  // biome-ignore lint/correctness/useExhaustiveDependencies: another outcome is what asks anew
  useEffect(() => {
    const stopped = new AbortController()
    let pending: DeployLogEvent[] = []
    let frame: ReturnType<typeof setTimeout> | undefined
    const flush = () => {
      frame = undefined
      known.current = [...known.current, ...pending]
      pending = []
      const events = known.current
      setLog((before) => ({ ...before, events, heardAt: Date.now() }))
    }
    void followLog({
      follow: (after, listener, signal) => deploysApi.followLog(id, after, listener, signal),
      after: known.current.at(-1)?.n ?? 0,
      isOver: () => isOver,
      wait: waitFor,
      signal: stopped.signal,
      tell(news) {
        if (stopped.signal.aborted) return
        if (news.kind === 'events') {
          pending.push(...news.events)
          frame ??= setTimeout(flush, frameMs)
        } else if (news.kind === 'heard') setLog((before) => ({ ...before, heardAt: Date.now() }))
        else
          setLog((before) => ({
            ...before,
            state: news.state,
            why: news.why,
            heardAt: news.state === 'following' ? Date.now() : before.heardAt,
          }))
      },
    })
    return () => {
      stopped.abort()
      clearTimeout(frame)
    }
  }, [id, outcome])
  return log
}
