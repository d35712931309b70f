import { useEffect, useRef, useState } from 'react'
import { type DrillRoute, drillsApi } from '../../../drills-api.ts'
import { useEpoch } from '../../../state/connection.ts'
import { newKey } from '../../../transport.ts'
import type { BulkState } from '../../queue/dialogs/bulk-run.ts'
import { answerWords } from '../route-words.ts'
import type { BulkName } from '../routes/drill-dialogs.ts'
import { createBulkAnswers, type Said } from './bulk-answers.ts'

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** A run over many routes: it goes on until it is done, cancelled, or its dialog is gone. */
export function useBulkAnswers(name: BulkName, onDone: () => void) {
  const [state, setState] = useState<BulkState | null>(null)
  const running = useRef<AbortController | null>(null)
  const [answers] = useState(() =>
    createBulkAnswers({
      state: answerWords[name].state,
      send: drillsApi.answerMany,
      makeKey: newKey,
      wait: pause,
      now: Date.now,
      onChange: setState,
    }),
  )
  useEffect(() => () => running.current?.abort(), [])

  async function attend(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController()
    running.current = controller
    // For another person, or at another place, it does not go on for a single request.
    const stopListening = useEpoch.subscribe(() => controller.abort())
    try {
      await run(controller.signal)
    } finally {
      stopListening()
      onDone()
    }
  }

  return {
    state,
    start: (rows: readonly DrillRoute[], said: Said) => attend((signal) => answers.start(rows, said, signal)),
    goOn: () => attend(answers.goOn),
    cancel: () => running.current?.abort(),
  }
}
