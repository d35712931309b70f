import { afterEach, beforeEach, expect, test } from 'vitest'
import { jsonBody } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { startConsole, type TestConsole } from './team-server.ts'

let here: TestConsole
let heard: string[]
beforeEach(async () => {
  here = await startConsole()
  heard = []
  here.local.onChange(() => heard.push(seen()))
})
afterEach(() => here.close())

const seen = () => {
  const viewpoint = here.local.viewpoint()
  return viewpoint === null ? 'nothing' : `${viewpoint.connection.id} ${viewpoint.actor}`
}
const select = (id: string) => here.ask('/console/connections/select', jsonBody({ id }))
/** As the console's own page asks: it says which connection it means, and who acts. */
const look = (connection: string, actor?: string) =>
  here.ask('/console/session', {
    headers: {
      'x-countersign-connection': connection,
      ...(actor === undefined ? {} : { 'x-countersign-sample-actor': actor }),
    },
  })

test('a connection that nobody has chosen is looked at by nobody', async () => {
  expect((await look('sample', 'approver')).status).toBe(200)
  expect(seen()).toBe('nothing')
})

test('the page says who acts, and whoever listens hears when that changes', async () => {
  await select('sample')
  await look('sample', 'commander')
  await look('sample', 'commander')
  await look('sample', 'approver')
  expect(heard).toEqual(['nothing', 'sample commander', 'sample approver'])
  expect(seen()).toBe('sample approver')
})

test('what does not come from the page changes nothing', async () => {
  await select('sample')
  await look('sample', 'commander')
  await here.ask('/console/session', { headers: { 'x-countersign-sample-actor': 'operator' } })
  expect(seen()).toBe('sample commander')
})

test('elsewhere nobody is named: who acts is known there', async () => {
  await select('local')
  await look('local', 'operator')
  expect(seen()).toBe('local null')
})

test('whoever switches, or begins the sample anew, looks at nothing until the page does', async () => {
  await select('sample')
  await look('sample', 'commander')
  await here.ask('/console/sample/reset', { method: 'POST' })
  expect(seen()).toBe('nothing')
  await look('sample', 'commander')
  await select('local')
  expect(seen()).toBe('nothing')
  await problemOf(await look('sample', 'commander'), 409, 'connection_changed')
  expect(seen()).toBe('nothing')
  expect(heard).toEqual(['nothing', 'sample commander', 'nothing', 'sample commander', 'nothing'])
})

test('a name that is nobody is nobody', async () => {
  await select('sample')
  expect((await look('sample', 'root')).status).toBe(422)
  expect(seen()).toBe('sample null')
})
