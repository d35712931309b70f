import {
  type DrillEnvironment,
  defaultDueSoonDays,
  drillEnvironments,
  type ScheduleStatus,
} from '../../../../shared/domain/drill-schedule.ts'
import type { DrillSchedule, NewDrillSchedule } from '../../../drills-api.ts'
import { isoOf, localOf } from './form-times.ts'

export type OwnerRow = { name: string; providers: string; minutes: string; escalation: string }
export type WindowRow = {
  id: string
  start: string
  end: string
  reason: string
  owners: string
  providers: string
}
export type AwayRow = { owner: string; start: string; end: string; reason: string }

/** What stands in the fields, as it was typed: only the server says what of it is wrong. */
export type ScheduleForm = {
  id: string
  title: string
  environment: string
  status: string
  interval: string
  dueSoon: string
  due: string
  limit: string
  providers: string
  runbook: string
  steps: string
  owners: OwnerRow[]
  windows: WindowRow[]
  away: AwayRow[]
}

export const emptyOwner: OwnerRow = { name: '', providers: '', minutes: '', escalation: '' }
export const emptyAway: AwayRow = { owner: '', start: '', end: '', reason: '' }
export const emptyWindow = ({ windows }: ScheduleForm): WindowRow => {
  const taken = new Set(windows.map(({ id }) => id))
  const free = Array.from({ length: windows.length + 1 }, (_, at) => `window-${at + 1}`).find((id) => !taken.has(id))
  return { id: free ?? '', start: '', end: '', reason: '', owners: '', providers: '' }
}

const weekMs = 7 * 24 * 60 * 60_000

/** Two weeks of peace before the first one is due. */
export const emptyForm = (now: number): ScheduleForm => ({
  id: '',
  title: '',
  environment: 'staging',
  status: 'active',
  interval: '30',
  dueSoon: String(defaultDueSoonDays),
  due: localOf(new Date(now + 2 * weekMs).toISOString()),
  limit: '300',
  providers: 'desktop',
  runbook: '',
  steps: '',
  owners: [emptyOwner],
  windows: [],
  away: [],
})

const joined = (names: readonly string[]): string => names.join(', ')

export function formOf(schedule: DrillSchedule): ScheduleForm {
  const { owner_routes, maintenance_windows, owner_calendars } = schedule
  const names = [...new Set([...schedule.owners, ...Object.keys(owner_routes)])]
  return {
    id: schedule.schedule_id,
    title: schedule.title,
    environment: schedule.environment,
    status: schedule.status,
    interval: String(schedule.interval_days),
    dueSoon: String(schedule.due_soon_days),
    due: localOf(schedule.next_due_at),
    limit: String(schedule.recovery_limit_seconds),
    providers: joined(schedule.notification_providers),
    runbook: schedule.runbook_ref,
    steps: schedule.runbook_steps.join('\n'),
    owners: names.map((name) => {
      const route = Object.hasOwn(owner_routes, name) ? owner_routes[name] : undefined
      return {
        name,
        providers: joined(route?.providers ?? []),
        minutes: route?.acknowledgement_minutes === undefined ? '' : String(route.acknowledgement_minutes),
        escalation: route?.escalation_owner ?? '',
      }
    }),
    windows: maintenance_windows.map((each) => ({
      id: each.window_id,
      start: localOf(each.start_at),
      end: localOf(each.end_at),
      reason: each.reason,
      owners: joined(each.owners),
      providers: joined(each.providers),
    })),
    away: Object.entries(owner_calendars).flatMap(([owner, { unavailable_windows }]) =>
      unavailable_windows.map(({ start_at, end_at, reason }) => ({
        owner,
        start: localOf(start_at),
        end: localOf(end_at),
        reason,
      })),
    ),
  }
}

/** Names with commas or lines between, each once. */
export const namesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,\n]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
]

/** Rows that somebody has begun to fill, with the place that they have on the screen. */
export const filledOwners = ({ owners }: ScheduleForm) =>
  owners.map((row, at) => ({ ...row, name: row.name.trim(), at })).filter(({ name }) => name !== '')
export const filledWindows = ({ windows }: ScheduleForm) =>
  windows
    .map((row, at) => ({ row, at }))
    .filter(({ row: { start, end, reason } }) => `${start}${end}${reason}`.trim() !== '')
export const filledAway = ({ away }: ScheduleForm) =>
  away.map((row, at) => ({ ...row, owner: row.owner.trim(), at })).filter(({ owner }) => owner !== '')

const timesOf = (before: DrillSchedule | undefined): string[] =>
  before === undefined
    ? []
    : [
        before.next_due_at,
        ...before.maintenance_windows.flatMap(({ start_at, end_at }) => [start_at, end_at]),
        ...Object.values(before.owner_calendars).flatMap(({ unavailable_windows }) =>
          unavailable_windows.flatMap(({ start_at, end_at }) => [start_at, end_at]),
        ),
      ]

const saying = (reason: string) => (reason.trim() === '' ? {} : { reason: reason.trim() })
const hasOwnRoute = ({ providers, minutes, escalation }: OwnerRow) =>
  `${providers}${minutes}${escalation}`.trim() !== ''

/** What is sent. `before`: the schedule that is being changed. */
export function bodyOf(form: ScheduleForm, before?: DrillSchedule): NewDrillSchedule {
  const times = timesOf(before)
  const iso = (local: string) => isoOf(local, times)
  const away = filledAway(form)
  return {
    title: form.title.trim(),
    environment: known(drillEnvironments, form.environment) ?? 'staging',
    status: known(statuses, form.status) ?? 'active',
    interval_days: Number(form.interval),
    due_soon_days: Number(form.dueSoon),
    next_due_at: iso(form.due),
    recovery_limit_seconds: Number(form.limit),
    owners: filledOwners(form).map(({ name }) => name),
    notification_providers: namesIn(form.providers),
    owner_routes: Object.fromEntries(
      filledOwners(form)
        .filter(hasOwnRoute)
        .map(({ name, providers, minutes, escalation }) => [
          name,
          {
            providers: namesIn(providers),
            ...(minutes.trim() === '' ? {} : { acknowledgement_minutes: Number(minutes) }),
            ...(escalation.trim() === '' ? {} : { escalation_owner: escalation.trim() }),
          },
        ]),
    ),
    maintenance_windows: filledWindows(form).map(({ row }) => ({
      window_id: row.id.trim(),
      start_at: iso(row.start),
      end_at: iso(row.end),
      owners: namesIn(row.owners),
      providers: namesIn(row.providers),
      ...saying(row.reason),
    })),
    owner_calendars: Object.fromEntries(
      [...new Set(away.map(({ owner }) => owner))].map((name) => [
        name,
        {
          unavailable_windows: away
            .filter(({ owner }) => owner === name)
            .map(({ start, end, reason }) => ({ start_at: iso(start), end_at: iso(end), ...saying(reason) })),
        },
      ]),
    ),
    runbook_ref: form.runbook.trim(),
    runbook_steps: form.steps
      .split('\n')
      .map((step) => step.trim())
      .filter((step) => step !== ''),
  }
}

const statuses: readonly ScheduleStatus[] = ['active', 'paused', 'retired']
const known = <V extends DrillEnvironment | ScheduleStatus>(values: readonly V[], text: string): V | undefined =>
  values.find((each) => each === text)

/** What has to be there before anything can be asked of the server, in the order of the form. */
export function missingIn(form: ScheduleForm): string | null {
  const blank: readonly (readonly [boolean, string])[] = [
    [form.title.trim() === '', 'it has a title'],
    [form.id.trim() === '', 'it has an id'],
    [form.interval.trim() === '', 'it says how often'],
    [form.due === '', 'it says when it is due'],
    [form.dueSoon.trim() === '', 'it says how early owners are told'],
    [form.limit.trim() === '', 'it says how long a rollback may take'],
    [namesIn(form.providers).length === 0, 'it has a provider'],
    [filledOwners(form).length === 0, 'it has an owner'],
    [
      filledWindows(form).some(({ row }) => row.start === '' || row.end === ''),
      'each window has a beginning and an end',
    ],
    [filledAway(form).some(({ start, end }) => start === '' || end === ''), 'each absence has a beginning and an end'],
    [form.runbook.trim() === '', 'it names its runbook'],
  ]
  const found = blank.find(([is]) => is)
  return found === undefined ? null : `Asleep until ${found[1]}`
}

/** An id from a title, for as long as nobody wrote one. */
export const idFrom = (title: string): string =>
  title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
