import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { jsonBody } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { readEvents } from './sse.ts'
import { startConsole, startTeam, type TeamServer, type TestConsole } from './team-server.ts'

let team: TeamServer
let here: TestConsole
beforeAll(async () => {
  team = await startTeam('sqlite', ['viewer'])
})
afterAll(() => team.close())
beforeEach(async () => {
  here = await startConsole()
})
afterEach(() => here.close())

const select = (id: string) => here.ask('/console/connections/select', jsonBody({ id }))
const remove = (id: string) => here.ask('/console/connections/remove', jsonBody({ id }))
async function connectToTeam() {
  await here.connectTo(team, team.key)
  return here.local.current()
}

/** What only a collected object would break must be broken here. */
async function collectGarbage() {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  for (let round = 0; round < 3; round++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('what a page meant for one connection is never carried out on another', async () => {
  const current = await connectToTeam()
  const meant = (id: string) =>
    here.ask('/api/v1/audit/verify', { method: 'POST', headers: { 'x-countersign-connection': id } })
  const refused = await problemOf(await meant('sample'), 409, 'connection_changed')
  expect(refused).toMatchObject({ current: current.id, detail: expect.stringContaining('Team') })
  await problemOf(await meant(current.id), 403, 'permission_denied')
  await select('local')
  await problemOf(await meant(current.id), 409, 'connection_changed')
  expect((await meant('local')).status).toBe(200)
})

test('the streams of a connection that was left end, those of this machine and those of a server', async () => {
  const openStream = async () =>
    readEvents(await here.ask('/api/v1/events', { headers: { accept: 'text/event-stream' } }))
  const [unread, ofSample] = [await openStream(), await openStream()]
  const reading = ofSample.rest()
  await collectGarbage()
  const current = await connectToTeam()
  expect([await unread.rest(), await reading]).toEqual([[], []])
  const ofTeam = await openStream()
  await collectGarbage()
  await select('local')
  expect(await ofTeam.rest()).toEqual([])
  await remove(current.id)
})
