import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { callerWith } from '../../main/use-cases/caller.ts'
import { exportEvidence } from '../../main/use-cases/evidence/export-evidence.ts'
import { startApp, type TestApp } from '../http/harness.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'

describe.each(engines)('who asks for packages and does not take them, on %s', (engine) => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp(engine)
    await app.fill(20)
    await ensureWorkspace(app.services.store, 'other', ada)
  })
  afterAll(() => app.close())
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
  afterEach(() => void vi.useRealTimers())

  async function ask(workspace: string) {
    const actor = { ...ada, id: '0199f0aa-0000-7000-8000-0000000000aa' }
    const who = { mode: 'api_key', actor, workspace, roles: ['auditor'], groups: [], client: 'test' } as const
    const signal = new AbortController().signal
    const done = await exportEvidence(app.services, callerWith(who), { kind: 'ledger', filter: {} }, signal)
    return done.ok ? done.value.bytes : expect.fail(done.refusal.detail)
  }
  const isFree = (workspace: string) => vi.waitFor(async () => buffer(await ask(workspace)), { timeout: 10_000 })

  test('keeps two of the four slots at most, and nothing after 30 s', async () => {
    const held = [await ask('w'), await ask('w')]
    await expect(ask('w')).rejects.toMatchObject({ fault: 'store_busy' })
    await buffer(await ask('other'))
    vi.advanceTimersByTime(20_000)
    expect(held.map(({ destroyed }) => destroyed)).toEqual([false, false])
    vi.advanceTimersByTime(10_000)
    expect(held.map(({ errored }) => errored?.message)).toEqual(Array(2).fill(expect.stringContaining('30 s')))
    await isFree('w')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is waited for while they take a little, but not for ever', async () => {
    const slow = await ask('w')
    await vi.waitFor(() => expect(slow.readableLength).toBeGreaterThan(400))
    for (let seconds = 10; seconds < 3_600; seconds += 10) {
      expect(slow.read(1)).toHaveLength(1)
      vi.advanceTimersByTime(10_000)
    }
    expect(slow.destroyed).toBe(false)
    vi.advanceTimersByTime(10_000)
    expect(slow.errored?.message).toContain('an hour')
    await isFree('w')
  })
})
