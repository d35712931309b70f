import { describe, expect, test } from 'vitest'
import { judgedFetch } from '../../main/assistant/judged-fetch.ts'
import { modelSpeaker, type Reach } from '../../main/assistant/models.ts'
import type { Part, Speaker } from '../../main/assistant/speaker.ts'
import type { Refusal } from '../../shared/domain/result.ts'
import { event, piece, usageEnd, withLlm, withOddProvider } from '../fakes/llm.ts'

const key = 'sk-planted-0123456789abcdef'
const here = judgedFetch({ privateNetworks: true })
const prompt = { system: 'Be brief.', messages: [{ role: 'user' as const, content: 'how are my agents?' }] }

type Provider = Reach['provider']
const names = { openai: 'OpenAI', anthropic: 'Anthropic', gateway: 'Gateway' }
const reachTo = (provider: Provider, url: string, fetch: typeof globalThis.fetch = here): Reach => ({
  ...{ provider, name: names[provider], base: `${url}/v1`, key, fetch },
})

async function partsOf(speaker: Speaker, signal = new AbortController().signal): Promise<Part[]> {
  const parts: Part[] = []
  for await (const part of speaker.stream(prompt, signal)) parts.push(part)
  return parts
}
const textOf = (parts: readonly Part[]): string =>
  parts.map((part) => (part.kind === 'text' ? part.delta : '')).join('')
function refusalIn(parts: readonly Part[]): Refusal {
  const last = parts.at(-1)
  if (last?.kind !== 'failed') throw new Error(`expected a refusal, not ${JSON.stringify(last)}`)
  return last.refusal
}

describe.each(['openai', 'anthropic', 'gateway'] as const)('a model of %s', (provider) => {
  test('says its words as they come, and what they cost', async () => {
    await withLlm(async (mock) => {
      const usage = { prompt_tokens: 21, completion_tokens: 7, input_tokens: 21, output_tokens: 7 }
      const paced = { streamingProfile: { ttft: 0, tps: 50 } }
      mock.onMessage('how are my agents?', { content: 'All three agents are well.', usage }, paced)
      const parts = await partsOf(modelSpeaker(reachTo(provider, mock.url), 'a-model'))
      expect(textOf(parts)).toBe('All three agents are well.')
      expect(parts.filter(({ kind }) => kind === 'text').length).toBeGreaterThan(1)
      expect(parts.at(-1)).toEqual({ kind: 'end', usage: { input_tokens: 21, output_tokens: 7 }, whole: true })
      const asked = mock.getLastRequest()
      expect(asked?.path).toBe(provider === 'anthropic' ? '/v1/messages' : '/v1/chat/completions')
      expect(JSON.stringify(asked?.body)).not.toContain('"tools"')
    })
  })

  test('that stops at a limit is not whole', async () => {
    await withLlm(async (mock) => {
      const finishReason = provider === 'anthropic' ? 'max_tokens' : 'length'
      mock.onMessage(/./, { content: 'All three', finishReason })
      const parts = await partsOf(modelSpeaker(reachTo(provider, mock.url), 'a-model'))
      expect(textOf(parts)).toBe('All three')
      expect(parts.at(-1)).toMatchObject({ kind: 'end', whole: false })
    })
  })

  test.each([
    [401, 'provider_refused', /key was not accepted/],
    [403, 'provider_refused', /key was not accepted/],
    [404, 'provider_refused', /does not have the model a-model/],
    [429, 'provider_refused', /no more questions for now.*Ask again in 7 s/],
    [400, 'provider_refused', /said no \(400\).*too plain/],
    [500, 'provider_refused', /trouble of its own \(500\)/],
    [529, 'provider_refused', /trouble of its own \(529\)/],
  ] as const)('that answers %i is quoted without what is secret', async (status, code, words) => {
    await withLlm(async (mock) => {
      const message = `Your request is too plain.\nThe key ${key} of sk-other-ABCDEFGHIJKLMNOP was not it.\u202e`
      mock.onMessage(/./, { error: { message, type: 'odd' }, status, retryAfter: 7 })
      const refusal = refusalIn(await partsOf(modelSpeaker(reachTo(provider, mock.url), 'a-model')))
      expect(refusal.code).toBe(code)
      expect(refusal.detail).toMatch(words)
      expect(refusal.fields).toMatchObject({ provider: names[provider], provider_status: status })
      if (status === 429) expect(refusal.fields?.retry_after).toBe(7)
      expect(JSON.stringify(refusal)).not.toMatch(/planted|sk-other|\\n|\u202e/)
      // Whoever waits would rather know than wait for a second try.
      expect(mock.getRequests()).toHaveLength(1)
    })
  })

  test('that is cut keeps what it said', async () => {
    await withLlm(async (mock) => {
      mock.onMessage(
        /./,
        { content: 'All three agents are well, and so is everybody else.' },
        { truncateAfterChunks: 4 },
      )
      const parts = await partsOf(modelSpeaker(reachTo(provider, mock.url), 'a-model'))
      expect(refusalIn(parts).code).toBe('provider_unreachable')
      expect('All three agents are well').toContain(textOf(parts).slice(0, 10))
    })
  })

  test('that is broken off says nothing more', async () => {
    await withLlm(async (mock) => {
      mock.onMessage(/./, { content: 'All three agents are well.' }, { latency: 30 })
      const enough = new AbortController()
      const parts: Part[] = []
      for await (const part of modelSpeaker(reachTo(provider, mock.url), 'a-model').stream(prompt, enough.signal)) {
        parts.push(part)
        enough.abort()
      }
      expect(parts.every(({ kind }) => kind === 'text')).toBe(true)
      expect(textOf(parts).length).toBeLessThan('All three agents are well.'.length)
    })
  })

  test('where nothing listens cannot be reached', async () => {
    const refusal = refusalIn(await partsOf(modelSpeaker(reachTo(provider, 'http://127.0.0.1:9'), 'a-model')))
    expect(refusal).toMatchObject({ code: 'provider_unreachable', detail: expect.stringMatching(/nothing listens/) })
  })

  test('that is no provider is said to be none', async () => {
    const page = '<html>Welcome</html>'
    await withOddProvider(
      (response) => void response.setHeader('content-type', 'text/html').end(page),
      async (url) => {
        const refusal = refusalIn(await partsOf(modelSpeaker(reachTo(provider, url), 'a-model')))
        expect(refusal.code).toMatch(/provider_(refused|unreachable)/)
        expect(JSON.stringify(refusal)).not.toContain('Welcome')
      },
    )
  })

  test('that leads elsewhere is not followed', async () => {
    await withOddProvider(
      (response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
      async (url, asked) => {
        const refusal = refusalIn(await partsOf(modelSpeaker(reachTo(provider, url), 'a-model')))
        expect(refusal.detail).toMatch(/redirects are not followed/)
        expect(asked).toHaveLength(1)
      },
    )
  })
})

test('OpenAI itself is asked by its Responses API, and keeps nothing', async () => {
  await withLlm(async (mock) => {
    mock.onMessage(/./, { content: 'Well.' })
    const led: typeof fetch = (input, init) => {
      const request = new Request(input, init)
      return here(new Request(request.url.replace('https://api.openai.com', mock.url), request))
    }
    const reach = { ...reachTo('openai', '', led), base: 'https://api.openai.com/v1' }
    const parts = await partsOf(modelSpeaker(reach, 'gpt-5-mini'))
    expect(textOf(parts)).toBe('Well.')
    expect(parts.at(-1)).toMatchObject({ kind: 'end', whole: true })
    expect(mock.getLastRequest()?.path).toBe('/v1/responses')
  })
})

test('a newer model of OpenAI behind a gateway is limited in its own words', async () => {
  await withOddProvider(
    (response) => void response.setHeader('content-type', 'text/event-stream').end(event(piece('', 'stop'))),
    async (url, asked) => {
      await partsOf(modelSpeaker(reachTo('gateway', url), 'openai/gpt-5-mini', 50))
      await partsOf(modelSpeaker(reachTo('gateway', url), 'llama3:8b', 50))
      const [first, second] = asked.map(({ body }) => JSON.parse(body))
      expect(first).toMatchObject({ max_completion_tokens: 50, stream_options: { include_usage: true } })
      expect(first).not.toHaveProperty('max_tokens')
      expect(second).toMatchObject({ max_tokens: 50 })
    },
  )
})

test('a word goes out before the next one is there', async () => {
  const { promise: heard, resolve: hear } = Promise.withResolvers<void>()
  await withOddProvider(
    async (response) => {
      response.setHeader('content-type', 'text/event-stream')
      response.write(event(piece('first')))
      await heard
      response.write(event(piece(' second')))
      response.end(event(piece('', 'stop')) + event(usageEnd(3, 2)) + event('[DONE]'))
    },
    async (url) => {
      let text = ''
      for await (const part of modelSpeaker(reachTo('gateway', url), 'odd-1').stream(
        prompt,
        AbortSignal.timeout(20_000),
      )) {
        if (part.kind === 'text') text += part.delta
        if (text === 'first') hear()
        if (part.kind === 'end') expect(part.usage).toEqual({ input_tokens: 3, output_tokens: 2 })
      }
      expect(text).toBe('first second')
    },
  )
})

test('words that come together are told together, and one that comes by itself by itself', async () => {
  const { promise: heard, resolve: hear } = Promise.withResolvers<void>()
  await withOddProvider(
    async (response) => {
      response.setHeader('content-type', 'text/event-stream')
      response.write(['All', ' three', ' agents'].map((word) => event(piece(word))).join(''))
      await heard
      response.write(event(piece(' are')))
      response.end([' well', '.'].map((word) => event(piece(word))).join('') + event(piece('', 'stop')))
    },
    async (url) => {
      const told: string[] = []
      const { signal } = new AbortController()
      for await (const part of modelSpeaker(reachTo('gateway', url), 'odd-1').stream(prompt, signal)) {
        if (part.kind === 'text') told.push(part.delta)
        hear()
      }
      expect(told[0]).toBe('All three agents')
      expect(told.join('')).toBe('All three agents are well.')
    },
  )
})

test('a fault that comes in the stream ends it, with what came before', async () => {
  await withOddProvider(
    (response) => {
      response.setHeader('content-type', 'text/event-stream')
      response.end(event(piece('All ')) + event({ error: { message: `overloaded ${key}`, type: 'server_error' } }))
    },
    async (url) => {
      const parts = await partsOf(modelSpeaker(reachTo('gateway', url), 'odd-1'))
      expect(textOf(parts)).toBe('All ')
      expect(refusalIn(parts).code).toMatch(/provider_(refused|unreachable)/)
      expect(JSON.stringify(parts)).not.toContain('planted')
    },
  )
})

test('nothing is written to the console', async () => {
  const { log, warn, error } = console
  const said: unknown[] = []
  Object.assign(console, { log: said.push.bind(said), warn: said.push.bind(said), error: said.push.bind(said) })
  try {
    await partsOf(modelSpeaker(reachTo('openai', 'http://127.0.0.1:9'), 'a-model'))
    expect(said).toEqual([])
  } finally {
    Object.assign(console, { log, warn, error })
  }
})

test('a stream of Anthropic that ends without saying why is not whole', async () => {
  const said = (type: string, more: object) => `event: ${type}\n${event({ type, ...more })}`
  const message = {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'a',
    content: [],
    usage: { input_tokens: 1, output_tokens: 1 },
  }
  await withOddProvider(
    (response) => {
      response.setHeader('content-type', 'text/event-stream')
      response.write(said('message_start', { message }))
      response.write(said('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }))
      response.end(said('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'half' } }))
    },
    async (url) => {
      const parts = await partsOf(modelSpeaker(reachTo('anthropic', url), 'a-model'))
      expect(textOf(parts)).toBe('half')
      expect(refusalIn(parts).code).toBe('provider_unreachable')
    },
  )
})
