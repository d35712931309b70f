import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { api, type Entry, type EntryPage, type EntryQuery } from '../../../renderer/api.ts'
import { startLive, useLive } from '../../../renderer/state/live.ts'

const entry = (seq: number, id = `id-${seq}`): Entry => ({
  seq,
  id,
  workspace: 'sample',
  at: '2026-04-29T14:33:00.000Z',
  action: 'key.created',
  subject: 'key:1',
  actor_id: 'a',
  actor_digest: 'd',
  data: {},
})
const page = (items: Entry[], size: number): EntryPage => ({
  items,
  size,
  total: items.length,
  actors: {},
  next_after: null,
})

const onReplaced = vi.fn()
let stop = () => {}

function start() {
  stop = startLive({ onReplaced, onResumed: () => undefined, onSignedOut: () => undefined })
}

/** What a network does that swallows everything: nothing, until one gives up. */
const swallow = (signal?: AbortSignal) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', vi.fn())
  vi.stubGlobal('removeEventListener', vi.fn())
})

afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  onReplaced.mockReset()
})

function answering(start: EntryPage, again: EntryPage) {
  vi.spyOn(api, 'entries').mockImplementation(async ({ order }: EntryQuery = {}) => (order === 'desc' ? start : again))
  return vi.spyOn(api, 'follow').mockResolvedValue()
}

test('an entry that came between the rows and the size does not make it another ledger', async () => {
  const follow = answering(page([entry(4)], 5), page([entry(5)], 5))
  start()
  await vi.advanceTimersByTimeAsync(2000)
  expect(onReplaced).not.toHaveBeenCalled()
  expect(follow.mock.calls.length).toBeGreaterThan(1)
})

test.each([
  ['another entry at the same place', page([entry(5)], 5), page([entry(5, 'other')], 5)],
  ['fewer entries', page([entry(5)], 5), page([], 4)],
  ['fewer entries than a size alone told', page([entry(4)], 5), page([], 4)],
])('another ledger is told by %s', async (_, before, after) => {
  answering(before, after)
  start()
  await vi.advanceTimersByTimeAsync(2000)
  expect(onReplaced).toHaveBeenCalled()
})

test('a network that swallows everything is offline, and said to be', async () => {
  const entries = vi.spyOn(api, 'entries').mockResolvedValue(page([entry(5)], 5))
  vi.spyOn(api, 'follow').mockImplementation(({ signal, onOpen }) => {
    onOpen()
    return swallow(signal)
  })
  start()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(useLive.getState().state).toBe('live')

  entries.mockImplementation((_, signal) => swallow(signal))
  await vi.advanceTimersByTimeAsync(32_000)
  expect(useLive.getState()).toMatchObject({ state: 'stale', why: 'The server did not answer.' })
  await vi.advanceTimersByTimeAsync(45_000)
  expect(useLive.getState()).toMatchObject({ state: 'offline', why: 'The server did not answer.', refused: false })
})
