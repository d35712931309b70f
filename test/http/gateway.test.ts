import { describe, expect, test } from 'vitest'
import { settledMeters } from '../../main/assistant/gateway/meter.ts'
import { speakerFor } from '../../main/assistant/speaker-for.ts'
import type { Services } from '../../main/services.ts'
import { callerWith } from '../../main/use-cases/caller.ts'
import type { Role } from '../../shared/domain/permission.ts'
import { event, piece, usageEnd, withLlm, withOddProvider } from '../fakes/llm.ts'
import { engines } from '../support/engines.ts'
import { jsonBody, type TestApp, withApp } from './harness.ts'

const secret = 'sk-planted-0123456789abcdefWXYZ'
const credential = '/api/v1/gateway/credential'
const proxy = '/api/v1/gateway/proxy/v1'
const open = {
  change: (services: Services): Services => ({ ...services, webhookTargets: { privateNetworks: true } }),
}
const put = (value: unknown): RequestInit => ({ ...jsonBody(value), method: 'PUT' })
const question = (more: object = {}) =>
  jsonBody({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'how are my agents?' }], ...more })

async function withKey(app: TestApp, url: string): Promise<{ key: string; admin: string }> {
  const admin = await app.keyFor(['admin'])
  const answer = await app.ask(credential, { ...put({ key: secret, base_url: `${url}/v1` }), key: admin })
  expect(answer.status).toBe(200)
  return { key: await app.keyFor(['operator']), admin }
}

type Metered = {
  name: string
  agent: string
  status: string
  input_tokens: number
  output_tokens: number
  cost_usd: number | null
  model: string
}
async function metered(app: TestApp, key: string): Promise<Metered[]> {
  await settledMeters(app.services)
  return ((await (await app.ask('/api/v1/traces', { key })).json()) as { items: Metered[] }).items
}

describe.each(engines)('the gateway on %s', (engine) => {
  test('is given a key by whoever manages the settings, and nobody reads it', async () => {
    await withApp(engine, async (app) => {
      const [admin, operator] = [await app.keyFor(['admin']), await app.keyFor(['operator'])]
      const none = { configured: false, last4: null, base_url: null, updated_at: null }
      expect(await (await app.ask(credential, { key: operator })).json()).toEqual(none)
      expect((await app.ask(credential, { ...put({ key: secret }), key: operator })).status).toBe(403)
      const given = await app.ask(credential, { ...put({ key: secret }), key: admin })
      const view = {
        configured: true,
        last4: 'WXYZ',
        base_url: 'https://api.openai.com/v1',
        updated_at: expect.any(String),
      }
      expect(await given.json()).toEqual(view)
      // Where it is, and what of a key shows, is for whoever manages it.
      const hidden = { ...view, base_url: 'https://api.openai.com', last4: null, updated_at: null }
      expect(await (await app.ask(credential, { key: operator })).json()).toEqual(hidden)
      expect(await (await app.ask(credential, { key: admin })).json()).toEqual(view)
      const inner = await app.ask(credential, { ...put({ key: secret, base_url: 'http://10.0.0.5/v1' }), key: admin })
      expect(inner.status).toBe(422)
      const providers = (await (await app.ask('/api/v1/assistant/providers', { key: operator })).json()) as {
        items: unknown[]
      }
      expect(providers.items.at(-1)).toMatchObject({ id: 'gateway', central: true, active: true, configured: false })
      expect(await (await app.ask(credential, { method: 'DELETE', key: admin })).json()).toEqual(none)
      const text = await (await app.ask('/api/v1/audit/entries?limit=500', { key: admin })).text()
      const { items } = JSON.parse(text) as { items: { action: string; data: unknown }[] }
      const entries = items.filter(({ action }) => action.startsWith('gateway.'))
      expect(entries.map(({ action, data }) => [action, data])).toEqual([
        ['gateway.credential.set', { host: 'api.openai.com' }],
        ['gateway.credential.removed', {}],
      ])
      expect(text + JSON.stringify(app.log())).not.toMatch(/planted|WXYZ/)
    })
  })

  test('passes a question on with the workspace’s key, and meters it', async () => {
    await withOddProvider(
      (response) => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'set-cookie': 'theirs=1',
          'openai-organization': 'acme',
          'x-ratelimit-remaining-requests': '9',
        })
        response.end(
          JSON.stringify({
            id: 'c',
            model: 'gpt-5-mini-2026',
            choices: [],
            usage: { prompt_tokens: 1000, completion_tokens: 200 },
          }),
        )
      },
      async (url, asked) => {
        await withApp(
          engine,
          async (app) => {
            const { key, admin } = await withKey(app, url)
            const headers = {
              ...{ 'content-type': 'application/json', cookie: 'mine=1', 'x-forwarded-for': '10.1.1.1' },
              ...{ 'openai-organization': 'evil', 'x-countersign-actor': 'x', connection: 'x-mine', 'x-mine': '1' },
            }
            // Whom a page means is not asked of programs.
            const { 'x-countersign-actor': _, ...sent } = headers
            const answer = await app.ask(`${proxy}/chat/completions`, { ...question(), headers: sent, key })
            expect(answer.status).toBe(200)
            expect(await answer.json()).toMatchObject({ id: 'c', usage: { prompt_tokens: 1000 } })
            expect(answer.headers.get('x-ratelimit-remaining-requests')).toBe('9')
            expect(answer.headers.get('set-cookie')).toBeNull()
            expect(answer.headers.get('openai-organization')).toBeNull()

            const [seen] = asked
            expect(seen?.path).toBe('/v1/chat/completions')
            expect(seen?.headers.authorization).toBe(`Bearer ${secret}`)
            const names = Object.keys(seen?.headers ?? {}).sort()
            expect(names).toEqual([
              'accept',
              'accept-encoding',
              'authorization',
              'connection',
              'content-length',
              'content-type',
              'host',
            ])
            expect(JSON.stringify(seen)).not.toContain(key)
            expect(JSON.parse(seen?.body ?? '')).not.toHaveProperty('stream_options')

            expect(await metered(app, key)).toMatchObject([
              {
                ...{ name: 'chat gpt-5-mini-2026', agent: 'gateway', status: 'ok', model: 'gpt-5-mini-2026' },
                ...{ input_tokens: 1000, output_tokens: 200, cost_usd: 0.00065 },
              },
            ])
            expect(JSON.stringify(app.log())).not.toContain('planted')
            expect(await (await app.ask('/api/v1/audit/entries?limit=500', { key: admin })).text()).not.toContain(
              'planted',
            )
          },
          open,
        )
      },
    )
  })

  test('streams, and does not tell of the count that it asked for itself', async () => {
    const { promise: heard, resolve: hear } = Promise.withResolvers<void>()
    await withOddProvider(
      async (response) => {
        response.setHeader('content-type', 'text/event-stream')
        response.write(event(piece('All ')))
        await heard
        const rest = event(piece('is well.')) + event(piece('', 'stop')) + event(usageEnd(12, 34)) + event('[DONE]')
        // In two pieces that end in the middle of an event.
        response.write(rest.slice(0, rest.length - 60))
        response.end(rest.slice(rest.length - 60))
      },
      async (url, asked) => {
        await withApp(
          engine,
          async (app) => {
            const { key } = await withKey(app, url)
            const answer = await app.ask(`${proxy}/chat/completions`, { ...question({ stream: true }), key })
            expect(answer.headers.get('content-type')).toBe('text/event-stream')
            let text = ''
            const decoder = new TextDecoder()
            for await (const chunk of answer.body ?? []) {
              text += decoder.decode(chunk, { stream: true })
              if (text.includes('All ')) hear()
            }
            expect(text).toContain('is well.')
            expect(text).toContain('[DONE]')
            expect(text).not.toContain('"usage"')
            expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ stream_options: { include_usage: true } })
            expect(await metered(app, key)).toMatchObject([{ input_tokens: 12, output_tokens: 34, status: 'ok' }])
          },
          open,
        )
      },
    )
  })

  test('passes a count on to whoever asked for it', async () => {
    await withOddProvider(
      (response) =>
        void response.setHeader('content-type', 'text/event-stream').end(event(piece('a')) + event(usageEnd(1, 2))),
      async (url) => {
        await withApp(
          engine,
          async (app) => {
            const { key } = await withKey(app, url)
            const asked = question({ stream: true, stream_options: { include_usage: true } })
            const text = await (await app.ask(`${proxy}/chat/completions`, { ...asked, key })).text()
            expect(text).toBe(event(piece('a')) + event(usageEnd(1, 2)))
            expect(await metered(app, key)).toMatchObject([{ input_tokens: 1, output_tokens: 2 }])
          },
          open,
        )
      },
    )
  })

  test('meters what is cut, and what goes wrong', async () => {
    await withOddProvider(
      (response, { body }) => {
        if (body.includes('cut')) {
          response.setHeader('content-type', 'text/event-stream')
          response.write(event(piece('half')), () => response.destroy())
        } else
          response.writeHead(500, { 'content-type': 'application/json' }).end(`{"error":{"message":"sad ${secret}"}}`)
      },
      async (url) => {
        await withApp(
          engine,
          async (app) => {
            const { key } = await withKey(app, url)
            const cut = await app.ask(`${proxy}/chat/completions`, { ...question({ stream: true, user: 'cut' }), key })
            await expect(cut.text()).rejects.toThrow()
            const failed = await app.ask(`${proxy}/chat/completions`, { ...question(), key })
            expect([failed.status, await failed.text()]).toEqual([500, '{"error":{"message":"sad [key]"}}'])
            expect((await metered(app, key)).map(({ status }) => status)).toEqual(['error', 'error'])
          },
          open,
        )
      },
    )
  })
})

describe('the gateway', () => {
  test('keeps nothing of what was said, also for a request that names a key', async () => {
    const word = 'Zanzibar'
    await withOddProvider(
      (response) => void response.setHeader('content-type', 'application/json').end(JSON.stringify({ said: word })),
      async (url, asked) => {
        await withApp(
          'sqlite',
          async (app) => {
            const { key } = await withKey(app, url)
            const init = question()
            const headers = { ...(init.headers as Record<string, string>), 'idempotency-key': 'once' }
            for (const _ of [1, 2])
              expect(await (await app.ask(`${proxy}/chat/completions`, { ...init, headers, key })).json()).toEqual({
                said: word,
              })
            expect(asked).toHaveLength(2)
            const kept = await app.services.store.write('w', ({ db }) =>
              db.selectFrom('kept_answer').select('body').execute(),
            )
            expect(JSON.stringify(kept)).not.toContain(word)
          },
          open,
        )
      },
    )
  })

  test('meters names of models as agents’ are: one line, and not for ever', async () => {
    const odd = `gpt\n\u202e${'x'.repeat(300)}`
    await withOddProvider(
      (response) => void response.setHeader('content-type', 'application/json').end(JSON.stringify({ model: odd })),
      async (url) => {
        await withApp(
          'sqlite',
          async (app) => {
            const { key } = await withKey(app, url)
            await (await app.ask(`${proxy}/chat/completions`, { ...question(), key })).text()
            const [call] = await metered(app, key)
            const model = `gpt ${'x'.repeat(116)}`
            expect(call).toMatchObject({ name: `chat ${model}`, model })
          },
          open,
        )
      },
    )
  })

  test('asks streams of completions what they used too, and hears an end without a blank line', async () => {
    await withOddProvider(
      (response) =>
        void response
          .setHeader('content-type', 'text/event-stream')
          .end(event({ choices: [{ text: 'a' }] }) + event(usageEnd(3, 4)).trimEnd()),
      async (url, asked) => {
        await withApp(
          'sqlite',
          async (app) => {
            const { key } = await withKey(app, url)
            const init = jsonBody({ model: 'old', prompt: 'a', stream: true })
            const text = await (await app.ask(`${proxy}/completions`, { ...init, key })).text()
            expect(text).toBe(event({ choices: [{ text: 'a' }] }))
            expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ stream_options: { include_usage: true } })
            expect(await metered(app, key)).toMatchObject([{ input_tokens: 3, output_tokens: 4 }])
          },
          open,
        )
      },
    )
  })

  test('meters what was told of a stream until it was cut', async () => {
    await withOddProvider(
      (response) => {
        response.setHeader('content-type', 'text/event-stream')
        const usage = { prompt_tokens: 8, completion_tokens: 2 }
        response.write(event({ ...piece('half'), usage }), () => response.destroy())
      },
      async (url) => {
        await withApp(
          'sqlite',
          async (app) => {
            const { key } = await withKey(app, url)
            const cut = await app.ask(`${proxy}/chat/completions`, { ...question({ stream: true }), key })
            await expect(cut.text()).rejects.toThrow()
            expect(await metered(app, key)).toMatchObject([{ status: 'error', input_tokens: 8, output_tokens: 2 }])
          },
          open,
        )
      },
    )
  })

  test('ends its stream without waiting for what is metered', async () => {
    await withOddProvider(
      (response) => void response.setHeader('content-type', 'text/event-stream').end(event(piece('a'))),
      async (url) => {
        await withApp(
          'sqlite',
          async (app) => {
            const { key } = await withKey(app, url)
            const { promise: held, resolve: release } = Promise.withResolvers<void>()
            const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
            const writing = app.services.store.write('w', async () => {
              begin()
              await held
            })
            await begun
            const answer = await app.ask(`${proxy}/chat/completions`, { ...question({ stream: true }), key })
            expect(await answer.text()).toContain('data:')
            release()
            await writing
            expect(await metered(app, key)).toHaveLength(1)
          },
          open,
        )
      },
    )
  })

  test.each([
    ['POST', 'files'],
    ['POST', 'constructor'],
    ['POST', '__proto__'],
    ['POST', 'toString'],
    ['POST', 'chat/completions/../../files'],
    ['POST', 'chat%2Fcompletions'],
    ['POST', 'chat/completions/'],
    ['POST', 'fine_tuning/jobs'],
    ['POST', 'models'],
    ['GET', 'files'],
    ['GET', 'chat/completions'],
    ['GET', 'models/..%2f..%2fadmin'],
    ['GET', 'models/%2e%2e/files'],
    ['GET', 'models//files'],
    ['GET', 'models/.hidden'],
    ['GET', 'organization/api_keys'],
  ])('offers nothing at %s %s', async (method, path) => {
    await withOddProvider(
      (response) => void response.end('{}'),
      async (url, asked) => {
        await withApp(
          'sqlite',
          async (app) => {
            const { key } = await withKey(app, url)
            const init = method === 'POST' ? question() : {}
            const answer = await app.ask(`${proxy}/${path}`, { ...init, method, key })
            expect(answer.status).toBe(404)
            expect(asked).toEqual([])
          },
          open,
        )
      },
    )
  })

  test.each([
    ['embeddings', { model: 'text-embedding-3-small', input: 'a' }],
    ['responses', { model: 'gpt-5', input: 'a' }],
    ['completions', { model: 'old', prompt: 'a' }],
    ['moderations', { input: 'a' }],
  ])('offers %s', async (path, value) => {
    await withOddProvider(
      (response) =>
        void response
          .setHeader('content-type', 'application/json')
          .end('{"usage":{"prompt_tokens":3,"input_tokens":3}}'),
      async (url, asked) => {
        await withApp(
          'sqlite',
          async (app) => {
            const { key } = await withKey(app, url)
            const answer = await app.ask(`${proxy}/${path}`, { ...jsonBody(value), key })
            expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('usage')])
            expect(asked.map((each) => [each.path, JSON.parse(each.body)])).toEqual([[`/v1/${path}`, value]])
            expect(await metered(app, key)).toHaveLength(1)
          },
          open,
        )
      },
    )
  })

  test('lists models, and one of a name with parts, unmetered', async () => {
    await withOddProvider(
      (response) => void response.setHeader('content-type', 'text/html').end('{"data":[]}'),
      async (url, asked) => {
        await withApp(
          'sqlite',
          async (app) => {
            const { key } = await withKey(app, url)
            const answer = await app.ask(`${proxy}/models?limit=5`, { key })
            // Nobody else's page is shown under this server's name.
            expect(answer.headers.get('content-type')).toBe('application/octet-stream')
            expect((await app.ask(`${proxy}/models/meta-llama/Llama-3:8b`, { key })).status).toBe(200)
            expect(asked.map(({ path }) => path)).toEqual(['/v1/models?limit=5', '/v1/models/meta-llama/Llama-3:8b'])
            expect(await metered(app, key)).toEqual([])
          },
          open,
        )
      },
    )
  })

  test.each([
    [401, 502, /key was not accepted/],
    [403, 502, /key was not accepted/],
    [302, 502, /redirects are not followed/],
    [429, 429, /slow down/],
    [400, 400, /bad/],
  ])('answers a provider’s %i with %i', async (theirs, ours, words) => {
    const body = theirs === 429 ? 'slow down' : `{"error":{"message":"bad ${secret}"}}`
    await withOddProvider(
      (response) =>
        void response
          .writeHead(theirs, {
            'retry-after': '3',
            location: 'http://127.0.0.1:9/',
            'content-type': 'application/json',
          })
          .end(body),
      async (url) => {
        await withApp(
          'sqlite',
          async (app) => {
            const { key } = await withKey(app, url)
            const answer = await app.ask(`${proxy}/chat/completions`, { ...question(), key })
            const text = await answer.text()
            expect([answer.status, text]).toEqual([ours, expect.stringMatching(words)])
            expect(text).not.toContain('planted')
            expect(answer.headers.get('location')).toBeNull()
            if (theirs === 429) expect(answer.headers.get('retry-after')).toBe('3')
          },
          open,
        )
      },
    )
  })

  test('hangs up on the provider when the client does', async () => {
    const { promise: closed, resolve: close } = Promise.withResolvers<void>()
    await withOddProvider(
      (response) => {
        response.on('close', close)
        response.setHeader('content-type', 'text/event-stream').write(event(piece('for ever')))
      },
      async (url) => {
        await withApp(
          'sqlite',
          async (app) => {
            const { key } = await withKey(app, url)
            const gone = new AbortController()
            const answer = await app.ask(`${proxy}/chat/completions`, {
              ...question({ stream: true }),
              key,
              signal: gone.signal,
            })
            const reader = answer.body?.getReader()
            await reader?.read()
            gone.abort()
            await closed
          },
          open,
        )
      },
    )
  })

  test.each<[Role, number]>([
    ['viewer', 403],
    ['auditor', 403],
    ['runner', 403],
    ['operator', 412],
    ['admin', 412],
  ])('answers %s with %i where it has no key', async (role, status) => {
    await withApp('sqlite', async (app) => {
      const key = await app.keyFor([role])
      expect((await app.ask(`${proxy}/chat/completions`, { ...question(), key })).status).toBe(status)
      expect((await app.ask(`${proxy}/models`, { key })).status).toBe(status)
    })
  })

  test('has a workspace’s key for that workspace alone', async () => {
    await withApp(
      'sqlite',
      async (app) => {
        await withKey(app, 'http://127.0.0.1:9')
        const key = await app.keyFor(['operator'], 'other')
        expect((await app.ask(`${proxy}/models`, { key })).status).toBe(412)
        expect((await app.ask(`${proxy}/models`)).status).toBe(401)
      },
      open,
    )
  })

  test('takes a body of a bounded size, and JSON alone', async () => {
    await withApp('sqlite', async (app) => {
      const key = await app.keyFor(['operator'])
      expect(
        (await app.ask(`${proxy}/chat/completions`, { ...question({ pad: 'x'.repeat(1_100_000) }), key })).status,
      ).toBe(413)
      const text = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[1' }
      expect((await app.ask(`${proxy}/chat/completions`, { ...text, key })).status).toBe(422)
      expect((await app.ask(`${proxy}/chat/completions`, { ...text, body: '[1]', key })).status).toBe(422)
    })
  })

  test('is a speaker for whoever has no key of their own, metered too', async () => {
    await withLlm(async (mock) => {
      mock.onMessage(/./, { content: 'All is well.', usage: { prompt_tokens: 5, completion_tokens: 6 } })
      await withApp(
        'sqlite',
        async (app) => {
          const { key, admin } = await withKey(app, mock.url)
          await app.ask('/api/v1/assistant/providers/gateway', { ...put({ model: 'gpt-4.1' }), key })
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
          const found = await speakerFor(app.services, callerWith(facts))
          if (!found.ok) throw new Error(found.refusal.detail)
          expect([found.value.provider, found.value.model]).toEqual(['gateway', 'gpt-4.1'])
          const prompt = { system: 's', messages: [{ role: 'user', content: 'how?' } as const] }
          let text = ''
          for await (const part of found.value.stream(prompt, AbortSignal.timeout(20_000))) {
            if (part.kind === 'text') text += part.delta
            if (part.kind === 'end') expect(part.usage).toEqual({ input_tokens: 5, output_tokens: 6 })
          }
          expect(text).toBe('All is well.')
          expect(await metered(app, admin)).toMatchObject([{ agent: 'gateway', input_tokens: 5, output_tokens: 6 }])

          await app.ask(credential, { method: 'DELETE', key: admin })
          const gone = []
          for await (const part of found.value.stream(prompt, AbortSignal.timeout(20_000))) gone.push(part)
          expect(gone).toMatchObject([{ kind: 'failed', refusal: { detail: expect.stringMatching(/has no key/) } }])
        },
        open,
      )
    })
  })
})
