import { beforeEach, describe, expect, test } from 'vitest'
import type { News, Row, Told, Waiting } from '../../shared/domain/attention.ts'
import { type Keeper, keepAttention } from '../../shared/domain/attention-keeper.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { manualTimer, settled } from '../support/manual-timer.ts'

let time: ReturnType<typeof manualTimer>
let said: string[]
let server: { waiting: Waiting | Error; asked: number; answer: Promise<void> }
beforeEach(() => {
  time = manualTimer()
  said = []
  server = { waiting: nothing, asked: 0, answer: Promise.resolve() }
})

const nothing: Waiting = { approvals: [], needsMe: 0, pending: [], reviews: [], reviewsOpen: 0 }
/** Waits for this person's approval, for so many minutes from now on. */
const waitFor = (id: string, minutes: number): void => {
  const at = (ms: number) => new Date(time.now() + ms).toISOString()
  const row: Row = { id, type: 'alert', tier: 1, target_ref: id, proposed_at: at(0), expires_at: at(minutes * 60_000) }
  const before = server.waiting instanceof Error ? [] : server.waiting.approvals
  const approvals = [row, ...before]
  server.waiting = { ...nothing, approvals, needsMe: approvals.length, pending: approvals }
}
const short = (news: News) => ('row' in news ? `${news.why} ${news.row.id}` : `${news.count} ${news.why}`)

function keep(told: Told | null = null): Keeper {
  return keepAttention({
    async look() {
      server.asked += 1
      await server.answer
      if (server.waiting instanceof Error) throw server.waiting
      return server.waiting
    },
    onNews: (news) => said.push(...news.map(short)),
    onAlerts: (alerts) => said.push(...alerts.map(({ message }) => message)),
    onCount: (count) => said.push(count === null ? '?' : `(${count.needsMe})`),
    onFailure: ({ message }: Error) => said.push(`failed: ${message}`),
    told,
    timer: time,
  })
}

const entry = (action: string): Entry => ({
  seq: 1,
  id: 'e',
  workspace: 'w',
  at: '',
  action,
  subject: 'action:a',
  actor_id: 'p',
  actor_digest: '',
  data: { target_ref: 'a', message: 'look here' },
})
const created = entry('action.proposal.created')

test('it looks when told to, and says what is new', async () => {
  const keeper = keep()
  waitFor('a', 30)
  keeper.look()
  await time.pass(0)
  expect(said).toEqual(['(1)', 'approval a'])
})

test('it wakes by itself two minutes before the end, and when it is over', async () => {
  const keeper = keep()
  waitFor('a', 30)
  keeper.look()
  await time.pass(0)
  await time.pass(28 * 60_000)
  expect({ asked: server.asked, said }).toEqual({ asked: 1, said: ['(1)', 'approval a'] })
  await time.pass(500)
  expect(said.slice(2)).toEqual(['(1)', 'expiring a'])
  server.waiting = nothing
  await time.pass(2 * 60_000)
  expect(said.slice(4)).toEqual(['(0)'])
  expect(time.waits()).toBeNull()
})

describe('the ledger', () => {
  test('makes it look again, but once a second only', async () => {
    const keeper = keep()
    keeper.look()
    await time.pass(0)
    for (let i = 0; i < 20; i += 1) {
      keeper.hear([created])
      await time.pass(100)
    }
    expect(server.asked).toBe(3)
  })

  test('of what comes while it looks, it makes it look once more', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    server.answer = promise
    const keeper = keep()
    keeper.look()
    await time.pass(0)
    keeper.hear([created])
    keeper.hear([created])
    await time.pass(5000)
    expect(server.asked).toBe(1)
    resolve()
    await settled()
    await time.pass(0)
    expect(server.asked).toBe(2)
  })

  test('tells alerts at once, and what concerns nobody is nothing', async () => {
    const keeper = keep()
    keeper.hear([entry('alert.notice.raised'), entry('action.comment.added'), entry('access.key.created')])
    await time.pass(60_000)
    expect({ asked: server.asked, said }).toEqual({ asked: 0, said: ['look here'] })
  })
})

describe('a server that fails', () => {
  test('is asked again, ever more seldom, and the count is not known meanwhile', async () => {
    server.waiting = new Error('down')
    const keeper = keep()
    keeper.look()
    await time.pass(0)
    const waits: (number | null)[] = []
    for (let i = 0; i < 5; i += 1) {
      waits.push(time.waits())
      await time.pass(time.waits() ?? 0)
    }
    expect(waits).toEqual([2000, 5000, 15_000, 60_000, 60_000])
    expect(said.slice(0, 4)).toEqual(['?', 'failed: down', '?', 'failed: down'])
    server.waiting = nothing
    waitFor('a', 30)
    await time.pass(60_000)
    expect(said.slice(-2)).toEqual(['(1)', 'approval a'])
    expect(time.waits()).toBe(27 * 60_000 + 500)

    server.waiting = new Error('down again')
    keeper.hear([created])
    await time.pass(1000)
    expect(time.waits()).toBe(2000)
  })

  test('or cannot be heard: what was counted may be over', async () => {
    const keeper = keep()
    keeper.lose()
    expect(said).toEqual(['?'])
  })
})

describe('once stopped', () => {
  test('it says nothing, asks nothing, and hands on what was told', async () => {
    const keeper = keep()
    waitFor('a', 30)
    keeper.look()
    await time.pass(0)
    const told = keeper.stop()
    keeper.hear([created, entry('alert.notice.raised')])
    keeper.look()
    keeper.lose()
    await time.pass(10 * 60_000)
    expect({ asked: server.asked, said }).toEqual({ asked: 1, said: ['(1)', 'approval a'] })
    waitFor('b', 120)
    keep(told).look()
    await time.pass(0)
    expect(said.slice(2)).toEqual(['(2)', 'approval b'])
  })

  test('not even what was already asked', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    server.answer = promise
    const keeper = keep()
    waitFor('a', 30)
    keeper.look()
    await time.pass(0)
    expect(keeper.stop()).toBeNull()
    resolve()
    await settled()
    expect(said).toEqual([])
  })
})
