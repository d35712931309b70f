import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { VerifyReport } from '../../shared/contract/audit.ts'
import { engines } from '../support/engines.ts'
import { jsonBody, withApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { readEvents } from './sse.ts'

const verify = '/api/v1/audit/verify'
const asEvents = { method: 'POST', headers: { accept: 'text/event-stream' } }

describe.each(engines)('verify on %s', (engine) => {
  test('reports, in one go', () =>
    withApp(engine, async ({ ask, keyFor, fill }) => {
      const key = await keyFor(['auditor'])
      await fill(3)
      for (const init of [{ method: 'POST' }, jsonBody({})]) {
        const response = await ask(verify, { key, ...init })
        expect(response.status, JSON.stringify(init)).toBe(200)
        const report = VerifyReport.strict().parse(await response.json())
        expect(report).toEqual({ ok: true, size: 5, root: expect.any(String), checked: 5, pruned: 0 })
      }
    }))

  test('names the first bad entry', () =>
    withApp(engine, async ({ ask, keyFor, fill, services }) => {
      const key = await keyFor(['auditor'])
      await fill(4)
      await services.store.write('w', (tx) => sql`update api_key set roles = '["admin"]'`.execute(tx.db))
      const report = VerifyReport.parse(await (await ask(verify, { key, method: 'POST' })).json())
      // The forged key is an administrator now, and still the ledger says what it was made as.
      expect(report).toMatchObject({ ok: false, first_bad: { seq: 2, why: expect.stringContaining('API key') } })
    }))

  test('takes a checkpoint that was kept elsewhere', () =>
    withApp(engine, async ({ ask, keyFor, fill }) => {
      const key = await keyFor(['auditor'])
      const checkpoint = await (await ask('/api/v1/audit/checkpoint', { key })).text()
      await fill(2)
      const report = async (kept: string) => (await ask(verify, { key, ...jsonBody({ checkpoint: kept }) })).json()
      expect(await report(checkpoint)).toMatchObject({ ok: true, size: 4 })
      for (const forged of [checkpoint.replace('\n2\n', '\n3\n'), 'nonsense', checkpoint.replace('/w\n', '/x\n')])
        expect(await report(forged)).toMatchObject({
          ok: false,
          first_bad: { why: expect.stringContaining('checkpoint') },
        })
    }))

  test('as events: progress, and at last the report', () =>
    withApp(engine, async ({ ask, keyFor, fill }) => {
      const key = await keyFor(['auditor'])
      await fill(4_100)
      const response = await ask(verify, { key, ...asEvents })
      expect(response.headers.get('content-type')).toBe('text/event-stream')
      const events = await readEvents(response).rest()
      const said = events.map(({ event, data }) => ({ event, data: JSON.parse(data) }))
      const progress = said.slice(0, -1)
      expect(progress).toEqual(
        [2_000, 4_000, 4_102].map((checked) => ({ event: 'progress', data: { checked, size: 4_102 } })),
      )
      expect(said.at(-1)?.event).toBe('report')
      expect(VerifyReport.strict().parse(said.at(-1)?.data)).toMatchObject({ ok: true, checked: 4_102 })
    }))

  test('of a ledger that cannot be read says so', () =>
    withApp(
      engine,
      async ({ ask, keyFor }) => {
        const key = await keyFor(['auditor'])
        await problemOf(await ask(verify, { key, method: 'POST' }), 503, 'store_unavailable')
        const [event] = await readEvents(await ask(verify, { key, ...asEvents })).rest()
        expect({ event: event?.event, data: JSON.parse(event?.data ?? '') }).toMatchObject({
          event: 'error',
          data: { code: 'store_unavailable' },
        })
      },
      { change: (services) => ({ ...services, database: `${services.database}-lost` }) },
    ))
})
