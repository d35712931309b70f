import { describe, expect, test } from 'vitest'
import { knowActor } from '../../main/store/actors.ts'
import { keepAnswer } from '../../main/store/kept-answers.ts'
import { within } from '../../main/store/within.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { admit } from '../../main/use-cases/transition.ts'
import { jsonBody, withApp } from '../http/harness.ts'
import { engines } from '../support/engines.ts'
import { ada, grace } from '../support/people.ts'

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

  test('is remembered so by whatever way they came, and in no window', () =>
    withApp(engine, async ({ services }) => {
      const lovelace = { ...ada, issuer: 'https://id.example', subject: 'auth0|ada' }
      const [own, theirs] = ['https://id.example auth0|ada', 'https://other.example auth0|ada']
      await ensureWorkspace(services.store, 'w', grace)
      await services.store.write('w', async (tx) => {
        const actor = await knowActor(tx, lovelace)
        tx.append({ action: 'test.note.made', subject: 'note:1', actor, data: {} })
        for (const client of [own, theirs]) {
          await keepAnswer(tx, { client, key: 'k', request: 'r' }, { status: 200, body: '{}' })
          for (const counted of ['transitions', 'chat', 'explanations'] as const)
            await admit(tx, client, counted, services.limits)
        }
      })
      expect(await eraseActor(services, grace, { workspace: 'w', actor: 'auth0|ada' })).toMatchObject({ ok: true })
      const left = await within('w', async () => ({
        kept: await services.store.read.selectFrom('kept_answer').select('client').execute(),
        counted: await services.store.read.selectFrom('rate_window').select('client').orderBy('client').execute(),
      }))
      expect(left.kept).toEqual([{ client: theirs }])
      expect(left.counted.map(({ client }) => client).sort()).toEqual(
        [`chat:${theirs}`, `explanations:${theirs}`, theirs].sort(),
      )
    }))
})
