import { describe, expect, test } from 'vitest'
import type { Entry } from '../../shared/domain/entry.ts'
import { begin, recordedDeploy } from '../../shared/domain/gate.ts'
import {
  isDeployEntry,
  readGateEntry,
  writeGateEvent,
  writeIntent,
  writeRecorded,
} from '../../shared/domain/gate-entries.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import {
  readDefinition,
  readStandingEvent,
  writeDefinition,
  writeStandingEvent,
} from '../../shared/domain/surface-entries.ts'
import {
  calm,
  evolveStanding,
  impossibleForStanding,
  type Standing,
  type StandingEvent,
  sameCommit,
} from '../../shared/domain/surface-standing.ts'
import { StandingShape } from '../../shared/domain/surface-standing-shape.ts'
import { ada, at, ending, events, factsOf } from './gate-kit.ts'

const sha = 'b'.repeat(40)
const reason = 'Why not'
const freeze = { id: 'f', from: at, until: '2026-05-01T00:00:00.000Z', reason, by: ada, at }
const quarantine = { sha, reason, by: ada, at, deploy_id: 'd' }
const probes = [{ n: 1, at, ok: false, status: null, ms: 2, error: 'x' }]

/** In an order in which each can happen. */
const story: readonly StandingEvent[] = [
  { kind: 'frozen', freeze },
  { kind: 'locked', lock: { reason, by: ada, at } },
  { kind: 'running', running: { sha, release: 'v2', since: at, by: ada, deploy_id: 'd' } },
  { kind: 'alert_raised', alert: { deploy_id: 'd', at, probes } },
  { kind: 'quarantined', quarantine },
  { kind: 'alert_cleared', reason },
  { kind: 'unlocked', reason },
  { kind: 'unfrozen', freeze_id: 'f', reason },
  { kind: 'quarantine_lifted', sha, reason },
]
const entryOf = (written: { action: string; subject: string; data: unknown }): Entry =>
  ({ seq: 1, at, workspace: 'w', actor_id: ada.id, actor_digest: ada.digest, ...written }) as unknown as Entry

test('a surface stands as what happened to it has left it; twice nothing of it happens', () => {
  let standing: Standing = calm
  for (const event of story) {
    expect(impossibleForStanding(standing, event)).toBeUndefined()
    standing = evolveStanding(standing, event)
    expect(StandingShape.parse(JSON.parse(JSON.stringify(standing)))).toEqual(standing)
    if (event.kind !== 'running') expect(impossibleForStanding(standing, event)).toMatch(/\w/)
  }
  expect(standing).toEqual({ ...calm, running: expect.anything() })
})

describe('what is written is read again', () => {
  test.each(story.map((event) => [event.kind, event] as const))('%s', (_, event) => {
    const written = writeStandingEvent('console', event)
    expect(readStandingEvent(entryOf(written))).toEqual({ surface_id: 'console', event })
    expect(readStandingEvent(entryOf({ ...written, subject: 'surface:another' }))).toBeUndefined()
    expect(readStandingEvent(entryOf({ ...written, data: { ...Object(written.data), more: 1 } }))).toBeUndefined()
  })

  test.each(events)('%s of a deploy', (_, event) => {
    const deploy = begin(factsOf())
    const by = 'kind' in event && event.kind === 'review_closed' ? event.by : ada
    const entry = { ...entryOf(writeGateEvent(deploy, event)), actor_id: by.id, actor_digest: by.digest }
    expect(isDeployEntry(entry)).toBe(true)
    expect(readGateEntry(entry)).toMatchObject({ says: 'event', deploy_id: 'd1', event })
    expect(readGateEntry({ ...entry, subject: 'deploy:another' })).toBeUndefined()
  })

  test('the intent, and a record', () => {
    const facts = factsOf({ passes: [{ of: 'lock', reason }], warnings: ['x'] })
    const intent = entryOf(writeIntent(facts))
    expect(readGateEntry(intent)).toEqual({ says: 'begun', deploy: begin(facts) })
    expect(readGateEntry({ ...intent, actor_id: 'another' })).toBeUndefined()
    expect(readGateEntry({ ...intent, action: 'console.deploy.staging' })).toBeUndefined()
    const recorded = {
      facts,
      ending: ending('success'),
      run_url: 'https://x.example/1',
      release: 'v3',
      snapshot: 's',
      state_serial: 3,
      approval: { by: ada, at, comment: null },
    }
    expect(readGateEntry(entryOf(writeRecorded(recorded)))).toEqual({ says: 'recorded', recorded })
    expect(recordedDeploy(recorded).stage.state).toBe('audit_written')
  })

  test('the audit record has every field of section 8 of the source', () => {
    const { action, data } = writeIntent(factsOf())
    expect(action).toBe('console.deploy.prod')
    for (const field of ['actor', 'from_sha', 'to_sha', 'target_app', 'trigger', 'outcome', 'ts_utc'])
      expect(data).toHaveProperty(field)
  })

  test('a definition', () => {
    const surface = SurfaceDefinition.parse({
      id: 'console',
      name: 'Console',
      host: 'heroku',
      app: 'raxx-console-prod',
      repository: 'https://github.com/raxx/raxx.git',
      paths: { local: {} },
    })
    expect(readDefinition(entryOf(writeDefinition(surface)))).toEqual(surface)
    expect(readDefinition(entryOf({ ...writeDefinition(surface), subject: 'surface:x' }))).toBeUndefined()
  })
})

test.each<[string | null, string | null, boolean]>([
  [sha, sha, true],
  [sha, sha.slice(0, 7), true],
  [sha.slice(0, 7), sha, true],
  [sha, 'a'.repeat(40), false],
  [sha, null, false],
  [null, null, false],
])('%s and %s are the same commit: %s', (one, other, same) => expect(sameCommit(one, other)).toBe(same))
