import { useState } from 'react'
import { SkeletonRows } from '../../../components/states.tsx'
import { type DrillSchedule, drillsApi } from '../../../drills-api.ts'
import { sentenceOf } from '../../../problem.ts'
import { refreshDrills } from '../../../state/drills.ts'
import { notify } from '../../../state/toasts.ts'
import { DecisionDialog } from '../../queue/dialogs/decision-dialog.tsx'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { type Delivered, DeliveryEvidence } from './delivery-evidence.tsx'
import { DecisionTable } from './plan-preview.tsx'
import { bodyOf, formOf } from './schedule-form.ts'
import { usePreview } from './use-preview.ts'
import { useRunAsleep } from './use-schedules.ts'

type Props = { schedule: DrillSchedule; finalFocus: () => HTMLElement | null; onClose: () => void }

/** Shows whom it would tell before it tells them, and afterwards what became of it. */
export function DeliverDialog({ schedule, finalFocus, onClose }: Props) {
  const [delivered, setDelivered] = useState<Delivered | null>(null)
  const denied = useRunAsleep('Tell the owners now')
  const { data: preview, error } = usePreview(bodyOf(formOf(schedule), schedule), null)
  const { sending, start, busy } = useSending({
    what: `Tell the owners of “${schedule.title}”`,
    send: (body: { schedule_id: string }, key) => drillsApi.deliver(body, key),
    onDone(answer, shown) {
      void refreshDrills()
      if (shown) setDelivered(answer)
      else notify.done('The owners were told', schedule.title)
    },
  })
  const told = preview?.deliverable_route_count
  const nobody = told === 0 ? 'Asleep: nobody would be told, for the reasons above' : null
  if (delivered !== null)
    return (
      <DecisionDialog
        title={`The owners of “${schedule.title}”`}
        target={delivered.plan.plan_id}
        does="Back to the schedule"
        kind="primary"
        says="What was planned, and what became of each message."
        asleep={null}
        busy={false}
        finalFocus={finalFocus}
        onConfirm={onClose}
        onClose={onClose}
      >
        <DeliveryEvidence delivered={delivered} />
      </DecisionDialog>
    )
  return (
    <DecisionDialog
      title={`Tell the owners of “${schedule.title}” now`}
      target={schedule.schedule_id}
      does={told === undefined ? 'Tell the owners now' : `Tell ${told} ${told === 1 ? 'route' : 'routes'} now`}
      kind="primary"
      says={
        <>
          A new plan is made and sent. What was told before and is still open is taken over by it: it is answered in its
          place. What is sent cannot be taken back.
        </>
      }
      asleep={denied ?? nobody}
      busy={busy}
      finalFocus={finalFocus}
      onConfirm={() => void start({ schedule_id: schedule.schedule_id })}
      onClose={onClose}
    >
      {preview ? (
        <DecisionTable preview={preview} />
      ) : error === null ? (
        <SkeletonRows rows={3} what="the plan" />
      ) : (
        <p className="text-muted">Whom it would tell could not be asked for: {sentenceOf(error)}</p>
      )}
      <RefusalNote sending={sending} />
    </DecisionDialog>
  )
}
