import { setTimeout as delay } from 'node:timers/promises'
import { type Place, workspace } from './ledger.ts'
import { runCli } from './process.ts'
import { assert, within } from './scenario.ts'
import { startServer } from './server.ts'

/** A real server beside the writers, and a client of its event stream that comes back whenever the stream breaks. */
export type Reader = {
  /** The last sequence number that was heard; every one before it was heard once, in order. */
  last(): number
  faults: string[]
  /** kill -9 for the server, a new one in its place; the client resumes. */
  killServer(): Promise<void>
  close(): Promise<void>
}

export async function startReader(place: Place): Promise<Reader> {
  const { dataDir, databaseUrl, masterKey } = place
  const store = ['--data', dataDir, ...(databaseUrl ? ['--database', databaseUrl] : [])]
  const env = { COUNTERSIGN_LOG_LEVEL: 'silent', ...(masterKey ? { COUNTERSIGN_MASTER_KEY: masterKey } : {}) }
  const made = await runCli(
    ['keys', 'create', ...store, '--workspace', workspace, '--name', 'reader', '--role', 'viewer'],
    env,
  )
  assert(made.code === 0, `keys create: ${made.output}`)
  const key = made.stdout.trim()

  const faults: string[] = []
  let last = 0
  let closed = false
  const onOwnEnd = (how: string) => void faults.push(`the server ended by itself: ${how}`)
  const start = () => startServer({ store, env, onOwnEnd })
  let server = await start()

  const listen = async () => {
    while (!closed) {
      // The server was killed, or is on its way up again: that is what coming back is for.
      await follow().catch(() => delay(50))
    }
  }
  const follow = async () => {
    const headers = { authorization: `Bearer ${key}`, 'last-event-id': String(last) }
    const answer = await fetch(`${server.url}/api/v1/events`, { headers })
    // PostgreSQL may be on its way up again, and the server says so.
    if (answer.status === 503 && databaseUrl !== undefined) throw new Error(await answer.text())
    if (answer.status !== 200) faults.push(`the event stream answered ${answer.status}: ${await answer.text()}`)
    let rest = ''
    for await (const text of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const events = `${rest}${text}`.split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) hear(event)
    }
  }
  const hear = (event: string) => {
    const id = /^id: (\d+)$/m.exec(event)?.[1]
    if (id === undefined) return
    const data = JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '{}') as { seq?: number }
    if (Number(id) !== last + 1 || data.seq !== Number(id))
      faults.push(`after entry ${last} the stream said ${id}, seq ${data.seq}`)
    last = Number(id)
  }
  const listening = listen()

  return {
    last: () => last,
    faults,
    async killServer() {
      await server.kill()
      server = await start()
    },
    async close() {
      closed = true
      await server.kill()
      await within(10, 'the end of the event stream', listening)
    },
  }
}
