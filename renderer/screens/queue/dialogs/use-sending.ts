import { useEffect, useRef, useState } from 'react'
import { ApiProblem } from '../../../problem.ts'
import { notify } from '../../../state/toasts.ts'
import { refreshActions } from '../drawer/use-action.ts'
import { retryAfter } from './bulk-run.ts'
import { createOnce, isUndecided } from './once.ts'

export type Sending =
  | { kind: 'idle' }
  | { kind: 'busy' }
  | { kind: 'refused'; error: unknown; waitUntil: number | null }

type Hands<B, A> = {
  /** What it is called when its outcome comes after its dialog was closed: "Approve rollback of checkout-agent". */
  what: string
  send: (body: B, key: string) => Promise<A>
  /** The server said so. `shown`: the dialog is still there to be closed. */
  onDone: (answer: A, shown: boolean) => void
}

/** Sends what a dialog asks for, once. Nothing shows as done before the server said so, and no outcome is lost. */
export function useSending<B, A>({ what, send, onDone }: Hands<B, A>) {
  const [sending, setSending] = useState<Sending>({ kind: 'idle' })
  const [once] = useState(createOnce)
  const shown = useRef(false)
  useEffect(() => {
    shown.current = true
    return () => {
      shown.current = false
    }
  }, [])

  async function start(body: B): Promise<void> {
    if (sending.kind === 'busy') return
    setSending({ kind: 'busy' })
    try {
      const answer = await send(body, once.keyFor(body))
      once.answered()
      if (shown.current) setSending({ kind: 'idle' })
      onDone(answer, shown.current)
    } catch (error) {
      if (!isUndecided(error)) once.answered()
      const limited = error instanceof ApiProblem && error.code === 'rate_limited'
      if (!shown.current) notify.failed(`Not done: ${what}`, error)
      else setSending({ kind: 'refused', error, waitUntil: limited ? Date.now() + retryAfter(error) : null })
    }
    void refreshActions()
  }

  return { sending, start, busy: sending.kind === 'busy' }
}

/** A policy that is stricter than the one this page knows. */
export const asksForTyping = (sending: Sending): boolean =>
  sending.kind === 'refused' &&
  sending.error instanceof ApiProblem &&
  (sending.error.code === 'confirmation_mismatch' || sending.error.code === 'reason_required')
