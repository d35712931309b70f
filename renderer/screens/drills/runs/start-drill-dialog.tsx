import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { faultOfDrillText } from '../../../../shared/domain/drill-text.ts'
import { Button } from '../../../components/button.tsx'
import { Dialog, DialogActions } from '../../../components/dialog.tsx'
import { TextField } from '../../../components/field.tsx'
import { ErrorState, SkeletonRows } from '../../../components/states.tsx'
import { drillsApi } from '../../../drills-api.ts'
import { fieldMessages } from '../../../problem.ts'
import { refreshDrills } from '../../../state/drills.ts'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { minutesAndSeconds } from '../schedules/schedule-marks.tsx'
import { useRunAsleep, useSchedules } from '../schedules/use-schedules.ts'
import { learnRun } from './use-runs.ts'

type Props = { scheduleId: string; routeId?: string | null | undefined; onClose: () => void }

/** From its first moment the clock runs: so it says first what will happen, and where. */
export function StartDrillDialog({ scheduleId, routeId, onClose }: Props) {
  const { data: schedules, error, refetch } = useSchedules()
  const schedule = schedules?.find(({ schedule_id }) => schedule_id === scheduleId)
  const [surface, setSurface] = useState('')
  const navigate = useNavigate()
  const denied = useRunAsleep('Start drill')
  const { sending, start, busy } = useSending({
    what: `Start the drill of “${schedule?.title ?? scheduleId}”`,
    send: (body: { schedule_id: string; route_id?: string; surface: string }, key) => drillsApi.startRun(body, key),
    onDone(run, shown) {
      learnRun(run)
      void refreshDrills()
      if (!shown) return
      onClose()
      void navigate({ to: '/drills', search: { view: 'runs', run: run.run_id } as never })
    },
  })
  const errors = fieldMessages(sending.kind === 'refused' ? sending.error : null)
  const named = surface.trim()
  const fault = named === '' ? undefined : faultOfDrillText(named)
  const asleep =
    denied ??
    (busy ? 'Waiting for the server' : null) ??
    (named === '' ? 'Asleep until it says where' : fault === undefined ? null : `Asleep: it ${fault}`)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asleep !== null) return
    void start({
      schedule_id: scheduleId,
      surface: named,
      ...(routeId === null || routeId === undefined ? {} : { route_id: routeId }),
    })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Start the drill of “${schedule?.title ?? scheduleId}”`}
    >
      <form onSubmit={submit}>
        <div className="flex flex-col gap-3.5 px-5 pt-2 pb-4">
          {schedule === undefined ? (
            error === null ? (
              <SkeletonRows rows={2} what="the schedule" />
            ) : (
              <ErrorState what="The schedule" error={error} onRetry={() => void refetch()} />
            )
          ) : (
            <p className="text-muted">
              The clock runs from the moment you press, by the server's time, and the rollback is to be through within{' '}
              <b className="text-ink">{minutesAndSeconds(schedule.recovery_limit_seconds)}</b>.{' '}
              {schedule.runbook_steps.length === 0
                ? 'Its runbook has no steps to tick off.'
                : `${schedule.runbook_steps.length} steps of ${schedule.runbook_ref} are ticked off as you go.`}{' '}
              The drill records what you do; it does nothing to the surface itself.
            </p>
          )}
          <TextField
            name="surface"
            label={`Where in ${schedule?.environment ?? 'its environment'} it is rehearsed`}
            placeholder="checkout-agent"
            autoFocus
            autoComplete="off"
            maxLength={100}
            className="font-mono"
            value={surface}
            error={errors.surface ?? (fault === undefined ? undefined : `It ${fault}.`)}
            help="The name of a surface. A drill is never at production: neither production, a host, an address nor a credential can be named."
            onChange={({ currentTarget }) => setSurface(currentTarget.value)}
          />
          <RefusalNote sending={sending} />
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" asleep={asleep}>
            {busy ? 'Asking the server…' : 'Start the drill'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
