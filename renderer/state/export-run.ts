import { useEffect, useRef, useState } from 'react'
import { api, type ExportWanted } from '../api.ts'
import { saveFile } from '../components/save-file.ts'

export type ExportRun =
  | { kind: 'asked' }
  | { kind: 'running'; bytes: number }
  | { kind: 'saved'; name: string; bytes: number }
  | { kind: 'failed'; error: unknown }

/** One export at a time. Whoever closes what it was asked in gives it up. */
export function useExportRun() {
  const [run, setRun] = useState<ExportRun>({ kind: 'asked' })
  const current = useRef<AbortController | null>(null)
  useEffect(() => () => current.current?.abort(), [])

  const start = async (wanted: ExportWanted) => {
    const mine = new AbortController()
    current.current?.abort()
    current.current = mine
    const show = (next: ExportRun) => {
      if (current.current === mine && !mine.signal.aborted) setRun(next)
    }
    show({ kind: 'running', bytes: 0 })
    try {
      const onBytes = (bytes: number) => show({ kind: 'running', bytes })
      const { name, file } = await api.exportEvidence(wanted, { signal: mine.signal, onBytes })
      if (mine.signal.aborted) return
      saveFile(name, file)
      show({ kind: 'saved', name, bytes: file.size })
    } catch (error) {
      show({ kind: 'failed', error })
    }
  }
  const cancel = () => {
    current.current?.abort()
    setRun({ kind: 'asked' })
  }
  return { run, start, cancel }
}
