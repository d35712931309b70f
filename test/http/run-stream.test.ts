import { expect, test } from 'vitest'
import { createRun } from '../../main/assistant/run.ts'
import { runStream } from '../../main/http/run-stream.ts'

const usage = { input_tokens: null, output_tokens: null }
const done = { message_id: null, usage, status: 'complete' } as const
const started = () => {
  const run = createRun({ workspace: 'w', owner: 'o', id: 'r', session_id: null }, new AbortController().signal)
  run.say('start', { run_id: 'r', session_id: null })
  run.say('text', { delta: 'One.' })
  return run
}
const never = () => new AbortController().signal
const textOf = (stream: ReadableStream<Uint8Array>) => new Response(stream).text()

test('goes on after the event that was heard last, up to the end', async () => {
  const run = started()
  run.say('done', done)
  run.end()
  const text = await textOf(runStream({ run, after: 1, signal: never(), heartbeatMs: 15_000 }))
  expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id)).toEqual(['2', '3'])
  expect(await textOf(runStream({ run, after: 99, signal: never(), heartbeatMs: 15_000 }))).toBe('retry: 2000\n\n')
})

test('tells nothing more to whoever may read no more, and goes on without them', async () => {
  const run = started()
  const stream = runStream({ run, after: 0, signal: never(), heartbeatMs: 0, mayGoOn: async () => false })
  expect(await textOf(stream)).toBe('retry: 2000\n\n')
  run.say('text', { delta: 'Two.' })
  expect(run.isOver()).toBe(false)
  expect(run.eventsAfter(0, 10)).toHaveLength(3)
})

test('ends when its reader goes, or the program does, and holds the run no longer', async () => {
  const run = started()
  const gone = new AbortController()
  const text = textOf(runStream({ run, after: 2, signal: gone.signal, heartbeatMs: 15_000 }))
  gone.abort()
  expect(await text).toBe('retry: 2000\n\n')
  const reader = runStream({ run, after: 2, signal: never(), heartbeatMs: 15_000 }).getReader()
  await reader.read()
  await reader.cancel()
  run.end()
})

test('a run that is over says nothing more', () => {
  const run = started()
  run.end()
  run.say('text', { delta: 'Late.' })
  expect(run.eventsAfter(0, 10)).toHaveLength(2)
  expect(run.cancel()).toBe(false)
})
