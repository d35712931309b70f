import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Deploy } from '../../../renderer/deploys-api.ts'
import { someDeploy } from '../deploys-new/some-deploy.ts'
import { brief, release, someSurface } from './some-surface.ts'

vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined })
vi.stubGlobal('BroadcastChannel', function BroadcastChannel() {
  return { postMessage: () => undefined }
})
/** The key of each rollback that was asked for; `lost`: no answer comes. */
const keys: (string | null)[] = []
let lost = true
vi.stubGlobal('fetch', async (path: string, { headers }: { headers: Headers }) => {
  if (!path.endsWith('/rollback')) return Response.json({})
  keys.push(headers.get('idempotency-key'))
  if (lost) throw new TypeError('fetch failed')
  return Response.json(someDeploy({ id: 'r1', kind: 'rollback' }))
})
afterAll(() => vi.unstubAllGlobals())

const { forgetRefusal, rollBack, standingOf } = await import(
  '../../../renderer/screens/deploys/rollback/use-rollbacks.ts'
)

describe('what this page asked for, until the surface tells of it', () => {
  const started_at = '2026-11-21T20:00:10.000Z'
  const deploy: Deploy = someDeploy({ id: 'r1', kind: 'rollback', started_at })
  const asked = { kind: 'begun', to: release, deploy } as const
  const told = (...last_deploys: ReturnType<typeof brief>[]) => someSurface({ last_deploys })

  test.each([
    ['the surface tells only of one before', told(brief({ started_at: '2026-11-21T20:00:00.000Z' })), 'begun'],
    ['the surface tells of it', told(brief({ id: 'r1', started_at })), null],
    ['it is under way there', someSurface({ in_flight: [brief({ id: 'r1', started_at })] }), null],
    // A surface tells of its last five: the control must not sleep for ever for one that is no longer among them.
    ['later ones have come since', told(brief({ id: 'd9', started_at: '2026-11-21T20:05:00.000Z' })), null],
  ])('%s', (_, surface, standing) => expect(standingOf(asked, surface)).toBe(standing))
  test('before the answer it is being asked for', () =>
    expect(standingOf({ kind: 'asking', to: release, at: 0 }, told())).toBe('asking'))
})

describe('the key of a rollback whose answer was lost', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
    keys.length = 0
    lost = true
  })
  afterEach(() => {
    forgetRefusal('console')
    vi.useRealTimers()
  })
  const ask = () => rollBack({ id: 'console' }, release)

  test('is the same for the same wish soon after', async () => {
    await ask()
    vi.setSystemTime(Date.now() + 59_000)
    await ask()
    expect(keys).toHaveLength(2)
    expect(keys[1]).toBe(keys[0])
  })
  test('is another after a minute: the old answer is not what is asked for', async () => {
    await ask()
    vi.setSystemTime(Date.now() + 60_000)
    await ask()
    expect(keys[1]).not.toBe(keys[0])
  })
  test('is another when its refusal was dismissed', async () => {
    await ask()
    forgetRefusal('console')
    await ask()
    expect(keys[1]).not.toBe(keys[0])
  })
  test('is another after an answer', async () => {
    await ask()
    lost = false
    await ask()
    await ask()
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
  })
})
