import { describe, expect, test } from 'vitest'
import { within } from '../../main/store/within.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { jsonBody, withApp } from '../http/harness.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'

describe.each(engines)('whoever is forgotten, on %s,', (engine) => {
  test('is remembered neither by the answers to them nor by what was counted', () =>
    withApp(engine, async ({ ask, keyFor, services }) => {
      const key = await keyFor(['operator'])
      const body = { type: 'throttle', target_ref: 'agent', reason: 'why' }
      const asked = jsonBody(body)
      const headers = { ...(asked.headers as Record<string, string>), 'idempotency-key': 'once' }
      expect((await ask('/api/v1/deployments/actions', { ...asked, headers, key })).status).toBe(201)
      const clients = () =>
        within('w', async () => {
          const kept = await services.store.read.selectFrom('kept_answer').select('client').execute()
          const counted = await services.store.read.selectFrom('rate_window').select('client').execute()
          return [...kept, ...counted].map(({ client }) => client)
        })
      const [client] = await clients()
      expect(await clients()).toEqual([client, client])
      await eraseActor(services, ada, { workspace: 'w', actor: client ?? '' })
      expect(await clients()).toEqual([])
    }))
})
