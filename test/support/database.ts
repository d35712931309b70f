import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** The same database for its administrator, whom row security does not bind. */
export function adminOf(database: string): string {
  const url = new URL(serverUrl('COUNTERSIGN_TEST_POSTGRES_ADMIN'))
  url.pathname = new URL(database).pathname
  return url.href
}

export type TestDatabase = { url: string; drop: () => Promise<void> }

function serverUrl(name = 'COUNTERSIGN_TEST_POSTGRES'): string {
  const url = process.env[name]
  if (!url) throw new Error(`${name} is not set: run the tests by npm test or vitest, which start a server.`)
  return url
}

async function onServer(statement: string, url = serverUrl()): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** An empty PostgreSQL database of the caller's own on the test server; `options` as in CREATE DATABASE. */
export async function freshDatabase(options = ''): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(`create database ${name} ${options}`)
  const url = new URL(serverUrl())
  url.pathname = `/${name}`
  // An autovacuum may be at work in it, which the server's own role may not end.
  const admin = serverUrl('COUNTERSIGN_TEST_POSTGRES_ADMIN')
  return { url: url.href, drop: () => onServer(`drop database if exists ${name} with (force)`, admin) }
}
