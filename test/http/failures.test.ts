import { describe, expect, test } from 'vitest'
import type { Services } from '../../main/services.ts'
import { StoreError } from '../../main/store/errors.ts'
import type { Store } from '../../main/store/store.ts'
import { engines } from '../support/engines.ts'
import { failingReader } from '../support/failing-reader.ts'
import { withApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'

const secret = 'hunter2-in-a-query'
const entries = '/api/v1/audit/entries'

const withStore =
  (change: Partial<Store>) =>
  (services: Services): Services => ({
    ...services,
    store: { ...services.store, ...change },
  })

/** A reader that works for the credential and fails for the ledger. */
const failingLedger =
  (error: unknown) =>
  (services: Services): Services => {
    const { read } = services.store
    return withStore({ read: failingReader(read, (table) => table === 'ledger_entry' && error) })(services)
  }

describe.each(engines)('failures on %s', (engine) => {
  test('a bug is a 500 that says where the log has it, and nothing of what went wrong', () =>
    withApp(
      engine,
      async ({ ask, keyFor, log }) => {
        const key = await keyFor(['viewer'])
        const response = await ask(entries, { key })
        const id = response.headers.get('x-request-id')
        const { detail, ...rest } = await problemOf(response, 500, 'internal_error')
        expect(detail).toContain(id)
        expect(JSON.stringify({ detail, ...rest })).not.toMatch(/hunter2|selectFrom|stack|\.ts/)
        const errors = log().filter((line) => line.level === 50)
        expect(errors).toEqual([
          expect.objectContaining({ request_id: id, err: expect.objectContaining({ message: secret }) }),
        ])
      },
      { change: failingLedger(new Error(secret)) },
    ))

  test.each([
    ['store_busy', 'another process kept the database locked'],
    ['store_full', 'the disk is full'],
    ['store_unavailable', 'the database file is damaged'],
  ] as const)('%s is a 503 in words', (fault, message) =>
    withApp(
      engine,
      async ({ ask, keyFor }) => {
        const key = await keyFor(['viewer'])
        const { detail } = await problemOf(await ask(entries, { key }), 503, fault)
        expect(detail.toLowerCase()).toBe(`${message}.`)
      },
      { change: failingLedger(new StoreError(fault, message)) },
    ),
  )

  test('health says 503 and why when the store cannot write', () =>
    withApp(
      engine,
      async ({ ask }) => {
        const response = await ask('/health')
        expect(response.status).toBe(503)
        expect(await response.json()).toMatchObject({ status: 'unavailable', detail: 'the disk is full' })
      },
      { change: withStore({ probe: () => Promise.reject(new StoreError('store_full', 'the disk is full')) }) },
    ))

  test('health never says more than that of a bug', () =>
    withApp(
      engine,
      async ({ ask }) => {
        const response = await ask('/health')
        expect(await response.json()).toMatchObject({ status: 'unavailable', detail: 'the store did not answer' })
      },
      { change: withStore({ probe: () => Promise.reject(new Error(secret)) }) },
    ))

  test('a key still reads while nothing can be written, its last use included', () =>
    withApp(
      engine,
      async ({ ask, keyFor, log }) => {
        const key = await keyFor(['viewer'])
        expect((await ask(entries, { key })).status).toBe(200)
        expect(log()).toContainEqual(expect.objectContaining({ level: 40, msg: expect.stringContaining('last use') }))
      },
      { change: withStore({ write: () => Promise.reject(new StoreError('store_full', 'the disk is full')) }) },
    ))

  test('health beside writing neither fails nor makes the writing fail', () =>
    withApp(engine, async ({ ask, fill }) => {
      await fill(0)
      const asking = Array.from({ length: 40 }, () => ask('/health'))
      const writing = Array.from({ length: 40 }, () => fill(1))
      const answers = await Promise.all(asking)
      await Promise.all(writing)
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200))
    }))
})
