import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createRun } from '../../main/assistant/run.ts'
import type { Part, Speaker } from '../../main/assistant/speaker.ts'
import { spokenIn } from '../../main/assistant/spoken.ts'

const prompt = { system: 's', messages: [] }
const usage = { input_tokens: null, output_tokens: null }
const text = (delta: string): Part => ({ kind: 'text', delta })

async function told(stream: Speaker['stream'], onText: (delta: string, content: string) => void) {
  const { signal } = new AbortController()
  const speaker: Speaker = { provider: 'openai', model: 'm', stream }
  const onError = (error: unknown) => {
    throw error
  }
  return spokenIn(speaker, prompt, { signal, longest: 1_000_000, onText, onError })
}

test('words close behind another are one event, and whoever comes back after any hears exactly the rest', async () => {
  const run = createRun({ workspace: 'w', owner: 'o', id: 'r', session_id: null }, new AbortController().signal)
  const before: string[] = []
  const { content, whole } = await told(
    async function* () {
      for (let n = 0; n < 500; n += 1) yield text(`${n} `)
      yield { kind: 'end', usage, whole: true }
    },
    (delta, all) => {
      run.say('text', { delta })
      before.push(all)
    },
  )
  run.end()
  expect(whole).toBe(true)
  const events = run.eventsAfter(0, 1_000)
  expect(events.length).toBeGreaterThan(1)
  expect(events.length).toBeLessThan(50)
  const deltaIn = (event: string) => (JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '') as { delta: string }).delta
  expect(events.map((event) => /^id: (\d+)$/m.exec(event)?.[1])).toEqual(events.map((_, n) => String(n + 1)))
  for (const [n, heard] of before.entries())
    expect(
      heard +
        run
          .eventsAfter(n + 1, 1_000)
          .map(deltaIn)
          .join(''),
    ).toBe(content)
})

test('a word that comes by itself waits for nothing', async () => {
  const heard: string[] = []
  await told(
    async function* () {
      for (const word of ['one', 'two', 'three']) {
        yield text(word)
        expect(heard.at(-1)).toBe(word)
        await setTimeout(40)
      }
      yield { kind: 'end', usage, whole: true }
    },
    (delta) => heard.push(delta),
  )
  expect(heard).toEqual(['one', 'two', 'three'])
})
