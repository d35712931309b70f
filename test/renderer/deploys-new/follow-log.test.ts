import { expect, test } from 'vitest'
import type { DeployLogEvent } from '../../../renderer/deploys-api.ts'
import { ApiProblem, Offline } from '../../../renderer/problem.ts'
import { type Follow, followLog, type LogNews } from '../../../renderer/screens/deploys/deploy/follow-log.ts'

const at = '2026-04-29T14:33:00.000Z'
const line = (n: number): DeployLogEvent => ({ n, at, kind: 'line', text: `line ${n}` })
const end = (n: number): DeployLogEvent => ({
  ...{ n, at, kind: 'state', state: 'audit_written', outcome: 'success', event: 'ended' },
})
const refused = (status: number) =>
  new ApiProblem({ title: 't', status, code: 'not_found', detail: 'There is no such deploy.' }, null)

type Turn = { says?: readonly DeployLogEvent[]; breaks?: Error }

/** Each turn is one stream: what it says, and how it ends. Silence is never waited for, pauses are over at once. */
async function play(turns: readonly Turn[], { after = 0, isOver = false } = {}) {
  const news: LogNews[] = []
  const asked: number[] = []
  const pauses: number[] = []
  const stopped = new AbortController()
  const follow: Follow = async (from, { onOpen, onEvent }) => {
    const turn = turns[asked.length]
    asked.push(from)
    if (turn === undefined) return stopped.abort()
    if (turn.says !== undefined) onOpen()
    for (const event of turn.says ?? []) onEvent(event)
    if (turn.breaks !== undefined) throw turn.breaks
  }
  const wait = (ms: number, signal: AbortSignal) => {
    if (ms < 40_000) {
      pauses.push(ms)
      return Promise.resolve()
    }
    return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  }
  const tell = (each: LogNews) => void news.push(each)
  await followLog({ follow, after, isOver: () => isOver, tell, wait, signal: stopped.signal })
  const heard = news.flatMap((each) => (each.kind === 'events' ? each.events.map(({ n }) => n) : []))
  const states = news.flatMap((each) => (each.kind === 'state' ? [each.state] : []))
  return { asked, heard, states, pauses, news }
}

test('is taken up where it broke, without a gap and nothing twice', async () => {
  const { asked, heard, states } = await play([
    { says: [line(1), line(2)], breaks: new Offline('gone') },
    { says: [line(2), line(3)], breaks: new Offline('gone') },
    { says: [line(4), end(5)] },
  ])
  expect(heard).toEqual([1, 2, 3, 4, 5])
  expect(asked).toEqual([0, 2, 3])
  expect(states.at(-1)).toBe('ended')
})

test('a server that goes away in order has not said the deploy’s last word', async () => {
  const { heard, states } = await play([{ says: [line(1)] }, { says: [end(2)] }])
  expect(heard).toEqual([1, 2])
  expect(states).toEqual(['following', 'waiting', 'following', 'ended'])
})

test('one that only reported itself says nothing, and that is all', async () => {
  expect((await play([{ says: [] }], { isOver: true })).states).toEqual(['following', 'ended'])
})

test('goes on from what is known', async () => {
  expect((await play([{ says: [line(3), line(4), end(5)] }], { after: 3 })).heard).toEqual([4, 5])
})

test('waits longer each time that nobody answers, and from the beginning after an answer', async () => {
  const away = { breaks: new Offline('gone') }
  const { pauses } = await play([
    away,
    away,
    away,
    { says: [line(1)], breaks: new Offline('gone') },
    { says: [end(2)] },
  ])
  expect(pauses).toEqual([500, 1000, 2000, 500])
})

test('what the server refuses is not asked for again; a sign-in that is needed is', async () => {
  const { asked, states, news } = await play([{ breaks: refused(404) }])
  expect([asked.length, states]).toEqual([1, ['refused']])
  expect(news.at(-1)).toMatchObject({ why: 'There is no such deploy.' })
  expect((await play([{ breaks: refused(401) }, { says: [end(1)] }])).states.at(-1)).toBe('ended')
})

test('a stream that falls silent is left, and taken up again', async () => {
  const news: LogNews[] = []
  let turns = 0
  await followLog({
    follow: (_, { onOpen, onEvent }, signal) => {
      turns += 1
      onOpen()
      if (turns === 2) {
        onEvent(end(1))
        return Promise.resolve()
      }
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('left'))))
    },
    after: 0,
    isOver: () => false,
    tell: (each) => void news.push(each),
    // Of the second watch nobody waits for the end.
    wait: () => (turns > 1 ? new Promise(() => {}) : Promise.resolve()),
    signal: new AbortController().signal,
  }).catch(() => {})
  expect(turns).toBe(2)
  expect(news).toContainEqual({ kind: 'state', state: 'waiting', why: 'The stream fell silent.' })
})
