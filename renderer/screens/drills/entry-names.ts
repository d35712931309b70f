import type { drillActions, drillSubject as subjectOf } from '../../../shared/domain/drill-entries.ts'

// Named here once more, held to the domain's by their types: its schemas would bring their library into the page.
type Named = typeof drillActions
export const planned: Named['planned'] = 'drill.notification.planned'
export const delivered: Named['delivered'] = 'drill.notification.delivered'
export const failed: Named['failed'] = 'drill.notification.failed'
export const acknowledged: Named['acknowledged'] = 'drill.acknowledgement.recorded'
export const scheduleSet: Named['scheduleSet'] = 'drill.schedule.set'

export const drillSubject: typeof subjectOf = (schedule_id) => `drill:${schedule_id}`

/** A member of what an entry says, whatever it is. */
function saidIn(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null
    ? Object.entries(data).find(([each]) => each === name)?.[1]
    : undefined
}

export const textIn = (data: unknown, name: string): string => {
  const value = saidIn(data, name)
  return typeof value === 'string' ? value : ''
}

export const listIn = (data: unknown, name: string): unknown[] => {
  const value = saidIn(data, name)
  return Array.isArray(value) ? value : []
}
