import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { serveSocket } from '../../main/http/serve.ts'
import { engines } from '../support/engines.ts'
import { countWatchers } from './counting-watchers.ts'
import { readEvents, seqsOf } from './sse.ts'
import { startConsole, startTeam, type TeamServer, type TestConsole } from './team-server.ts'
import { until } from './until.ts'

const events = '/api/v1/events?after=0'

describe.each(engines)('streams from a real server on %s', (engine) => {
  let here: TestConsole
  let team: TeamServer
  let watchers: ReturnType<typeof countWatchers>
  beforeEach(async () => {
    watchers = countWatchers()
    team = await startTeam(engine, ['auditor'], watchers.change)
    here = await startConsole()
    expect((await here.connectTo(team, team.key)).status).toBe(201)
  })
  afterEach(async () => {
    await here.close()
    await team.close()
  })

  test('stream: what has happened arrives while the stream is still open', async () => {
    const stream = readEvents(await here.ask(events))
    expect(seqsOf(await stream.take(2))).toEqual([1, 2])
    await team.fill(3)
    expect(seqsOf(await stream.take(3))).toEqual([3, 4, 5])
    await stream.cancel()
  })

  test('resume after the last event', async () => {
    await team.fill(3)
    const stream = readEvents(await here.ask(events, { headers: { 'last-event-id': '4' } }))
    expect(seqsOf(await stream.take(1))).toEqual([5])
    await stream.cancel()
  })

  test('let go of the server when the page lets go of them: by their body, by their signal, over a socket', async () => {
    const byBody = readEvents(await here.ask(events))
    await byBody.take(1)
    expect(watchers.count()).toBe(1)
    await byBody.cancel()
    await until(watchers.count, (count) => count === 0)

    const gone = new AbortController()
    const bySignal = readEvents(await here.ask(events, { signal: gone.signal }))
    await bySignal.take(1)
    gone.abort()
    await until(watchers.count, (count) => count === 0)

    const door = await serveSocket((request, env) => here.local.fetch(request, env), { host: '127.0.0.1', port: 0 })
    const complaints = vi.spyOn(console, 'error')
    const tab = new AbortController()
    const bySocket = readEvents(await fetch(`${door.url}${events}`, { signal: tab.signal }))
    await bySocket.take(1)
    expect(watchers.count()).toBe(1)
    tab.abort()
    await until(watchers.count, (count) => count === 0)
    expect(complaints).not.toHaveBeenCalled()
    await door.close(0)
  })

  test('end when the server ends them', async () => {
    const stream = readEvents(await here.ask(events))
    await stream.take(2)
    team.services.endStreams()
    expect(await stream.rest()).toEqual([])
  })

  test('a verification shows its progress through the console', async () => {
    const init = { method: 'POST', headers: { accept: 'text/event-stream' } }
    const said = await readEvents(await here.ask('/api/v1/audit/verify', init)).rest()
    expect(said.map(({ event }) => event)).toEqual(['progress', 'report'])
    expect(JSON.parse(said.at(-1)?.data ?? '')).toMatchObject({ ok: true, size: 2 })
  })

  test('the operator is who the key says, and may what the key may', async () => {
    const session = await (
      await here.ask('/console/session', { headers: { 'x-countersign-sample-actor': 'commander' } })
    ).json()
    expect(session).toMatchObject({
      authentication_mode: 'api_key',
      verified: true,
      roles: ['auditor'],
      workspace: 'w',
    })
  })
})
