import type { Services } from '../../services.ts'
import { readSchedules } from '../../store/drill-schedules.ts'
import type { Caller } from '../caller.ts'
import { type ScheduleView, viewSchedules } from './view-schedules.ts'

/** Those that are due first come first; those that ask for nothing last. */
export async function listSchedules(
  services: Pick<Services, 'store' | 'clock' | 'drillPolicy'>,
  caller: Caller,
): Promise<{ items: ScheduleView[] }> {
  const { store, clock } = services
  const records = await readSchedules(store.read, caller.workspace)
  const items = await viewSchedules(services, store.read, caller, records, clock())
  const isOver = ({ status }: ScheduleView) => (status === 'active' ? 0 : 1)
  return {
    items: items.sort(
      (a, b) =>
        isOver(a) - isOver(b) ||
        Date.parse(a.next_due_at) - Date.parse(b.next_due_at) ||
        (a.schedule_id < b.schedule_id ? -1 : 1),
    ),
  }
}
