import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { version } from '../../main/version.ts'
import { connected } from './fake-team.ts'
import { jsonBody } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { startConsole, startTeam, type TestConsole } from './team-server.ts'

let here: TestConsole
beforeEach(async () => {
  here = await startConsole()
})
afterEach(() => here.close())

const path = '/api/v1/x'
const change = jsonBody({ a: 1 })

describe('a server that was replaced while the console was connected to it', () => {
  let theirs: string | undefined
  const saying: RequestListener = (_request, response) => {
    if (theirs !== undefined) response.setHeader('x-countersign-version', theirs)
    response.end('{"ok":true}')
  }
  beforeEach(() => {
    theirs = version
  })

  test.each([
    ['too new', '7.1.0'],
    ['too old', '0.0.9'],
    ['no version', 'x'],
  ])('%s: what is read is refused with both versions named, and nothing more is changed there', (_, other) =>
    connected(here, saying, async ({ seen }) => {
      expect((await here.ask(path)).status).toBe(200)
      theirs = other
      const refused = await problemOf(await here.ask(path), 422, 'connection_refused')
      expect(refused).toMatchObject({ server_version: other, console_version: version })
      expect(refused.detail).toContain(`${other}; this console is ${version}`)
      const sent = seen.length
      await problemOf(await here.ask(path, change), 422, 'connection_refused')
      expect(seen.length).toBe(sent)
      // Whoever put the fitting one back has nothing else to do.
      theirs = version
      expect((await here.ask(path)).status).toBe(200)
      expect((await here.ask(path, change)).status).toBe(200)
    }),
  )

  test('a change that it has made already is answered, and the next is not sent', () =>
    connected(here, saying, async ({ seen }) => {
      theirs = '7.1.0'
      expect(await (await here.ask(path, change)).json()).toEqual({ ok: true })
      await problemOf(await here.ask(path, change), 422, 'connection_refused')
      expect(seen.length).toBe(1)
    }))

  test('what says no version, as a proxy in trouble does, is handed on', () =>
    connected(here, saying, async () => {
      theirs = undefined
      expect((await here.ask(path)).status).toBe(200)
      expect((await here.ask(path, change)).status).toBe(200)
    }))
})

test('a server says its version with every answer, and a console of the same works with it', async () => {
  const team = await startTeam('sqlite', ['viewer'])
  for (const asked of ['/health', '/api/v1/audit/entries', '/nothing'])
    expect((await fetch(team.url + asked)).headers.get('x-countersign-version'), asked).toBe(version)
  expect((await here.connectTo(team, team.key)).status).toBe(201)
  expect((await here.ask('/api/v1/audit/entries')).status).toBe(200)
  await team.close()
})
