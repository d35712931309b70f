import { Mark } from '../../../components/mark.tsx'
import type { RowResult } from './bulk-run.ts'

/** How it stands with one row of many that are sent together. */
export function BulkResult({ result, done }: { result: RowResult | undefined; done: string }) {
  if (result === undefined) return null
  switch (result.kind) {
    case 'waiting':
      return <Mark means="waiting">waits</Mark>
    case 'sending':
      return <Mark means="waiting">asking the server…</Mark>
    case 'done':
      return <Mark means="ok">{done}</Mark>
    case 'refused':
      return <Mark means="bad">{result.says}</Mark>
    case 'unknown':
      return <Mark means="warn">No answer: whether it was {done} is not known. Sending it again is harmless.</Mark>
    case 'left':
      return <Mark means="neutral">not sent</Mark>
    default:
      return result satisfies never
  }
}
