import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../shared/domain/entry.ts'
import {
  evolve,
  type Incident,
  linkKinds,
  longestTitle,
  openingOf,
  severities,
  statusOf,
  titleOf,
} from '../../shared/domain/incident.ts'
import {
  incidentSubject,
  readIncidentEvent,
  readOpening,
  writeIncidentEvent,
  writeOpening,
} from '../../shared/domain/incident-entries.ts'
import {
  allowedOnIncident,
  decideOnIncident,
  type IncidentCommand,
  impossibleForIncident,
  incidentCommandNames,
} from '../../shared/domain/incident-rules.ts'
import { permissionsOf, roles } from '../../shared/domain/permission.ts'

const ada = { id: 'ada', digest: 'of ada' }
const bo = { id: 'bo', digest: 'of bo' }
const now = '2026-11-21T10:00:00.000Z'
const facts = {
  id: 'i1',
  workspace: 'w',
  title: 'Checkout is slow',
  severity: 'sev2',
  opened_by: ada,
  opened_at: now,
} as const
const opened = (action_id: string | null = null): Incident => openingOf({ ...facts, action_id }, 7)
const operator = { who: ada, permissions: permissionsOf(['operator']), now }

const done = (incident: Incident, command: IncidentCommand, seq = 8): Incident => {
  const decision = decideOnIncident(incident, command, operator)
  if (!decision.ok || decision.value === undefined) throw new Error(`${command.name} changed nothing`)
  return evolve(incident, decision.value, seq)
}

const anyLink = fc.record({ kind: fc.constantFrom(...linkKinds), ref: fc.constantFrom('one', 'two') })
const anyCommand: fc.Arbitrary<IncidentCommand> = fc.oneof(
  fc.record({ name: fc.constant('assign' as const), owner: fc.constantFrom(ada, bo, null) }),
  fc.record({ name: fc.constant('link' as const), link: anyLink }),
  fc.record({ name: fc.constant('note' as const), note: fc.string({ minLength: 1 }) }),
  fc.record({ name: fc.constant('resolve' as const), note: fc.constantFrom('over', ' ', undefined) }),
)

describe('what may be done to an incident', () => {
  test.each(roles)('%s: what is offered is accepted, and what is not is refused for the reason shown', (role) => {
    const asker = { ...operator, permissions: permissionsOf([role]) }
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 8 }), anyCommand, (before, command) => {
        const incident = before.reduce((at, each, index) => {
          const decision = decideOnIncident(at, each, operator)
          return decision.ok && decision.value ? evolve(at, decision.value, 8 + index) : at
        }, opened())
        const offers = allowedOnIncident(incident, asker.permissions)
        expect(offers.map(({ name }) => name)).toEqual([...incidentCommandNames])
        const offer = offers.find(({ name }) => name === command.name)
        const decision = decideOnIncident(incident, command, asker)
        expect(decision.ok).toBe(offer?.enabled)
        if (!decision.ok) expect(decision.refusal.detail).toBe(offer?.reason)
        // What was decided can have happened, as whoever reads the ledger sees it.
        if (decision.ok && decision.value) expect(impossibleForIncident(incident, decision.value)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['viewer', false],
    ['auditor', false],
    ['runner', false],
    ['operator', true],
    ['approver', true],
    ['release_manager', true],
    ['incident_commander', true],
    ['admin', true],
  ] as const)('%s may work on incidents: %s', (role, may) => {
    const offers = allowedOnIncident(opened(), permissionsOf([role]))
    expect(offers.map(({ enabled }) => enabled)).toEqual(Array(4).fill(may))
  })

  test.each<IncidentCommand>([
    { name: 'assign', owner: bo },
    { name: 'assign', owner: null },
    { name: 'link', link: { kind: 'trace', ref: 't' } },
    { name: 'resolve' },
  ])('a resolved incident stays as it is: $name is refused', (command) => {
    const resolved = done(opened(), { name: 'resolve', note: 'over' })
    expect(decideOnIncident(resolved, command, operator)).toMatchObject({
      ok: false,
      refusal: { code: 'invalid_transition', fields: { status: 'resolved', by: 'ada', at: now } },
    })
  })

  test('a note can be added to a resolved incident, and changes nothing of it', () => {
    const resolved = done(opened(), { name: 'resolve' })
    expect(done(resolved, { name: 'note', note: 'It was the cache' })).toEqual(resolved)
  })

  test('to make it what it is already is no event', () => {
    const linked = done(opened('a1'), { name: 'assign', owner: bo })
    const again: IncidentCommand[] = [
      { name: 'assign', owner: { id: 'bo', digest: 'of bo under another name' } },
      { name: 'link', link: { kind: 'action', ref: 'a1' } },
    ]
    for (const command of again)
      expect(decideOnIncident(linked, command, operator)).toEqual({ ok: true, value: undefined })
  })

  test('five hundred things can be linked, and no more', () => {
    let incident = opened()
    for (let n = 0; n < 500; n += 1) incident = done(incident, { name: 'link', link: { kind: 'trace', ref: `t${n}` } })
    const one = { name: 'link', link: { kind: 'trace', ref: 'more' } } as const
    expect(decideOnIncident(incident, one, operator)).toMatchObject({ ok: false })
    expect(allowedOnIncident(incident, operator.permissions)).toContainEqual({
      name: 'link',
      enabled: false,
      reason: expect.stringContaining('500'),
    })
  })

  test('what a resolution says is kept, and blanks are nothing', () => {
    expect(done(opened(), { name: 'resolve', note: ' over ' }).resolved).toEqual({ by: ada, at: now, note: ' over ' })
    expect(done(opened(), { name: 'resolve', note: ' \n' }).resolved?.note).toBeNull()
    expect(statusOf(done(opened(), { name: 'resolve' }))).toBe('resolved')
  })

  test.each([
    ['assigned', { kind: 'assigned', owner: bo }, 'it was assigned after it was resolved'],
    ['linked', { kind: 'linked', link: { kind: 'drill', ref: 'd' } }, 'it was linked after it was resolved'],
    ['resolved', { kind: 'resolved', by: bo, at: now, note: null }, 'it was resolved after it was resolved'],
  ] as const)('a history in which it was %s once it was over is none', (_, event, why) => {
    expect(impossibleForIncident(done(opened(), { name: 'resolve' }), event)).toBe(why)
  })

  test('a history in which it was linked to one thing twice is none', () => {
    const event = { kind: 'linked', link: { kind: 'action', ref: 'a1' } } as const
    expect(impossibleForIncident(opened('a1'), event)).toBe('it was linked to the same thing twice')
  })
})

describe('incidents in the ledger', () => {
  const entry = (written: { action: string; subject: string; data: Entry['data'] }, seq: number): Entry => ({
    ...{ id: 'e', workspace: 'w', at: now, actor_id: ada.id, actor_digest: ada.digest },
    ...written,
    seq,
  })

  test.each(['a1', null])('what was opened (with %s) is read from its entry again', (action_id) => {
    const { title, severity } = facts
    expect(readOpening(entry(writeOpening('i1', { title, severity, action_id }), 7))).toEqual(opened(action_id))
  })

  test('every event is read from its entry again', () => {
    fc.assert(
      fc.property(anyCommand, (command) => {
        const decision = decideOnIncident(opened(), command, operator)
        if (!decision.ok || !decision.value) return
        const written = entry(writeIncidentEvent('i1', decision.value), 8)
        expect(written.subject).toBe(incidentSubject('i1'))
        expect(readIncidentEvent(written)).toEqual(decision.value)
      }),
    )
  })

  test.each([
    ['incident.record.opened', { title: 'x', severity: 'sev9', action_id: null }],
    ['incident.record.assigned', { owner: 'ada' }],
    ['incident.record.linked', { kind: 'wish', ref: 'x' }],
    ['incident.record.noted', { note: null }],
    ['incident.record.resolved', {}],
  ])('%s of another form says nothing', (action, data) => {
    const strange = entry({ action, subject: 'incident:i1', data }, 8)
    expect(readOpening(strange) ?? readIncidentEvent(strange)).toBeUndefined()
  })
})

test.each([
  ['one line', 'one line'],
  ['  two\n\tlines\u0000 ', 'two lines'],
  ['half a \ud83d character', 'half a \ufffd character'],
  ['\u0001\n', 'Untitled incident'],
  ['🔥'.repeat(201), '🔥'.repeat(longestTitle)],
])('%j becomes the title %j', (text, title) => {
  expect(titleOf(text)).toBe(title)
})

test('there are four severities, the worst first', () => {
  expect(severities).toEqual(['sev1', 'sev2', 'sev3', 'sev4'])
})
