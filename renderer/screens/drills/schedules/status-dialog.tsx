import { useMutation } from '@tanstack/react-query'
import type { ScheduleStatus } from '../../../../shared/domain/drill-schedule.ts'
import { ConfirmDialog } from '../../../components/dialog.tsx'
import { Mark } from '../../../components/mark.tsx'
import { ProblemFacts } from '../../../components/states.tsx'
import { type DrillSchedule, drillsApi } from '../../../drills-api.ts'
import { sentenceOf } from '../../../problem.ts'
import { refreshDrills } from '../../../state/drills.ts'
import { notify } from '../../../state/toasts.ts'
import { bodyOf, formOf } from './schedule-form.ts'

const words: Record<ScheduleStatus, { does: string; done: string; says: string }> = {
  active: {
    does: 'Resume',
    done: 'Resumed',
    says: 'It is asked for again from now on: if it is due soon or past its day, its owners are told.',
  },
  paused: {
    does: 'Pause',
    done: 'Paused',
    says: 'Nobody is told of it until it is resumed, and nothing counts as late that was not late already. What was told stays to be answered.',
  },
  retired: {
    does: 'Retire',
    done: 'Retired',
    says: 'It is not asked for any more. Its history stays, and whoever edits it can make it active again.',
  },
}

/** The same schedule with another status, over nobody's change. */
function useSetStatus(schedule: DrillSchedule, onDone: () => void) {
  return useMutation({
    mutationFn: (status: ScheduleStatus) =>
      drillsApi.putSchedule(schedule.schedule_id, schedule.last_seq, {
        ...bodyOf(formOf(schedule), schedule),
        status,
      }),
    onSuccess(saved) {
      notify.done(words[saved.status].done, saved.title)
      onDone()
    },
    onSettled: () => void refreshDrills(),
  })
}

type Props = { schedule: DrillSchedule; status: ScheduleStatus; onClose: () => void }

export function StatusDialog({ schedule, status, onClose }: Props) {
  const set = useSetStatus(schedule, onClose)
  const { does, says } = words[status]
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${does} “${schedule.title}”?`}
      does={`${does} the schedule`}
      busy={set.isPending}
      onConfirm={() => set.mutate(status)}
    >
      <p>{says}</p>
      {set.error !== null && (
        <div role="alert" className="mt-2">
          <Mark means="bad">{sentenceOf(set.error)}</Mark>
          <ProblemFacts error={set.error} />
        </div>
      )}
    </ConfirmDialog>
  )
}
