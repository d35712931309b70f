import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ConnectionBook, openConnections } from '../../main/identity/connections.ts'

let dataDir: string
let here: ConnectionBook
let there: ConnectionBook
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'countersign-connections-'))
  const server = { name: 'Team', url: 'https://ops.example', environment: 'staging' } as const
  const first = openConnections(dataDir)
  first.add({ ...server, id: 'b' })
  first.add({ ...server, id: 'a' })
  here = openConnections(dataDir)
  there = openConnections(dataDir)
  there.select('b')
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const namesIn = (book: ConnectionBook) => Object.fromEntries(book.servers().map(({ id, name }) => [id, name]))

test.each<[string, () => void]>([
  ['calls a server by another name', () => here.change('b', { name: 'Renamed', environment: 'staging' })],
  ['removes another server', () => here.remove('b')],
  ['says who vouches here', () => here.setLocalIssuer({ issuer: 'https://id.example', client_id: 'c' })],
])('a console that %s stays where it is, although another one has gone elsewhere', (_, act) => {
  act()
  expect(here.current()).toBe('a')
  expect(openConnections(dataDir).current()).toBe('b')
})

test('a console goes where it is told to go, and what another one has written stays', () => {
  there.change('a', { name: 'Renamed', environment: 'production' })
  here.select('local')
  expect([here.current(), openConnections(dataDir).current()]).toEqual(['local', 'local'])
  expect(namesIn(here)).toEqual({ a: 'Renamed', b: 'Team' })
  here.add({ id: 'c', name: 'New', url: 'https://new.example', environment: 'staging' })
  expect([here.current(), openConnections(dataDir).current()]).toEqual(['c', 'c'])
  here.remove('c')
  expect([here.current(), openConnections(dataDir).current()]).toEqual(['sample', 'sample'])
  expect(there.current()).toBe('b')
})
