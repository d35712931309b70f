import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { SkeletonRows } from '../../../components/states.tsx'
import { type DrillSchedule, drillsApi } from '../../../drills-api.ts'
import { sentenceOf } from '../../../problem.ts'
import { refreshDrills } from '../../../state/drills.ts'
import { notify } from '../../../state/toasts.ts'
import { DecisionDialog } from '../../queue/dialogs/decision-dialog.tsx'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { DeliveredDialog } from './delivered-dialog.tsx'
import type { Delivered } from './delivery-evidence.tsx'
import { DecisionTable } from './plan-preview.tsx'
import { bodyOf, formOf } from './schedule-form.ts'
import { takenOver, useOpenRoutes } from './taken-over.ts'
import { usePreview } from './use-preview.ts'
import { useRunAsleep } from './use-schedules.ts'

type Props = { schedule: DrillSchedule; finalFocus: () => HTMLElement | null; onClose: () => void }

/** Shows whom it would tell before it tells them, and afterwards what became of it. */
export function DeliverDialog({ schedule, finalFocus, onClose }: Props) {
  const [delivered, setDelivered] = useState<Delivered | null>(null)
  const denied = useRunAsleep('Tell the owners now')
  const preview = usePreview(bodyOf(formOf(schedule), schedule), null)
  const open = useOpenRoutes(schedule.schedule_id)
  const { sending, start, busy } = useSending({
    what: `Tell the owners of “${schedule.title}”`,
    send: (body: { schedule_id: string }, key) => drillsApi.deliver(body, key),
    onDone(answer, shown) {
      void refreshDrills()
      if (shown) setDelivered(answer)
      else notify.done('The owners were told', schedule.title)
    },
  })
  if (delivered !== null)
    return <DeliveredDialog title={schedule.title} delivered={delivered} finalFocus={finalFocus} onClose={onClose} />

  const error = preview.error ?? open.error
  const known = error === null && preview.isOfThis && preview.data && open.data ? preview.data : null
  const told = known?.deliverable_route_count
  const taken = known === null ? undefined : takenOver(open.data ?? [], known)
  const unknown = error === null ? 'Still asking whom it would tell' : 'Asleep: whom it would tell is not known'
  const nobody = told === 0 ? 'Asleep: nobody would be told, for the reasons above' : null
  return (
    <DecisionDialog
      title={`Tell the owners of “${schedule.title}” now`}
      target={schedule.schedule_id}
      does={told === undefined ? 'Tell the owners now' : `Tell ${told} ${told === 1 ? 'route' : 'routes'} now`}
      kind="primary"
      says="A new plan is made and sent. What is sent cannot be taken back."
      asleep={denied ?? (known === null ? unknown : nobody)}
      busy={busy}
      finalFocus={finalFocus}
      onConfirm={() => void start({ schedule_id: schedule.schedule_id })}
      onClose={onClose}
    >
      {taken !== undefined && (
        <p className="rounded-m border border-warn bg-warn-bg px-3 py-2">
          It takes over <b className="font-semibold">{taken}</b>: the clock begins anew, and what was answered before is
          asked again.
        </p>
      )}
      {known !== null && <DecisionTable preview={known} />}
      {known === null && error === null && <SkeletonRows rows={3} what="the plan" />}
      {error !== null && (
        <div role="alert" className="flex flex-wrap items-center gap-2">
          <p className="min-w-0 flex-1 text-muted">Whom it would tell could not be asked for: {sentenceOf(error)}</p>
          <Button
            asleep={preview.isFetching || open.isFetching ? 'Waiting for the server' : null}
            onClick={() => {
              void preview.refetch()
              void open.refetch()
            }}
          >
            Ask again
          </Button>
        </div>
      )}
      <RefusalNote sending={sending} />
    </DecisionDialog>
  )
}
