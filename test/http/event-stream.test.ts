import { expect, test } from 'vitest'
import { type EventReader, eventStream } from '../../main/http/event-stream.ts'

/** Numbers up to one that can be raised: as many places, one event each. */
function countTo(size: number) {
  const listeners = new Set<() => void>()
  const reads: number[] = []
  let end = size
  let closed = false
  return {
    reads,
    listeners,
    raise: (by: number) => {
      end += by
      for (const listener of listeners) listener()
    },
    raiseInSilence: (by: number) => {
      end += by
    },
    close: () => {
      closed = true
      for (const listener of listeners) listener()
    },
    source: {
      read: async (after: number, limit: number) => {
        reads.push(after)
        const place = Math.min(end, after + limit)
        const events = Array.from({ length: place - after }, (_, i) => `id: ${after + i + 1}\n\n`)
        return { events, place, isEnd: closed && events.length < limit }
      },
      watch: (listener: () => void) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
  }
}
const never = () => new AbortController().signal
const begin: EventReader = { after: 0, signal: never(), heartbeatMs: 15_000 }
const decoder = new TextDecoder()
const textOf = (stream: ReadableStream<Uint8Array>) => new Response(stream).text()
const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
const upTo = (size: number) => Array.from({ length: size }, (_, i) => i + 1)
const ask = async (reader: ReadableStreamDefaultReader<Uint8Array>) => decoder.decode((await reader.read()).value)

test('reads no further than is taken, and says everything once, up to the end', async () => {
  const { source, reads, listeners, raise, close } = countTo(1_000)
  const reader = eventStream(source, begin).getReader()
  expect(reads).toEqual([])
  const said = [await ask(reader), await ask(reader)]
  raise(234)
  close()
  expect(reads.length).toBeLessThanOrEqual(2)
  for (let text = await ask(reader); text !== ''; text = await ask(reader)) said.push(text)
  expect(idsIn(said.join(''))).toEqual(upTo(1_234))
  expect(listeners.size).toBe(0)
})

test('finds by itself, a heartbeat later, what nobody woke it for', async () => {
  const { source, raiseInSilence } = countTo(1)
  const reader = eventStream(source, { ...begin, heartbeatMs: 20 }).getReader()
  const said = [await ask(reader), await ask(reader)]
  raiseInSilence(1)
  said.push(await ask(reader), await ask(reader))
  expect(said).toEqual(['retry: 2000\n\n', 'id: 1\n\n', ': still here\n\n', 'id: 2\n\n'])
  await reader.cancel()
})

test('asks whether its reader may go on, however busy it is', async () => {
  const { source, listeners, raise } = countTo(1)
  let asked = 0
  const mayGoOn = async () => {
    asked += 1
    return asked < 3
  }
  const reader = eventStream(source, { ...begin, heartbeatMs: 0, mayGoOn }).getReader()
  const said: string[] = []
  for (let text = await ask(reader); text !== ''; text = await ask(reader)) {
    said.push(text)
    raise(1)
  }
  expect({ asked, held: listeners.size }).toEqual({ asked: 3, held: 0 })
  expect(idsIn(said.join(''))).toEqual(upTo(idsIn(said.join('')).length))
})

test('breaks off when what it reads fails, and holds nothing', async () => {
  const { source, listeners } = countTo(0)
  const read = async () => {
    throw new Error('the disk went away')
  }
  await expect(textOf(eventStream({ ...source, read }, begin))).rejects.toThrow('the disk went away')
  expect(listeners.size).toBe(0)
})

test('tells nothing to whoever went before it began', async () => {
  const { source, reads, listeners } = countTo(3)
  expect(await textOf(eventStream(source, { ...begin, signal: AbortSignal.abort() }))).toBe('retry: 2000\n\n')
  expect({ reads, held: listeners.size }).toEqual({ reads: [], held: 0 })
})
