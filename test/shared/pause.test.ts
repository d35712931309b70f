import { describe, expect, test } from 'vitest'
import {
  allowedOnPause,
  impossibleForPause,
  isActive,
  type Pause,
  whyNotPause,
  whyNotResume,
} from '../../shared/domain/pause.ts'
import { readPauseEvent, writePauseEvent } from '../../shared/domain/pause-entries.ts'
import type { Permission } from '../../shared/domain/permission.ts'

const noon = '2026-11-21T12:00:00.000Z'
const one = '2026-11-21T13:00:00.000Z'
const who = { id: 'a', digest: 'd' }
const pauseOf = (changed: Partial<Pause> = {}): Pause => ({
  id: 'p',
  agent: 'research-agent',
  reason: 'It loops',
  until: null,
  paused_at: noon,
  paused_by: who,
  resumed: null,
  ...changed,
})
const commander: ReadonlySet<Permission> = new Set<Permission>(['read', 'agents.pause'])
const viewer: ReadonlySet<Permission> = new Set<Permission>(['read'])
const resumed = { at: one, by: who }

describe('a pause', () => {
  test.each<[what: string, Partial<Pause>, now: string, active: boolean]>([
    ['without an end', {}, '2036-01-01T00:00:00.000Z', true],
    ['before its end', { until: one }, '2026-11-21T12:59:59.999Z', true],
    ['at its end', { until: one }, one, false],
    ['after its end', { until: one }, '2026-11-21T13:00:00.001Z', false],
    ['that was resumed', { resumed }, noon, false],
    ['that was resumed before its end', { resumed, until: '2036-01-01T00:00:00.000Z' }, one, false],
  ])('%s is active: %s at %s, %s', (_, changed, now, active) => {
    const pause = pauseOf(changed)
    expect(isActive(pause, now)).toBe(active)
    const refusal = whyNotResume(pause, { now, permissions: commander })
    expect(refusal?.code).toBe(active ? undefined : 'already_resumed')
    // What is on offer is what can be done, for the same reason.
    expect(allowedOnPause(pause, { now, permissions: commander })).toEqual([
      refusal ? { name: 'resume', enabled: false, reason: refusal.detail } : { name: 'resume', enabled: true },
    ])
  })

  test('says why it cannot be resumed: who was first, that it ended by itself, or what it needs', () => {
    const now = '2026-11-21T14:00:00.000Z'
    expect(whyNotResume(pauseOf({ resumed }), { now, permissions: commander })).toMatchObject({
      detail: `research-agent was resumed at ${one}.`,
      fields: { by: 'a', at: one },
    })
    expect(whyNotResume(pauseOf({ until: one }), { now, permissions: commander })?.detail).toBe(
      `The pause of research-agent ended by itself at ${one}.`,
    )
    // Before anything is said of it.
    expect(whyNotResume(pauseOf({ resumed }), { now, permissions: viewer })?.code).toBe('permission_denied')
    expect(whyNotPause(pauseOf(), viewer)?.code).toBe('permission_denied')
    expect(whyNotPause(undefined, commander)).toBeUndefined()
    expect(whyNotPause(pauseOf({ until: one }), commander)).toMatchObject({
      code: 'already_paused',
      detail: `research-agent is paused since ${noon} until ${one}. Resume it first.`,
      fields: { pause_id: 'p' },
    })
  })

  test('a history of it holds nothing that cannot have been', () => {
    const { resumed: _, ...facts } = pauseOf()
    const set = (changed: Partial<Pause> = {}) => ({ kind: 'set' as const, pause: { ...facts, ...changed } })
    const ended = (at: string, pause_id = 'p') => ({
      kind: 'ended' as const,
      pause_id,
      agent: facts.agent,
      by: who,
      at,
    })
    expect(impossibleForPause(undefined, set())).toBeUndefined()
    expect(impossibleForPause(undefined, set({ until: noon }))).toMatch(/time that was over/)
    expect(impossibleForPause(pauseOf(), set({ paused_at: one }))).toMatch(/paused already/)
    expect(impossibleForPause(pauseOf({ until: one }), set({ paused_at: one }))).toBeUndefined()
    expect(impossibleForPause(pauseOf(), ended(one))).toBeUndefined()
    expect(impossibleForPause(pauseOf({ until: one }), ended(one))).toMatch(/was over/)
    expect(impossibleForPause(pauseOf(), ended(one, 'q'))).toMatch(/never set/)
    expect(impossibleForPause(undefined, ended(one))).toMatch(/never set/)
  })

  test('is read from its entries as it was written into them, and from nothing else', () => {
    const { resumed: _, ...facts } = pauseOf({ until: one })
    const events = [
      { kind: 'set', pause: facts },
      { kind: 'ended', pause_id: 'p', agent: facts.agent, by: who, at: noon },
    ] as const
    for (const event of events) {
      const entry = { ...writePauseEvent(event), at: noon, actor_id: who.id, actor_digest: who.digest }
      expect(readPauseEvent(entry)).toEqual(event)
      expect(JSON.stringify(entry.data)).toContain('"agent":"research-agent"')
      expect(readPauseEvent({ ...entry, subject: 'agent:p' })).toBeUndefined()
      expect(readPauseEvent({ ...entry, subject: 'pause:' })).toBeUndefined()
      expect(readPauseEvent({ ...entry, data: { ...Object(entry.data), more: 1 } })).toBeUndefined()
      expect(readPauseEvent({ ...entry, action: 'agent.pause.other' })).toBeUndefined()
    }
  })
})
