import { setImmediate } from 'node:timers/promises'
import { type LanguageModelMiddleware, wrapLanguageModel } from 'ai'
import { describe, expect, test } from 'vitest'
import { gathering } from '../../main/assistant/gathering.ts'

type Streamed = Awaited<ReturnType<Parameters<NonNullable<LanguageModelMiddleware['wrapStream']>>[0]['doStream']>>
type Part = Streamed['stream'] extends ReadableStream<infer P> ? P : never

const text = (delta: string, more: object = {}): Part => ({ type: 'text-delta', id: '0', delta, ...more })
const thought = (delta: string): Part => ({ type: 'reasoning-delta', id: '0', delta })
const begin: Part = { type: 'text-start', id: '0' }
const end: Part = { type: 'text-end', id: '0' }

/** What a model streams that the test speaks for, and whether it was told to stop. */
async function spoken() {
  const source = Promise.withResolvers<ReadableStreamDefaultController<Part>>()
  const cancelled = Promise.withResolvers<unknown>()
  const stream = new ReadableStream<Part>({ start: source.resolve, cancel: cancelled.resolve })
  const model = wrapLanguageModel({
    middleware: gathering,
    model: {
      specificationVersion: 'v4',
      provider: 'p',
      modelId: 'm',
      supportedUrls: {},
      doGenerate: () => Promise.reject(new Error('nobody asks for it')),
      doStream: async () => ({ stream, request: { body: 'asked' } }),
    },
  })
  const streamed = await model.doStream({ prompt: [] })
  return { ...streamed, source: await source.promise, cancelled: cancelled.promise }
}

async function partsOf(say: readonly Part[]): Promise<Part[]> {
  const { stream, source } = await spoken()
  for (const part of say) source.enqueue(part)
  source.close()
  const parts: Part[] = []
  for await (const part of stream) parts.push(part)
  return parts
}

describe('pieces of a reply', () => {
  test.each<[what: string, say: Part[], told: Part[]]>([
    ['that are there already go on as one', [text('a'), text('b'), text('c')], [text('abc')]],
    ['keep their place among the rest', [begin, text('a'), text('b'), end], [begin, text('ab'), end]],
    ['are not mixed with thoughts', [thought('a'), thought('b'), text('c')], [thought('ab'), text('c')]],
    ['of two texts stay two', [text('a'), text('b', { id: '1' })], [text('a'), text('b', { id: '1' })]],
    [
      'of which something is said stay by themselves',
      [text('a'), text('b', { providerMetadata: { p: { n: 1 } } }), text('c')],
      [text('a'), text('b', { providerMetadata: { p: { n: 1 } } }), text('c')],
    ],
    ['are all there, however many', Array.from({ length: 3_000 }, () => text('x')), [text('x'.repeat(3_000))]],
    ['may be none', [], []],
  ])('%s', async (_, say, told) => expect(await partsOf(say)).toEqual(told))

  test('that come by themselves go on before anything else is done', async () => {
    const { stream, source, request } = await spoken()
    expect(request).toEqual({ body: 'asked' })
    const reader = stream.getReader()
    for (const delta of ['a', 'b']) {
      const heard = reader.read()
      source.enqueue(text(delta))
      expect(await Promise.race([heard, setImmediate('later')])).toEqual({ done: false, value: text(delta) })
    }
  })

  test('go on before the error that ends them', async () => {
    const { stream, source } = await spoken()
    const reader = stream.getReader()
    const heard = reader.read()
    source.enqueue(text('a'))
    source.enqueue(text('b'))
    await setImmediate()
    source.error(new Error('cut'))
    expect(await heard).toEqual({ done: false, value: text('ab') })
    await expect(reader.read()).rejects.toThrow('cut')
  })

  test('are held for nobody who has gone away', async () => {
    const { stream, source, cancelled } = await spoken()
    const reader = stream.getReader()
    const heard = reader.read()
    source.enqueue(text('a'))
    await Promise.resolve()
    await reader.cancel('gone')
    expect(await cancelled).toBe('gone')
    expect((await heard).done).toBe(true)
    await setImmediate()
  })
})
