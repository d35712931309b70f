import { ApiProblem } from '../../../problem.ts'
import { filledAway, filledOwners, filledWindows, type ScheduleForm } from './schedule-form.ts'

/** What the server says about a field, by the field's key: `title`, `owners.0.minutes`, `windows.1.end`. */
export type FieldErrors = Readonly<Record<string, string>>
export type Placed = {
  fields: FieldErrors
  /** What has no field of its own. */
  other: readonly string[]
}

const none: Placed = { fields: {}, other: [] }
type Issue = { path: readonly unknown[]; message: string }

/** Puts what was refused beside what it is about. */
export function placeIssues(error: unknown, form: ScheduleForm): Placed {
  const issues = issuesOf(error)
  if (issues.length === 0) return none
  const fields: Record<string, string> = {}
  const other: string[] = []
  for (const { path, message } of issues) {
    const inside = path[0] === 'schedule' ? path.slice(1) : path
    const key = keyOf(inside, form)
    if (key === undefined) other.push(inside.length === 0 ? message : `${inside.join(' ')}: ${message}`)
    else fields[key] ??= inside[0] === 'runbook_steps' ? `${stepWords(inside[1])}${message}` : message
  }
  return { fields, other }
}

const stepWords = (place: unknown): string => (typeof place === 'number' ? `Step ${place + 1}: ` : '')

function issuesOf(error: unknown): Issue[] {
  if (!(error instanceof ApiProblem)) return []
  const { issues, field } = error.fields
  if (typeof field === 'string') return [{ path: [field], message: error.detail }]
  if (!Array.isArray(issues)) return []
  return issues.flatMap((issue: unknown) => {
    if (typeof issue !== 'object' || issue === null) return []
    const { path, message } = issue as { path?: unknown; message?: unknown }
    return Array.isArray(path) && typeof message === 'string' ? [{ path, message }] : []
  })
}

const plain: Readonly<Record<string, string>> = {
  schedule_id: 'id',
  title: 'title',
  environment: 'environment',
  interval_days: 'interval',
  due_soon_days: 'dueSoon',
  next_due_at: 'due',
  recovery_limit_seconds: 'limit',
  notification_providers: 'providers',
  runbook_ref: 'runbook',
  runbook_steps: 'steps',
}
const ofRoute: Readonly<Record<string, string>> = {
  providers: 'providers',
  acknowledgement_minutes: 'minutes',
  escalation_owner: 'escalation',
}
const ofWindow: Readonly<Record<string, string>> = {
  window_id: 'id',
  start_at: 'start',
  end_at: 'end',
  reason: 'reason',
  owners: 'owners',
  providers: 'providers',
}

const at = (record: Readonly<Record<string, string>>, name: unknown): string | undefined =>
  typeof name === 'string' && Object.hasOwn(record, name) ? record[name] : undefined

function keyOf([first, second, third, fourth, fifth]: readonly unknown[], form: ScheduleForm): string | undefined {
  switch (first) {
    case 'owners': {
      const row = typeof second === 'number' ? filledOwners(form)[second] : form.owners[0] && { at: 0 }
      return row && `owners.${row.at}.name`
    }
    case 'owner_routes': {
      const row = filledOwners(form).find(({ name }) => name === second)
      return row && `owners.${row.at}.${at(ofRoute, third) ?? 'name'}`
    }
    case 'maintenance_windows': {
      const row = typeof second === 'number' ? filledWindows(form)[second] : undefined
      // Of the window as a whole only its order can be wrong.
      return row && `windows.${row.at}.${at(ofWindow, third) ?? 'end'}`
    }
    case 'owner_calendars': {
      const own = filledAway(form).filter(({ owner }) => owner === second)
      const row = own[third === 'unavailable_windows' && typeof fourth === 'number' ? fourth : 0]
      if (row === undefined) return undefined
      return `away.${row.at}.${third === undefined ? 'owner' : (at(ofWindow, fifth) ?? 'end')}`
    }
    default:
      return at(plain, first)
  }
}

const words: Readonly<Record<string, string>> = {
  dueSoon: 'Told before',
  due: 'Next due',
  limit: 'Time for the rollback',
  windows: 'Maintenance window',
  owners: 'Owner',
  away: 'Absence',
}

/** What a field is called where it is not beside it: `owners.0.minutes` is “Owner 1, minutes”. */
export function fieldWords(key: string): string {
  const [first = '', row, last] = key.split('.')
  const name = words[first] ?? `${first.charAt(0).toUpperCase()}${first.slice(1)}`
  return row === undefined ? name : `${name} ${Number(row) + 1}, ${last}`
}
