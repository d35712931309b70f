import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { speakerFor } from '../../main/assistant/speaker-for.ts'
import type { Services } from '../../main/services.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { callerWith } from '../../main/use-cases/caller.ts'
import { withLlm, withOddProvider } from '../fakes/llm.ts'
import { engines } from '../support/engines.ts'
import { grace } from '../support/people.ts'
import { jsonBody, type TestApp, withApp } from './harness.ts'

const secret = 'sk-planted-0123456789abcdefWXYZ'
const other = 'sk-planted-fedcba9876543210QRST'
const base = '/api/v1/assistant/providers'
const put = (value: unknown): RequestInit => ({ ...jsonBody(value), method: 'PUT' })
/** A server whose operator opened private networks, so that stand-ins on loopback can be asked. */
const open = {
  change: (services: Services): Services => ({ ...services, webhookTargets: { privateNetworks: true } }),
}

type Listed = {
  items: { id: string; active: boolean; configured: boolean; central: boolean }[]
  kept: string
  scripted: boolean
}
async function listed(app: TestApp, key: string): Promise<Listed> {
  return (await (await app.ask(base, { key })).json()) as Listed
}
const activeIn = ({ items }: Listed) => items.filter(({ active }) => active).map(({ id }) => id)
const issueIn = async (answer: Response) =>
  ((await answer.json()) as { issues: { path: string[] }[] }).issues[0]?.path[0]

/** Whether anything that was written anywhere holds it. */
async function assertNowhere(app: TestApp, key: string, text: string): Promise<void> {
  expect(JSON.stringify(app.log())).not.toContain(text)
  expect(await (await app.ask('/api/v1/audit/entries?limit=500', { key })).text()).not.toContain(text)
  for (const name of readdirSync(app.place.dataDir)) {
    if (!/\.(db|db-wal|log)$/.test(name)) continue
    expect(readFileSync(join(app.place.dataDir, name)).includes(text), name).toBe(false)
  }
}

describe.each(engines)('providers on %s', (engine) => {
  test('take a key, say its end alone, and forget it', async () => {
    await withApp(engine, async (app) => {
      const key = await app.keyFor(['operator'])
      expect(await listed(app, key)).toMatchObject({ kept: 'master_key', scripted: false })
      expect(activeIn(await listed(app, key))).toEqual([])
      const answer = await app.ask(`${base}/openai`, { ...put({ key: secret, model: 'gpt-5-mini' }), key })
      expect(answer.status).toBe(200)
      const said = await answer.json()
      expect(said).toMatchObject({
        ...{ id: 'openai', configured: true, last4: 'WXYZ', base_url: null, model: 'gpt-5-mini', active: true },
        updated_at: expect.any(String),
      })
      expect(JSON.stringify(said)).not.toContain('planted')
      expect(JSON.stringify(await listed(app, key))).not.toContain('planted')

      const model = await app.ask(`${base}/openai`, { ...put({ model: 'gpt-4.1' }), key })
      expect(await model.json()).toMatchObject({ last4: 'WXYZ', model: 'gpt-4.1' })
      const gone = await app.ask(`${base}/openai`, { method: 'DELETE', key })
      expect(await gone.json()).toMatchObject({ configured: false, last4: null, model: null, active: false })
      // To forget what is not there changes nothing.
      await app.ask(`${base}/openai`, { method: 'DELETE', key })

      const page = (await (await app.ask('/api/v1/audit/entries?limit=500', { key })).json()) as {
        items: { action: string; subject: string; data: unknown }[]
      }
      const entries = page.items.filter(({ action }) => action.startsWith('assistant.'))
      expect(entries.map(({ action, subject, data }) => ({ action, subject, data }))).toEqual([
        {
          ...{ action: 'assistant.provider.set', subject: 'provider:openai' },
          data: { provider: 'openai', host: null, model: 'gpt-5-mini', key_changed: true },
        },
        {
          ...{ action: 'assistant.provider.set', subject: 'provider:openai' },
          data: { provider: 'openai', host: null, model: 'gpt-4.1', key_changed: false },
        },
        { action: 'assistant.provider.removed', subject: 'provider:openai', data: { provider: 'openai' } },
      ])
      await assertNowhere(app, key, 'planted')
      await assertNowhere(app, key, 'WXYZ')
      const verified = await app.ask('/api/v1/audit/verify', { method: 'POST', key: await app.keyFor(['auditor']) })
      expect(await verified.json()).toMatchObject({ ok: true })
    })
  })

  test('the one that was chosen last answers', async () => {
    await withApp(engine, async (app) => {
      const key = await app.keyFor(['operator'])
      await app.ask(`${base}/openai`, { ...put({ key: secret }), key })
      await app.ask(`${base}/anthropic`, { ...put({ key: other }), key })
      expect(activeIn(await listed(app, key))).toEqual(['anthropic'])
      await app.ask(`${base}/openai`, { ...put({ model: 'gpt-4.1' }), key })
      expect(activeIn(await listed(app, key))).toEqual(['anthropic'])
      await app.ask(`${base}/openai`, { ...put({ active: true }), key })
      expect(activeIn(await listed(app, key))).toEqual(['openai'])
      await app.ask(`${base}/openai`, { method: 'DELETE', key })
      expect(activeIn(await listed(app, key))).toEqual(['anthropic'])
    })
  })

  test('are each person’s own', async () => {
    await withApp(engine, async (app) => {
      const [mine, theirs, elsewhere] = [
        await app.keyFor(['operator']),
        await app.keyFor(['admin']),
        await app.keyFor(['operator'], 'other'),
      ]
      await app.ask(`${base}/openai`, { ...put({ key: secret }), key: mine })
      for (const key of [theirs, elsewhere])
        expect((await listed(app, key)).items.some((each) => each.configured)).toBe(false)
    })
  })

  test('do not follow a key to a new address', async () => {
    await withApp(
      engine,
      async (app) => {
        const key = await app.keyFor(['operator'])
        await app.ask(`${base}/openai`, { ...put({ key: secret }), key })
        const moved = await app.ask(`${base}/openai`, { ...put({ base_url: 'https://elsewhere.example/v1' }), key })
        expect([moved.status, await issueIn(moved)]).toEqual([422, 'key'])
        const path = await app.ask(`${base}/openai`, { ...put({ base_url: 'https://api.openai.com/v1/proxy' }), key })
        expect([path.status, await issueIn(path)]).toEqual([422, 'key'])
        const same = await app.ask(`${base}/openai`, { ...put({ base_url: 'https://api.openai.com/v1/' }), key })
        expect(await same.json()).toMatchObject({ base_url: 'https://api.openai.com/v1', last4: 'WXYZ' })
        const anew = await app.ask(`${base}/openai`, {
          ...put({ base_url: 'https://elsewhere.example/v1', key: other }),
          key,
        })
        expect(await anew.json()).toMatchObject({ base_url: 'https://elsewhere.example/v1', last4: 'QRST' })
        const back = await app.ask(`${base}/openai`, { ...put({ base_url: null }), key })
        expect([back.status, await issueIn(back)]).toEqual([422, 'key'])
      },
      open,
    )
  })

  test.each([
    ['openai', {}, 'key'],
    ['openai', { key: 'short' }, 'key'],
    ['openai', { key: `${secret}\nx-evil: 1` }, 'key'],
    ['openai', { key: `${secret}é` }, 'key'],
    ['openai', { key: secret, base_url: 'https://169.254.169.254/v1' }, 'base_url'],
    ['openai', { key: secret, base_url: 'http://127.0.0.1:6379/v1' }, 'base_url'],
    ['openai', { key: secret, base_url: 'http://api.example/v1' }, 'base_url'],
    ['anthropic', { key: secret, base_url: 'https://10.0.0.1/v1' }, 'base_url'],
    ['anthropic', { key: secret, model: 'two\nlines' }, 'model'],
    ['gateway', { key: secret }, 'base_url'],
    ['gateway', { base_url: 'https://gateway.example/v1' }, 'key'],
  ])('%s refuses %j', async (provider, value, field) => {
    await withApp(engine, async (app) => {
      const key = await app.keyFor(['operator'])
      const answer = await app.ask(`${base}/${provider}`, { ...put(value), key })
      expect([answer.status, await issueIn(answer)]).toEqual([422, field])
      await assertNowhere(app, key, secret)
    })
  })

  test('of whoever was erased while they ask are those of somebody new', async () => {
    await withApp(engine, async (app) => {
      const key = await app.keyFor(['operator'])
      const session = (await (await app.ask('/console/session', { key })).json()) as { actor: { id: string } }
      await app.ask(`${base}/openai`, { ...put({ key: secret }), key })
      expect((await eraseActor(app.services, grace, { workspace: 'w', actor: session.actor.id })).ok).toBe(true)
      // This process takes them for who they were until it ends.
      expect((await listed(app, key)).items.some(({ configured }) => configured)).toBe(false)
      await app.ask(`${base}/openai`, { ...put({ key: other }), key })
      expect(activeIn(await listed(app, key))).toEqual(['openai'])
      const owners = await app.services.store.write('w', ({ db }) =>
        db.selectFrom('secret').select('owner').where('provider', '=', 'assistant:openai').execute(),
      )
      expect(owners).toEqual([{ owner: expect.any(String) }])
      expect(owners[0]?.owner).not.toBe(session.actor.id)
      // And can be erased again, with it.
      expect((await eraseActor(app.services, grace, { workspace: 'w', actor: owners[0]?.owner ?? '' })).ok).toBe(true)
      expect((await listed(app, key)).items.some(({ configured }) => configured)).toBe(false)
    })
  })

  test('go with whoever is erased', async () => {
    await withApp(engine, async (app) => {
      const key = await app.keyFor(['operator'])
      await app.ask(`${base}/openai`, { ...put({ key: secret }), key })
      const session = (await (await app.ask('/console/session', { key })).json()) as { actor: { id: string } }
      const kept = () => app.services.secrets.list({ workspace: 'w', owner: session.actor.id })
      expect(await kept()).toHaveLength(1)
      expect((await eraseActor(app.services, grace, { workspace: 'w', actor: session.actor.id })).ok).toBe(true)
      expect(await kept()).toEqual([])
    })
  })
})

describe('asked', () => {
  const configured = async (app: TestApp, provider: string, value: object): Promise<string> => {
    const key = await app.keyFor(['operator'])
    const answer = await app.ask(`${base}/${provider}`, { ...put({ key: secret, model: 'a-model', ...value }), key })
    expect(answer.status).toBe(200)
    return key
  }

  test.each(['openai', 'anthropic', 'gateway'])('%s answers a test', async (provider) => {
    await withLlm(async (mock) => {
      mock.onMessage(/ready/, { content: 'Ready.' })
      await withApp(
        'sqlite',
        async (app) => {
          const key = await configured(app, provider, { base_url: `${mock.url}/v1` })
          const answer = await app.ask(`${base}/${provider}/test`, { method: 'POST', key })
          expect(await answer.json()).toEqual({
            ok: true,
            model: 'a-model',
            ms: expect.any(Number),
            detail: null,
            status: 200,
          })
          const headers = JSON.stringify(mock.getLastRequest()?.headers ?? {})
          expect(headers).not.toContain(key)

          mock.nextRequestError(401, { message: `Incorrect API key provided: ${secret}` })
          const refused = await app.ask(`${base}/${provider}/test`, { method: 'POST', key })
          const said = await refused.text()
          expect(JSON.parse(said)).toMatchObject({
            ok: false,
            status: 401,
            detail: expect.stringMatching(/not accepted/),
          })
          expect(said).not.toContain('planted')
          await assertNowhere(app, key, 'planted')
        },
        open,
      )
    })
  })

  test.each([
    ['openai', 'authorization', `Bearer ${secret}`],
    ['gateway', 'authorization', `Bearer ${secret}`],
    ['anthropic', 'x-api-key', secret],
  ] as const)('%s lists its models', async (provider, header, value) => {
    const data = [{ id: 'model-b' }, { id: 'model-a', display_name: 'A model\u202e' }]
    await withOddProvider(
      (response) => void response.setHeader('content-type', 'application/json').end(JSON.stringify({ data })),
      async (url, asked) => {
        await withApp(
          'sqlite',
          async (app) => {
            const key = await configured(app, provider, { base_url: `${url}/v1` })
            const answer = await app.ask(`${base}/${provider}/models`, { key })
            expect(await answer.json()).toEqual({
              items: [
                { id: 'model-a', label: 'A model' },
                { id: 'model-b', label: 'model-b' },
              ],
            })
            expect(asked[0]?.path).toBe(provider === 'anthropic' ? '/v1/models?limit=1000' : '/v1/models')
            expect(asked[0]?.headers[header]).toBe(value)
            if (provider === 'anthropic') expect(asked[0]?.headers['anthropic-version']).toBe('2023-06-01')
          },
          open,
        )
      },
    )
  })

  test.each([
    [401, '{}', /not accepted/],
    [500, '{"error":{"message":"down"}}', /trouble of its own/],
    [200, '<html>', /something else than a list/],
    [200, '{"data":"none"}', /something else than a list/],
    [200, `{"data":[${'"x",'.repeat(900_000)}]}`, /something else than a list/],
  ])('a list that answers %i %.20s is a refusal', async (status, body, words) => {
    await withOddProvider(
      (response) => void response.writeHead(status, { 'content-type': 'application/json' }).end(body),
      async (url) => {
        await withApp(
          'sqlite',
          async (app) => {
            const key = await configured(app, 'openai', { base_url: `${url}/v1` })
            const answer = await app.ask(`${base}/openai/models`, { key })
            expect(answer.status).toBe(502)
            expect(await answer.json()).toMatchObject({
              code: 'provider_refused',
              detail: expect.stringMatching(words),
            })
          },
          open,
        )
      },
    )
  })

  test('without a key is 412, and says where to give one', async () => {
    await withApp('sqlite', async (app) => {
      const key = await app.keyFor(['operator'])
      const asked = [
        await app.ask(`${base}/openai/models`, { key }),
        await app.ask(`${base}/anthropic/test`, { method: 'POST', key }),
        await app.ask(`${base}/gateway/models`, { key }),
        await app.ask('/api/v1/assistant/chat', { ...jsonBody({ message: 'how are my agents?' }), key }),
      ]
      for (const answer of asked) {
        expect(answer.status).toBe(412)
        expect(await answer.json()).toMatchObject({
          code: 'provider_key_missing',
          detail: expect.stringContaining('Settings → AI assistant'),
        })
      }
    })
  })

  test('of a gateway that was chosen and has no key any more is 412, and asks nobody else', async () => {
    await withApp('sqlite', async (app) => {
      const [key, admin] = [await app.keyFor(['operator']), await app.keyFor(['admin'])]
      const credential = '/api/v1/gateway/credential'
      await app.ask(credential, { ...put({ key: secret }), key: admin })
      await app.ask(`${base}/openai`, { ...put({ key: secret }), key })
      await app.ask(`${base}/gateway`, { ...put({ model: 'gpt-4.1' }), key })
      expect(activeIn(await listed(app, key))).toEqual(['gateway'])
      await app.ask(credential, { method: 'DELETE', key: admin })
      expect(activeIn(await listed(app, key))).toEqual(['gateway'])
      const answer = await app.ask('/api/v1/assistant/chat', { ...jsonBody({ message: 'how are my agents?' }), key })
      expect(answer.status).toBe(412)
      expect(await answer.json()).toMatchObject({
        code: 'provider_key_missing',
        detail: expect.stringMatching(/You chose the gateway, and it has no key/),
      })
    })
  })

  test('the model may be named with its provider', async () => {
    await withApp('sqlite', async (app) => {
      const key = await configured(app, 'openai', {})
      await app.ask(`${base}/anthropic`, { ...put({ key: other }), key })
      const session = (await (await app.ask('/console/session', { key })).json()) as {
        actor: Parameters<typeof callerWith>[0]['actor']
      }
      const facts = {
        mode: 'api_key',
        actor: session.actor,
        workspace: 'w',
        roles: ['operator'],
        groups: [],
        client: 'c',
      } as const
      const speaker = async (model: string | null) => {
        const found = await speakerFor(app.services, callerWith(facts), model)
        return found.ok ? [found.value.provider, found.value.model] : found.refusal.code
      }
      expect(await speaker(null)).toEqual(['anthropic', 'claude-haiku-4-5'])
      expect(await speaker('claude-opus-4-1')).toEqual(['anthropic', 'claude-opus-4-1'])
      expect(await speaker('openai:ft:gpt-4.1:acme')).toEqual(['openai', 'ft:gpt-4.1:acme'])
      expect(await speaker('openai:')).toEqual(['openai', 'a-model'])
      expect(await speaker('llama3:8b')).toEqual(['anthropic', 'llama3:8b'])
      expect(await speaker('gateway:gpt-5')).toBe('provider_key_missing')
    })
  })

  test('the sample keeps keys in memory, and says that it is scripted', async () => {
    await withApp(
      'sqlite',
      async (app) => {
        expect(await (await app.ask(base)).json()).toMatchObject({ kept: 'memory', scripted: true })
        expect((await app.ask(`${base}/openai`, put({ key: secret }))).status).toBe(200)
        expect(
          await (await app.ask(`${base}`, { headers: { 'x-countersign-sample-actor': 'operator' } })).json(),
        ).toMatchObject({
          items: [{ configured: false }, {}, {}],
        })
        for (const name of readdirSync(app.place.dataDir))
          if (name.includes('.db')) expect(readFileSync(join(app.place.dataDir, name)).includes('planted')).toBe(false)
      },
      { mode: 'sample' },
    )
  })
})
