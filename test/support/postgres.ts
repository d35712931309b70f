// A real PostgreSQL server for one test run: its own folder, port and password, durable as in production.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { findIn, findInPath, versionFolders } from './find-program.ts'

export type PostgresServer = {
  /** Of an ordinary role with a database of its own, as a server is to have it: row security binds it. */
  url: string
  /** Of the superuser, for tests that do to a database what nobody but its administrator can. */
  adminUrl: string
  stop: () => Promise<void>
}

const user = 'postgres'
const ordinary = 'countersign'
const startLimitMs = 60_000

/** The folder with initdb and postgres. Debian keeps them out of PATH, and Homebrew does so for older versions. */
export function findPostgres(): string | undefined {
  const folders = [
    ...versionFolders('/usr/lib/postgresql', 'bin'),
    ...versionFolders('/opt/homebrew/Cellar/postgresql', 'bin'),
    ...['18', '17', '16', '15', '14'].map((version) => `/opt/homebrew/opt/postgresql@${version}/bin`),
    ...versionFolders('C:\\Program Files\\PostgreSQL', 'bin'),
  ]
  const initdb = findIn(folders, 'initdb') ?? findInPath('initdb')
  return initdb && dirname(initdb)
}

/** PostgreSQL refuses to run as root, so root hands it to the user that its package made. */
function serverIdentity(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('No free port was found.')
  return address.port
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function untilItAnswers(server: ChildProcess, url: string, log: () => string): Promise<void> {
  const since = Date.now()
  while (!(await answers(url))) {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error(`PostgreSQL did not start:\n${log()}`)
    if (Date.now() - since > startLimitMs) throw new Error(`PostgreSQL does not answer:\n${log()}`)
    await wait(50)
  }
}

async function makeRole(adminUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(`create role ${ordinary} login createdb password '${password}'`)
    await client.query(`create database ${ordinary} owner ${ordinary}`)
  } finally {
    await client.end()
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, 'exit')
  // SIGINT is PostgreSQL's "fast" shutdown: it ends the sessions and leaves a clean database.
  server.kill('SIGINT')
  const ended = await Promise.race([gone.then(() => true), wait(15_000, false, { ref: false })])
  if (ended) return
  server.kill('SIGQUIT')
  await gone
}

export async function startPostgres(): Promise<PostgresServer> {
  const bin = findPostgres()
  if (!bin) throw new Error('No PostgreSQL server was found: install postgresql, or run npm test, which says how.')
  const folder = mkdtempSync(join(tmpdir(), 'countersign-postgres-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const identity = serverIdentity()
    const password = randomBytes(24).toString('hex')
    const passwordFile = join(folder, 'password')
    writeFileSync(passwordFile, password)
    if (identity.uid !== undefined && identity.gid !== undefined) {
      for (const path of [folder, passwordFile]) chownSync(path, identity.uid, identity.gid)
    }
    const data = join(folder, 'data')
    const auth = ['--username', user, '--auth', 'scram-sha-256', '--pwfile', passwordFile]
    const kind = ['--encoding', 'UTF8', '--locale', 'C', '--no-sync']
    execFileSync(join(bin, 'initdb'), ['--pgdata', data, ...auth, ...kind], { ...identity, cwd: folder, stdio: 'pipe' })

    const port = await freePort()
    const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200' }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
      ...identity,
      cwd: folder,
      // Its own group: Ctrl-C in the terminal must reach it after the tests that use it, through stop().
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const lines: string[] = []
    server.stderr.on('data', (chunk: Buffer) => lines.push(chunk.toString()))
    const urlOf = (name: string, database: string) => `postgres://${name}:${password}@127.0.0.1:${port}/${database}`
    const adminUrl = urlOf(user, 'postgres')
    const stop = () => stopServer(server).finally(remove)
    const ready = untilItAnswers(server, adminUrl, () => lines.join('')).then(() => makeRole(adminUrl, password))
    await ready.catch(async (error: unknown) => {
      await stop()
      throw error
    })
    return { url: urlOf(ordinary, ordinary), adminUrl, stop }
  } catch (error) {
    remove()
    throw error
  }
}
