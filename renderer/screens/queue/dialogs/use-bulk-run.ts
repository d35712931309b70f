import { useEffect, useRef, useState } from 'react'
import { type Action, api } from '../../../api.ts'
import { useEpoch } from '../../../state/connection.ts'
import { seenDigest } from '../drawer/seen-digest.ts'
import { refreshActions } from '../drawer/use-action.ts'
import type { BulkCommand } from '../queue-commands.ts'
import { type BulkState, runBulk } from './bulk-run.ts'
import { createOnce, isUndecided, type Once } from './once.ts'

type Given = { name: BulkCommand; note: string; workspace: string }

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** A run over many rows: it goes on until it is done, cancelled, or its dialog is gone. */
export function useBulkRun() {
  const [state, setState] = useState<BulkState | null>(null)
  const running = useRef<AbortController | null>(null)
  const keys = useRef(new Map<string, Once>())
  useEffect(() => () => running.current?.abort(), [])

  async function start(rows: readonly Action[], given: Given): Promise<void> {
    const controller = new AbortController()
    running.current = controller
    // For another person, or at another place, it does not go on for a single row.
    const stopListening = useEpoch.subscribe(() => controller.abort())
    const byId = new Map(rows.map((action) => [action.id, action]))
    const before: BulkState['results'] = state?.results ?? new Map()
    await runBulk({
      ids: [...byId.keys()],
      before,
      now: Date.now,
      wait: pause,
      signal: controller.signal,
      onChange: (next) => setState({ ...next, results: new Map([...before, ...next.results]) }),
      async send(id) {
        const action = byId.get(id)
        if (action !== undefined) await sendOne(action, given, onceFor(id))
      },
    })
    stopListening()
    void refreshActions()
  }

  function onceFor(id: string): Once {
    const once = keys.current.get(id) ?? createOnce()
    keys.current.set(id, once)
    return once
  }

  return { state, start, cancel: () => running.current?.abort() }
}

async function sendOne(action: Action, { name, note, workspace }: Given, once: Once): Promise<void> {
  const said = note.trim() === '' ? {} : { note: note.trim() }
  const seen = seenDigest(action, workspace)
  const body = name === 'approve' && seen.kind !== 'unknown' ? { ...said, proposal_digest: seen.digest } : said
  try {
    await (name === 'approve' ? api.approveAction : api.rejectAction)(action.id, body, once.keyFor(body))
    once.answered()
  } catch (error) {
    if (!isUndecided(error)) once.answered()
    throw error
  }
}
