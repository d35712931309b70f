import type { DrillSchedule } from '../../../drills-api.ts'
import { StartDrillDialog } from '../runs/start-drill-dialog.tsx'
import { DeliverDialog } from './deliver-dialog.tsx'
import type { Asking } from './schedule-deeds.ts'
import { StatusDialog } from './status-dialog.tsx'

type Props = { asking: Asking; schedule: DrillSchedule; finalFocus: () => HTMLElement | null; onClose: () => void }

/** What is asked before something is done with a schedule, from its drawer or from its row. */
export function ScheduleDialog({ asking, schedule, finalFocus, onClose }: Props) {
  switch (asking) {
    case 'tell':
      return <DeliverDialog schedule={schedule} finalFocus={finalFocus} onClose={onClose} />
    case 'start':
      return <StartDrillDialog scheduleId={schedule.schedule_id} routeId={null} onClose={onClose} />
    case 'pause':
      return <StatusDialog schedule={schedule} status="paused" onClose={onClose} />
    case 'resume':
      return <StatusDialog schedule={schedule} status="active" onClose={onClose} />
    case 'retire':
      return <StatusDialog schedule={schedule} status="retired" onClose={onClose} />
    default:
      return asking satisfies never
  }
}
