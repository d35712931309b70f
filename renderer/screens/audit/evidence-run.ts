import { create } from 'zustand'
import { api, type EvidenceReport } from '../../api.ts'
import { useEpoch } from '../../state/connection.ts'

type Asked = { name: string; size: number }

/** It goes on while the operator looks elsewhere, and its outcome waits for them. */
export type EvidenceRun =
  | { kind: 'never' }
  | (Asked & { kind: 'running' })
  | (Asked & { kind: 'cancelled' })
  | (Asked & { kind: 'failed'; error: unknown; file: File })
  | (Asked & { kind: 'reported'; report: EvidenceReport; at: number })

export const useEvidenceRun = create<EvidenceRun>(() => ({ kind: 'never' }))

let current: AbortController | undefined

/** At most one runs: a second replaces the first. */
export async function checkEvidence(file: File): Promise<void> {
  current?.abort()
  const mine = new AbortController()
  current = mine
  const asked: Asked = { name: file.name, size: file.size }
  const show = (run: EvidenceRun) => {
    if (current === mine) useEvidenceRun.setState(run, true)
  }
  show({ ...asked, kind: 'running' })
  try {
    show({ ...asked, kind: 'reported', report: await api.verifyEvidence(file, mine.signal), at: Date.now() })
  } catch (error) {
    show(mine.signal.aborted ? { ...asked, kind: 'cancelled' } : { ...asked, kind: 'failed', error, file })
  }
}

export const cancelEvidence = (): void => current?.abort()

// Whether a package is of this ledger was said of another one.
useEpoch.subscribe(() => {
  current?.abort()
  current = undefined
  useEvidenceRun.setState({ kind: 'never' }, true)
})
