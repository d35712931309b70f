import { describe, expect, test } from 'vitest'
import type { DrillSchedule } from '../../../renderer/drills-api.ts'
import { ApiProblem } from '../../../renderer/problem.ts'
import { isoOf, localOf } from '../../../renderer/screens/drills/schedules/form-times.ts'
import { readDraft, writeDraft } from '../../../renderer/screens/drills/schedules/schedule-draft.ts'
import {
  bodyOf,
  emptyForm,
  formOf,
  idFrom,
  missingIn,
  namesIn,
  type ScheduleForm,
} from '../../../renderer/screens/drills/schedules/schedule-form.ts'
import { fieldWords, placeIssues } from '../../../renderer/screens/drills/schedules/schedule-issues.ts'
import { NewSchedule } from '../../../shared/contract/drill-schedules.ts'

const schedule: DrillSchedule = {
  schedule_id: 'checkout',
  title: 'Checkout',
  environment: 'staging',
  status: 'paused',
  interval_days: 30,
  due_soon_days: 5,
  next_due_at: '2026-12-01T09:30:12.345Z',
  recovery_limit_seconds: 300,
  owners: ['payments', 'platform'],
  notification_providers: ['slack', 'desktop'],
  owner_routes: { payments: { providers: ['slack'], acknowledgement_minutes: 15, escalation_owner: 'lead' } },
  maintenance_windows: [
    {
      window_id: 'move',
      start_at: '2026-11-20T10:00:01.000Z',
      end_at: '2026-11-20T12:00:00.000Z',
      reason: 'A move.',
      owners: ['platform'],
      providers: [],
    },
  ],
  owner_calendars: {
    payments: {
      unavailable_windows: [
        { start_at: '2026-11-22T00:00:00.000Z', end_at: '2026-11-23T00:00:00.000Z', reason: 'Away.' },
        { start_at: '2026-12-22T00:00:00.000Z', end_at: '2026-12-23T00:00:00.000Z', reason: 'Away again.' },
      ],
    },
  },
  runbook_ref: 'runbooks/checkout.md',
  runbook_steps: ['Freeze', 'Shift'],
  drill_status: 'not_requested',
  due_soon: false,
  stale: false,
  days_until_due: 9,
  last_drill_at: null,
  outstanding_count: 0,
  breached_count: 0,
  changed_at: '2026-11-01T00:00:00.000Z',
  changed_by: null,
  last_seq: 7,
  commands: [],
}

const changed = (patch: Partial<ScheduleForm>): ScheduleForm => ({ ...formOf(schedule), ...patch })

describe('a schedule in its form', () => {
  test('comes back as it was, to the millisecond, when nothing was touched', () => {
    const body = NewSchedule.parse(bodyOf(formOf(schedule), schedule))
    expect({ schedule_id: 'checkout', ...body }).toEqual(
      Object.fromEntries(
        Object.entries(schedule).filter(([name]) => name === 'schedule_id' || name in NewSchedule.shape),
      ),
    )
  })

  test('a time that was touched is the local one', () => {
    const due = localOf('2026-12-03T08:00:00.000Z')
    expect(bodyOf(changed({ due }), schedule).next_due_at).toBe('2026-12-03T08:00:00.000Z')
    expect(isoOf('never')).toBe('never')
    expect(localOf('never')).toBe('')
  })

  test('what is left empty is as the schedule says, and empty rows are no rows', () => {
    const form = changed({
      owners: [
        { name: ' payments ', providers: '', minutes: '', escalation: '' },
        { name: '', providers: 'slack', minutes: '5', escalation: '' },
        { name: 'platform', providers: 'teams,, teams', minutes: '', escalation: '' },
      ],
      windows: [{ id: 'window-1', start: '', end: '', reason: '', owners: '', providers: '' }],
      away: [{ owner: '', start: '', end: '', reason: '' }],
      steps: 'Freeze\n\n  Shift  \n',
    })
    expect(bodyOf(form, schedule)).toMatchObject({
      owners: ['payments', 'platform'],
      owner_routes: { platform: { providers: ['teams'] } },
      maintenance_windows: [],
      owner_calendars: {},
      runbook_steps: ['Freeze', 'Shift'],
    })
    expect(Object.keys(bodyOf(form, schedule).owner_routes ?? {})).toEqual(['platform'])
  })

  test('says what has to be there before anything is asked, in the order of the form', () => {
    const form = emptyForm(Date.parse('2026-11-21T00:00:00.000Z'))
    expect(missingIn(form)).toBe('Asleep until it has a title')
    expect(missingIn({ ...form, title: 'A' })).toBe('Asleep until it has an id')
    const named = { ...form, title: 'A', id: 'a' }
    expect(missingIn(named)).toBe('Asleep until it has an owner')
    const owned = { ...named, owners: [{ name: 'o', providers: '', minutes: '', escalation: '' }] }
    expect(missingIn(owned)).toBe('Asleep until it names its runbook')
    expect(missingIn({ ...owned, runbook: 'r' })).toBeNull()
    expect(missingIn({ ...owned, runbook: 'r', away: [{ owner: 'o', start: '', end: '', reason: '' }] })).toContain(
      'each absence',
    )
  })

  test('names are separated by commas or lines, and an id is made from a title', () => {
    expect(namesIn(' slack, desktop\nslack ,,')).toEqual(['slack', 'desktop'])
    expect(idFrom('Search index: Übernacht!')).toBe('search-index-u-bernacht')
    expect(idFrom('  ')).toBe('')
  })
})

describe('what the server refuses stands at its field', () => {
  const refused = (...issues: { path: unknown[]; message: string }[]) =>
    new ApiProblem({ title: '', status: 422, code: 'invalid_input', detail: 'No.', issues }, null)
  const form = changed({
    owners: [{ name: '', providers: '', minutes: '', escalation: '' }, ...formOf(schedule).owners],
    windows: [
      { id: 'window-9', start: '', end: '', reason: '', owners: '', providers: '' },
      ...formOf(schedule).windows,
    ],
    away: [{ owner: '', start: '', end: '', reason: '' }, ...formOf(schedule).away],
  })
  const cases: [unknown[], string][] = [
    [['title'], 'title'],
    [['schedule', 'title'], 'title'],
    [['schedule_id'], 'id'],
    [['notification_providers', 1], 'providers'],
    [['owners', 1], 'owners.2.name'],
    [['owner_routes', 'payments', 'acknowledgement_minutes'], 'owners.1.minutes'],
    [['owner_routes', 'payments', 'providers', 0], 'owners.1.providers'],
    [['maintenance_windows', 0], 'windows.1.end'],
    [['maintenance_windows', 0, 'reason'], 'windows.1.reason'],
    [['owner_calendars', 'payments', 'unavailable_windows', 1, 'end_at'], 'away.2.end'],
    [['owner_calendars', 'payments', 'unavailable_windows', 0], 'away.1.end'],
    [['runbook_ref'], 'runbook'],
  ]
  test.each(cases)('%j at %s', (path, field) => {
    expect(placeIssues(refused({ path, message: 'it is wrong' }), form)).toEqual({
      fields: { [field]: 'it is wrong' },
      other: [],
    })
  })

  test('which step it is about is said; what has no field is said by itself; the first word stands', () => {
    expect(
      placeIssues(
        refused(
          { path: ['runbook_steps', 1], message: 'it names a host' },
          { path: ['runbook_steps', 2], message: 'it names production' },
          { path: ['elsewhere', 'x'], message: 'is odd' },
          { path: ['owner_routes', 'nobody'], message: 'is unknown' },
        ),
        form,
      ),
    ).toEqual({
      fields: { steps: 'Step 2: it names a host' },
      other: ['elsewhere x: is odd', 'owner_routes nobody: is unknown'],
    })
    expect(placeIssues(new Error('offline'), form)).toEqual({ fields: {}, other: [] })
  })
})

test.each([
  ['title', 'Title'],
  ['dueSoon', 'Told before'],
  ['owners.0.minutes', 'Owner 1, minutes'],
  ['away.2.end', 'Absence 3, end'],
])('a field is called by its name: %s', (key, word) => expect(fieldWords(key)).toBe(word))

describe('a draft', () => {
  test('is what was written, of the state that it was begun at', () => {
    const draft = { seq: 7, form: formOf(schedule) }
    expect(readDraft(writeDraft(draft))).toEqual(draft)
  })

  test.each(['', 'null', '{', '{"seq":1}', '{"seq":"1","form":{}}', JSON.stringify({ seq: 1, form: { title: 'x' } })])(
    'is none where it is %j',
    (text) => expect(readDraft(text)).toBeUndefined(),
  )

  test('of another version is none', () => {
    const { form } = { form: formOf(schedule) }
    expect(readDraft(JSON.stringify({ seq: 1, form: { ...form, owners: [{ name: 'a' }] } }))).toBeUndefined()
  })
})
