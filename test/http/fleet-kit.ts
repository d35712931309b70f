import { afterAll, beforeAll } from 'vitest'
import type { Engine } from '../../main/store/schema.ts'
import { within } from '../../main/store/within.ts'
import type { SpanFacts } from '../../shared/domain/fleet.ts'
import { tellSpans } from '../support/fleet-rows.ts'
import { asJson, stillTime } from './action-kit.ts'
import { jsonBody, startApp, type TestApp } from './harness.ts'

/** An admin, somebody who may read, and somebody of another workspace, on a clock that stands still. */
export function useFleet(engine: Engine) {
  const time = stillTime()
  const keys = { admin: '', viewer: '', stranger: '' }
  let app: TestApp
  beforeAll(async () => {
    app = await startApp(engine, { clock: time.now })
    keys.admin = await app.keyFor(['admin'], 'w')
    keys.viewer = await app.keyFor(['viewer'], 'w')
    keys.stranger = await app.keyFor(['admin'], 'theirs')
  })
  afterAll(() => app.close())
  type Who = keyof typeof keys
  const ask = (path: string, who: Who = 'viewer') => app.ask(path, { key: keys[who] })
  const send = (method: string, path: string, body: unknown, who: Who = 'admin') =>
    app.ask(path, { ...jsonBody(body), method, key: keys[who] })
  return {
    time,
    keys,
    app: () => app,
    ask,
    send,
    get: async <T>(path: string, who?: Who): Promise<T> => asJson<T>(await ask(path, who), 200),
    sent: async <T>(method: string, path: string, body: unknown, status = 200): Promise<T> =>
      asJson<T>(await send(method, path, body), status),
    tell: (spans: readonly SpanFacts[], workspace = 'w') => tellSpans(app.services, workspace, spans),
    /** So long before now, in microseconds. */
    ago: (ms: number) => (time.now() - ms) * 1000,
    inside: <T>(work: () => T, workspace = 'w'): T => within(workspace, work),
  }
}
