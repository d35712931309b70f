import { type FormEvent, useRef } from 'react'
import { Button } from '../../../components/button.tsx'
import { Dialog, DialogActions } from '../../../components/dialog.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { type DrillRun, drillsApi } from '../../../drills-api.ts'
import { refreshDrills } from '../../../state/drills.ts'
import { notify } from '../../../state/toasts.ts'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { RunClock } from './run-clock.tsx'
import { learnRun } from './use-runs.ts'

type Props = { run: DrillRun; asleep: string | null; onClose: () => void }

/** It is said once and measured for good: so it shows what would be measured, and Enter says it. */
export function RecoverDialog({ run, asleep, onClose }: Props) {
  const does = useRef<HTMLButtonElement>(null)
  const { sending, start, busy } = useSending({
    what: `Rollback is through: “${run.schedule_title}”`,
    send: (_: object, key) => drillsApi.recoverRun(run.run_id, key),
    onDone(after, shown) {
      learnRun(after)
      void refreshDrills()
      if (shown) onClose()
      notify.done('The rollback is through', run.schedule_title)
    },
  })
  const sleeps = asleep ?? (busy ? 'Waiting for the server' : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (sleeps === null) void start({})
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`The rollback of “${run.schedule_title}” is through?`}
      initialFocus={does}
    >
      <form onSubmit={submit}>
        <RunClock run={run} />
        <div className="flex flex-col gap-3 px-5 pt-3 pb-4">
          <p className="text-muted">The time until the server hears it is what is measured. It cannot be taken back.</p>
          <RefusalNote sending={sending} />
        </div>
        <DialogActions>
          <Button onClick={onClose}>
            {busy ? 'Close' : 'Not yet'} <Kbd keys="Escape" />
          </Button>
          <Button ref={does} kind="primary" type="submit" asleep={sleeps}>
            {busy ? 'Asking the server…' : 'Rollback is through'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
