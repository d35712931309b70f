import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isOurs } from '../../main/use-cases/evidence/is-ours.ts'
import { EvidenceReport } from '../../shared/contract/evidence.ts'
import { engines } from '../support/engines.ts'
import { handMade } from '../support/evidence/hand-made.ts'
import { jsonBody, startApp, type TestApp, withApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { startConsole, startTeam } from './team-server.ts'
import { until } from './until.ts'

const path = '/api/v1/evidence/verify'
const zip = { 'content-type': 'application/zip' }

const upload = (body: string | Buffer | ReadableStream<Uint8Array>, key?: string) => ({
  method: 'POST',
  body,
  key,
  headers: zip,
  duplex: 'half' as const,
})
const reported = async (answer: Response | Promise<Response>) => EvidenceReport.parse(await (await answer).json())

async function exported(app: Pick<TestApp, 'ask'>, key: string | undefined, filter = {}): Promise<Buffer> {
  const answer = await app.ask('/api/v1/evidence/export', { ...jsonBody({ kind: 'ledger', filter }), key })
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}

/** Where uploads are kept for a moment, so that what is left of them can be seen. */
let kept: string
let before: string | undefined
beforeEach(() => {
  before = process.env.TMPDIR
  kept = mkdtempSync(join(tmpdir(), 'countersign-uploads-'))
  process.env.TMPDIR = kept
})
afterEach(() => {
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  rmSync(kept, { recursive: true })
})
const uploads = () => readdirSync(kept).filter((name) => name.startsWith('countersign-package-'))

describe.each(engines)('a package that is sent to be checked, on %s', (engine) => {
  let app: TestApp
  let auditor: string
  let viewer: string
  let stranger: string
  beforeAll(async () => {
    app = await startApp(engine)
    ;[auditor, viewer, stranger] = [
      await app.keyFor(['auditor']),
      await app.keyFor(['viewer']),
      await app.keyFor(['auditor'], 'other'),
    ]
    await app.fill(3_000)
    await app.fill(20, 'other')
  })
  afterAll(() => app.close())

  test('holds, is ours, and leaves nothing behind; whoever may read may ask', async () => {
    const bytes = await exported(app, auditor)
    const report = await reported(app.ask(path, upload(bytes, viewer)))
    expect(report).toMatchObject({ ok: true, kind: 'ledger', ours: 'yes', first_bad: null })
    expect(report.entries).toBeGreaterThan(3_000)
    expect(uploads()).toEqual([])
    expect((await app.ask(path, upload(bytes))).status).toBe(401)
  })

  test('of another ledger says nothing about this one', async () => {
    const theirs = await exported(app, stranger)
    expect(await reported(app.ask(path, upload(theirs, viewer)))).toMatchObject({ ok: true, ours: 'unknown' })
    expect(await reported(app.ask(path, upload(await handMade(), viewer)))).toMatchObject({ ok: true, ours: 'unknown' })
  })

  test('that holds is not ours if the ledger was cut, rewritten, or another key signed', async () => {
    const { ours, ...report } = await reported(app.ask(path, upload(await exported(app, auditor), viewer)))
    const caller = { workspace: 'w' } as Parameters<typeof isOurs>[1]
    const { size } = report
    if (size === null) throw new Error('a package that holds has a size')
    expect(ours).toBe('yes')
    for (const change of [{ size: size + 1_000 }, { root: `${'A'.repeat(43)}=` }, { key_fingerprint: '0'.repeat(64) }])
      expect(await isOurs(app.services, caller, { ...report, ...change })).toBe('no')
    expect(await isOurs(app.services, caller, { ...report, ok: false })).toBe('unknown')
  })

  test('that does not hold is named, and is nobody’s', async () => {
    const bytes = await exported(app, auditor)
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1
    const report = await reported(app.ask(path, upload(bytes, viewer)))
    expect(report).toMatchObject({
      ok: false,
      ours: 'unknown',
      first_bad: { file: expect.any(String), why: expect.any(String) },
    })
    for (const nothing of ['', 'not a zip', '{}'])
      expect(await reported(app.ask(path, upload(nothing, viewer)))).toMatchObject({
        ok: false,
        first_bad: { file: 'the package' },
      })
    expect(uploads()).toEqual([])
  })

  test('answers nobody else less: the program goes on while it is checked', async () => {
    const bytes = await exported(app, auditor)
    let done = false
    const asked = reported(app.ask(path, upload(bytes, viewer))).finally(() => {
      done = true
    })
    let answered = 0
    while (!done) {
      expect((await app.ask('/health')).status).toBe(200)
      answered += 1
      await turn()
    }
    expect(await asked).toMatchObject({ ok: true })
    expect(answered).toBeGreaterThan(10)
  })
})

describe('an upload', () => {
  /** A body that never ends, until it is told to. */
  function slow() {
    const { promise, resolve } = Promise.withResolvers<void>()
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new Uint8Array(10))
        await promise
        controller.close()
      },
    })
    return { body, end: resolve }
  }

  test('is refused when it is too large, by its word or by its bytes; it may be larger than other bodies', () =>
    withApp(
      'sqlite',
      async ({ ask, keyFor }) => {
        const key = await keyFor(['viewer'])
        const limit = 2 * 1024 * 1024
        expect(await reported(ask(path, upload(Buffer.alloc(limit), key)))).toMatchObject({ ok: false })
        const large = Buffer.alloc(limit + 1)
        const said = { ...upload(large, key), headers: { ...zip, 'content-length': `${large.length}` } }
        for (const request of [said, upload(new Blob([large]).stream(), key)])
          expect(await problemOf(await ask(path, request), 413, 'body_too_large')).toMatchObject({ limit_bytes: limit })
        await problemOf(await ask('/api/v1/audit/verify', upload(large, key)), 413, 'body_too_large')
        expect(uploads()).toEqual([])
      },
      { limits: { evidenceBytes: 2 * 1024 * 1024 } },
    ))

  test('is read by nobody else, two at once at most, and gone when whoever sent it is', () =>
    withApp('sqlite', async ({ ask, keyFor }) => {
      const key = await keyFor(['viewer'])
      const gone = new AbortController()
      const [one, two] = [slow(), slow()]
      const first = ask(path, upload(one.body, key))
      const second = Promise.resolve(ask(path, { ...upload(two.body, key), signal: gone.signal })).catch(
        () => undefined,
      )
      await until(
        uploads,
        (names) => names.length === 2 && names.every((name) => readdirSync(join(kept, name)).length === 1),
      )
      for (const name of uploads()) {
        expect(statSync(join(kept, name)).mode & 0o777).toBe(0o700)
        expect(statSync(join(kept, name, 'package.zip')).mode & 0o777).toBe(0o600)
      }
      await problemOf(await ask(path, upload('third', key)), 503, 'store_busy')
      gone.abort()
      two.end()
      await second
      one.end()
      expect(await reported(first)).toMatchObject({ ok: false })
      expect(uploads()).toEqual([])
      expect(await reported(ask(path, upload('fourth', key)))).toMatchObject({ ok: false })
    }))
})

test('a console checks on its own machine, and asks a team’s server only whether it has that ledger', async () => {
  const team = await startTeam('sqlite', ['auditor'])
  const here = await startConsole()
  try {
    const ask = { ask: (to: string, init?: RequestInit) => Promise.resolve(here.ask(to, init)) }
    const own = await exported(ask, undefined)
    expect(await reported(here.ask(path, upload(own)))).toMatchObject({ ok: true, ours: 'yes' })
    expect((await here.connectTo(team, team.key)).status).toBe(201)
    expect(await reported(here.ask(path, upload(own)))).toMatchObject({ ok: true, ours: 'unknown' })
    const theirs = await exported(ask, undefined)
    expect(await reported(here.ask(path, upload(theirs)))).toMatchObject({ ok: true, ours: 'yes' })
    await team.close()
    expect(await reported(here.ask(path, upload(theirs)))).toMatchObject({ ok: true, ours: 'unknown' })
  } finally {
    await here.close()
  }
})
