import type { DrillRun } from '../../../drills-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { AbandonDialog, FinishDialog } from './end-dialogs.tsx'
import { RecoverDialog } from './recover-dialog.tsx'
import { type RunDeed, runDeedsOf } from './run-deeds.ts'
import { useRun } from './use-runs.ts'

type Props = {
  name: RunDeed['name']
  /** As it was when it was chosen: it may be on no page that is still shown. */
  run: DrillRun
  finalFocus: () => HTMLElement | null
  onClose: () => void
}

/** What is asked before something is done with a run, from its drawer or from its row. */
export function RunDialog({ name, run: chosen, finalFocus, onClose }: Props) {
  const run = useRun(chosen.run_id).data ?? chosen
  const { asleep } = runDeedsOf(run, useAsleep('Drill run'))[name]
  switch (name) {
    case 'recover':
      return <RecoverDialog run={run} asleep={asleep} onClose={onClose} />
    case 'finish':
      return <FinishDialog run={run} asleep={asleep} finalFocus={finalFocus} onClose={onClose} />
    case 'abandon':
      return <AbandonDialog run={run} asleep={asleep} finalFocus={finalFocus} onClose={onClose} />
    default:
      return name satisfies never
  }
}
