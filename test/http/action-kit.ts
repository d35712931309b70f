import type { z } from '@hono/zod-openapi'
import { expect } from 'vitest'
import { type VerifyJob, verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import type { Action, ActionDetail } from '../../shared/contract/actions.ts'
import type { Role } from '../../shared/domain/permission.ts'
import { type Ask, jsonBody, startApp, type TestApp } from './harness.ts'

export const actions = '/api/v1/deployments/actions'
export const nobodyKnows = '019aa000-0000-7000-8000-000000000000'

export type Row = z.output<typeof Action>
export type Detail = z.output<typeof ActionDetail>

/** Who the tests are about, each with a key of their own. */
const crew = {
  viewer: ['viewer'],
  operator: ['operator'],
  approver: ['approver'],
  second: ['approver'],
  commander: ['incident_commander'],
  deputy: ['incident_commander'],
  runner: ['runner'],
  machine: ['runner'],
  auditor: ['auditor'],
  admin: ['admin'],
} as const satisfies Record<string, readonly Role[]>
export type Person = keyof typeof crew
const people = Object.keys(crew) as Person[]

/** Time stands still but for `pass`. */
export function stillTime(start = Date.parse('2026-11-21T10:00:00.000Z')) {
  let now = start
  return {
    now: () => now,
    text: (later = 0) => new Date(now + later * 1000).toISOString(),
    pass(seconds: number) {
      now += seconds * 1000
    },
    set(text: string) {
      now = Date.parse(text)
    },
  }
}

type StartOptions = NonNullable<Parameters<typeof startApp>[1]> & {
  time?: ReturnType<typeof stillTime>
  /** Who there is, where a test needs but a few. */
  only?: readonly Person[]
}

/** The API with a crew, a clock that the test moves, and no limit unless the test sets one. */
export async function startQueue(engine: Parameters<typeof startApp>[0], options: StartOptions = {}) {
  const { time = stillTime(), limits = { transitionsPerMinute: 1_000_000 }, only = people, ...rest } = options
  const app = await startApp(engine, { clock: time.now, limits, ...rest })
  const keys = new Map<Person, string>()
  for (const person of only) keys.set(person, await app.keyFor(crew[person]))
  return queueOn(app, keys, time)
}

export type Queue = ReturnType<typeof queueOn>

/** The same crew, asking another process on the same database. */
export async function joinQueue(engine: Parameters<typeof startApp>[0], queue: Queue, options: StartOptions = {}) {
  const limits = { transitionsPerMinute: 1_000_000 }
  const app = await startApp(engine, { clock: queue.time.now, limits, ...options, place: queue.place })
  return queueOn(app, queue.keys, queue.time)
}

function queueOn(app: TestApp, keys: ReadonlyMap<Person, string>, time: ReturnType<typeof stillTime>) {
  const get = (path: string, who: Person = 'viewer') => app.ask(path, { key: keys.get(who) })
  const send = (path: string, body: unknown, who: Person, { once, ...init }: Ask & { once?: string } = {}) => {
    const { headers, ...request } = jsonBody(body)
    const key = once === undefined ? {} : { 'idempotency-key': once }
    return app.ask(path, { ...request, key: keys.get(who), ...init, headers: { ...headers, ...key } })
  }
  const give = (id: string, command: Command, who: Person, body: unknown = rightly(command), once?: string) =>
    send(`${actions}/${id}/${command}`, body, who, once === undefined ? {} : { once })
  const row = async (id: string, who: Person = 'viewer'): Promise<Detail> =>
    asJson<Detail>(await get(`${actions}/${id}`, who), 200)

  return {
    ...app,
    time,
    keys,
    get,
    send,
    give,
    row,
    /** What an answer in JSON says, where it has the status that is expected of it. */
    propose: async (wanted: Wanted = {}, who: Person = 'operator'): Promise<Row> =>
      asJson<Row>(await send(actions, proposalOf(wanted), who), 201),
    /** Somebody gives a command, and it goes through. */
    did: async (id: string, command: Command, who: Person, body?: unknown): Promise<Row> =>
      asJson<Row>(await give(id, command, who, body), command === 'repoint' || command === 'comments' ? 201 : 200),
    verify: (job: Partial<VerifyJob> = {}) => verifyDatabase({ database: app.place.database, workspace: 'w', ...job }),
  }
}

export type Command = 'approve' | 'reject' | 'mark-executed' | 'claim' | 'repoint' | 'comments' | 'close-review'

/** Each command as one gives it who wants it to go through, on the target below. */
export function rightly(command: Command): Record<string, unknown> {
  switch (command) {
    case 'approve':
      return { confirmation: 'checkout', note: 'I looked' }
    case 'reject':
      return { note: 'Not now' }
    case 'mark-executed':
      return { outcome: { exit: 0 } }
    case 'claim':
      return { lease_seconds: 30 }
    case 'repoint':
      return { target_ref: 'search-agent@1b2c3d4' }
    case 'comments':
      return { body: 'Why now?' }
    case 'close-review':
      return { note: 'It was right' }
    default:
      return command satisfies never
  }
}

export type Wanted = Record<string, unknown>
export const proposalOf = (wanted: Wanted = {}): Wanted => ({
  type: 'throttle',
  target_ref: 'checkout-agent@4f2c9e1',
  reason: 'The canary drifts',
  ...wanted,
})

export async function asJson<T>(response: Response, status: number): Promise<T> {
  const text = await response.text()
  expect(response.status, text).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/json')
  return JSON.parse(text) as T
}
