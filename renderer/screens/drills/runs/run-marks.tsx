import { Mark } from '../../../components/mark.tsx'
import type { DrillRun } from '../../../drills-api.ts'

/** How it stands, in a word and a shape. */
export function RunStateMark({ run }: { run: Pick<DrillRun, 'state' | 'within_limit'> }) {
  switch (run.state) {
    case 'running':
      return <Mark means="waiting">Running</Mark>
    case 'finished':
      return run.within_limit ? <Mark means="ok">Within its limit</Mark> : <Mark means="bad">Over its limit</Mark>
    case 'abandoned':
      return <Mark means="neutral">Abandoned</Mark>
    default:
      return run.state satisfies never
  }
}
