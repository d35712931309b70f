import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Count, followAttention } from '../../../main/desktop/attention.ts'
import { endWith } from '../../../main/http/end-with.ts'
import { version } from '../../../main/version.ts'
import type { Note } from '../../../shared/domain/attention-text.ts'
import { actions, asJson, type Row } from '../../http/action-kit.ts'
import { jsonBody } from '../../http/harness.ts'
import { fakeServer, startConsole, type TestConsole } from '../../http/team-server.ts'
import { until } from '../../http/until.ts'
import { manualTimer } from '../../support/manual-timer.ts'

// Against the console's own switchboard and the sample that it opens; only the time is the test's.
let here: TestConsole
let notes: Note[]
/** Of drills, which the sample has its own story of. */
let drills: Note[]
let counts: (Count | null)[]
let failures: unknown[]
let asked: string[]
let time: ReturnType<typeof manualTimer>
let attention: { stop(): void }
let cut: AbortController
beforeEach(async () => {
  here = await startConsole()
  ;[notes, drills, counts, failures, asked] = [[], [], [], [], []]
  time = manualTimer(Date.now())
  cut = new AbortController()
  const { local } = here
  attention = followAttention({
    local: {
      viewpoint: local.viewpoint,
      onChange: local.onChange,
      async fetch(request, env) {
        const { pathname } = new URL(request.url)
        asked.push(pathname)
        const answer = await local.fetch(request, env)
        return pathname === '/api/v1/events' ? endWith(answer, cut.signal, request.signal) : answer
      },
    },
    show: (note) => (note.place.startsWith('#/drills') ? drills : notes).push(note),
    onCount: (count) => counts.push(count),
    onFailure: (error) => failures.push(error),
    timer: time,
  })
})
afterEach(async () => {
  attention.stop()
  await here.close()
})

const select = (id: string) => here.ask('/console/connections/select', jsonBody({ id }))
const look = (connection: string, actor = 'commander') =>
  here.ask('/console/session', {
    headers: { 'x-countersign-connection': connection, 'x-countersign-sample-actor': actor },
  })
/** Somebody of the sample proposes, by a door of their own. */
async function propose(wanted: object = {}, actor = 'operator'): Promise<string> {
  const what = { type: 'throttle', target_ref: 'sales-assistant', reason: 'Too many retries', ...wanted }
  const { headers, ...init } = jsonBody(what)
  const as = { ...headers, 'x-countersign-sample-actor': actor }
  return (await asJson<Row>(await here.ask(actions, { ...init, headers: as }), 201)).id
}

/** Lets time pass, a second at a time, until that is so. */
const becomes = <T>(seen: () => T, is: (seen: T) => boolean) =>
  until(async () => {
    await time.pass(1000)
    return seen()
  }, is)
const count = () => counts.at(-1)
const titles = () => notes.map(({ title }) => title)
async function open(actor?: string) {
  await select('sample')
  await look('sample', actor)
  await becomes(count, (each) => each !== null)
}

describe('whoever opens the console', () => {
  test('is told the sum of what waits for them', async () => {
    await open()
    expect(count()).toEqual({ needsMe: 2, reviewsOpen: 0 })
    expect(notes).toEqual([
      {
        title: '2 actions need your approval',
        body: 'Sample data',
        place: '#/deployments?needs_me=true',
        about: null,
        tag: 'approvals',
      },
    ])
  })

  test('is told nothing if nothing does', async () => {
    await open('operator')
    expect({ count: count(), notes, drills }).toEqual({
      count: { needsMe: 0, reviewsOpen: 0 },
      notes: [],
      drills: [],
    })
  })

  test('is told once which drills nobody answered in time, and is led to them', async () => {
    await open()
    const late = drills.filter(({ title }) => /nobody answered in time/i.test(title))
    expect(late).toMatchObject([{ place: expect.stringMatching(/^#\/drills\?(breached=true|open=gordn-.+)$/) }])
    await propose()
    await becomes(titles, ({ length }) => length === 2)
    expect(drills.filter(({ title }) => title === late[0]?.title)).toHaveLength(1)
  })

  test('is not followed before they look: nothing is asked of a connection that nobody chose', async () => {
    await look('sample')
    await select('sample')
    await time.pass(60_000)
    expect({ asked, counts }).toEqual({ asked: [], counts: [null, null] })
  })
})

describe('while it is open', () => {
  test('a proposal of somebody else is told, and leads to its row', async () => {
    await open()
    const id = await propose()
    await becomes(titles, ({ length }) => length === 2)
    expect(notes[1]).toMatchObject({
      title: 'Needs your approval: throttle',
      place: `#/deployments?open=${id}`,
      about: id,
    })
    expect(notes[1]?.body).toMatch(/^sales-assistant · tier 2 · until \d\d:\d\d:\d\d · Sample data$/)
    expect(count()).toEqual({ needsMe: 3, reviewsOpen: 0 })
  })

  test('two minutes before its end it is told once more, to whoever may still do something', async () => {
    await open()
    await propose({ ttl_seconds: 150 })
    await becomes(titles, ({ length }) => length === 2)
    await becomes(titles, ({ length }) => length === 3)
    expect(titles()[2]).toBe('Runs out soon, needs your approval: throttle')
    await time.pass(60_000)
    expect(notes).toHaveLength(3)
  })

  test('also to who proposed it, and nobody has approved', async () => {
    await open('operator')
    await propose({ type: 'rollback_deploy', ttl_seconds: 60 })
    await becomes(titles, ({ length }) => length === 1)
    expect(titles()).toEqual(['Runs out soon, not approved: rollback deploy'])
  })

  test('an alert is told to everybody', async () => {
    await open('operator')
    const alert = {
      type: 'alert',
      target_ref: 'search-agent',
      mode: 'autonomous',
      payload: { message: 'Errors: 18 %' },
    }
    const id = await propose(alert, 'commander')
    await becomes(titles, ({ length }) => length === 1)
    expect(notes).toMatchObject([
      { title: 'Alert: search-agent', body: 'Errors: 18 % · Sample data', place: `#/deployments?open=${id}` },
    ])
  })

  test('whoever decides it takes it off the count', async () => {
    await open()
    const id = await propose()
    await becomes(count, (each) => each?.needsMe === 3)
    await asJson(await here.ask(`${actions}/${id}/reject`, { method: 'POST' }), 200)
    await becomes(count, (each) => each?.needsMe === 2)
    expect(notes).toHaveLength(2)
  })
})

test('it is about the person who acts, who is told nothing twice', async () => {
  await open('approver')
  expect(titles()).toEqual(['Needs your approval: throttle'])
  await look('sample', 'operator')
  await becomes(count, (each) => each?.needsMe === 0)
  const id = await propose()
  await look('sample', 'approver')
  await becomes(titles, ({ length }) => length === 2)
  expect(notes[1]?.place).toBe(`#/deployments?open=${id}`)
})

test('another connection is another matter: the one that was left is asked nothing more', async () => {
  await open()
  await select('local')
  expect(count()).toBeNull()
  asked.length = 0
  await time.pass(60_000)
  expect(asked).toEqual([])
  await look('local')
  await becomes(count, (each) => each !== null)
  expect({ count: count(), notes: notes.length }).toEqual({ count: { needsMe: 0, reviewsOpen: 0 }, notes: 1 })
  await select('sample')
  await look('sample')
  await becomes(titles, ({ length }) => length === 2)
  expect(titles()[1]).toBe('2 actions need your approval')
})

test('what came while the stream was broken is told when it is back', async () => {
  await open()
  cut.abort()
  cut = new AbortController()
  await until(count, (each) => each === null)
  await propose()
  await propose({ type: 'alert', mode: 'autonomous', reason: 'It burns' })
  await becomes(titles, ({ length }) => length === 3)
  expect(titles().slice(1).toSorted()).toEqual(['Alert: sales-assistant', 'Needs your approval: throttle'])
  expect(count()?.needsMe).toBe(3)
})

test('of a server that refuses, nothing is known, and it is asked ever more seldom', async () => {
  const server = await fakeServer((request, response) => {
    const known = request.url === '/health' || request.url === '/console/session'
    response
      .writeHead(known ? 200 : 503, { 'content-type': 'application/json' })
      .end(JSON.stringify({ status: 'ok', version }))
  })
  try {
    const added = await here.connectTo(server, 'sk-at-test')
    expect(added.status, await added.clone().text()).toBe(201)
    await look(here.local.current().id)
    await becomes(
      () => failures.length,
      (length) => length >= 3,
    )
    expect(count()).toBeNull()
    const before = server.seen.length
    await time.pass(8000)
    expect(server.seen.length - before).toBeLessThan(8)
  } finally {
    attention.stop()
    await server.close()
  }
})

test('once stopped it asks nothing, whatever happens', async () => {
  await open()
  attention.stop()
  ;[asked.length, counts.length, notes.length] = [0, 0, 0]
  await propose()
  await look('sample', 'approver')
  await select('local')
  await time.pass(60_000)
  expect({ asked, counts, notes }).toEqual({ asked: [], counts: [], notes: [] })
})
