import { create } from 'zustand'
import { api, type VerifyProgress, type VerifyReport } from '../../api.ts'
import { useEpoch } from '../../state/connection.ts'

type Asked = { against: 'the ledger alone' | 'a kept checkpoint'; startedAt: number }

/** It goes on while the operator looks elsewhere, and its outcome waits for them. */
export type VerifyRun =
  | { kind: 'never' }
  | (Asked & { kind: 'running'; progress: VerifyProgress | undefined })
  | (Asked & { kind: 'cancelled'; progress: VerifyProgress | undefined })
  | (Asked & { kind: 'failed'; error: unknown })
  | (Asked & { kind: 'reported'; report: VerifyReport; at: number })

export const useVerifyRun = create<VerifyRun>(() => ({ kind: 'never' }))

let current: AbortController | undefined

/** At most one runs: a second replaces the first. */
export async function startVerify(checkpoint?: string): Promise<void> {
  current?.abort()
  const mine = new AbortController()
  current = mine
  const against = checkpoint === undefined ? 'the ledger alone' : 'a kept checkpoint'
  const asked: Asked = { against, startedAt: Date.now() }
  const show = (run: VerifyRun) => {
    if (current === mine) useVerifyRun.setState(run, true)
  }
  let progress: VerifyProgress | undefined
  show({ ...asked, kind: 'running', progress })
  try {
    const report = await api.verify({
      ...(checkpoint === undefined ? {} : { checkpoint }),
      signal: mine.signal,
      onProgress(next) {
        progress = next
        show({ ...asked, kind: 'running', progress })
      },
    })
    show({ ...asked, kind: 'reported', report, at: Date.now() })
  } catch (error) {
    show(mine.signal.aborted ? { ...asked, kind: 'cancelled', progress } : { ...asked, kind: 'failed', error })
  }
}

export const cancelVerify = (): void => current?.abort()

// What was found out about another ledger must not be shown beside this one.
useEpoch.subscribe(() => {
  current?.abort()
  current = undefined
  useVerifyRun.setState({ kind: 'never' }, true)
})
