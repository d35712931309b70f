import { expect, test } from 'vitest'
import type { Speaker } from '../../main/assistant/speaker.ts'
import { asTitle, titleBy } from '../../main/assistant/title-by.ts'

test.each([
  ['Error rate of research-agent', 'Error rate of research-agent'],
  ['“Error rate.”', 'Error rate'],
  ['**Title: Spending today**', 'Spending today'],
  ['# Spending\n\nHere is why', 'Spending'],
  ['\n\n  Spending \t today ', 'Spending today'],
  ['a\u0000b\u202ec', 'abc'],
  ['', null],
  ['  \n "" \n', null],
  ['x'.repeat(61), `${'x'.repeat(59)}…`],
  ['x'.repeat(60), 'x'.repeat(60)],
  ['😀'.repeat(70), `${'😀'.repeat(59)}…`],
])('%j is the title %j', (said, title) => expect(asTitle(said)).toBe(title))

const speakerThat = (stream: Speaker['stream']): Speaker => ({ provider: 'openai', model: 'm', stream })
const usage = { input_tokens: null, output_tokens: null }

test.each<[string, Speaker['stream'], string | null]>([
  [
    'says one',
    async function* () {
      yield { kind: 'text', delta: 'Spend' }
      yield { kind: 'text', delta: 'ing' }
      yield { kind: 'end', usage, whole: true }
    },
    'Spending',
  ],
  [
    'is refused',
    async function* () {
      yield { kind: 'text', delta: 'Spend' }
      yield { kind: 'failed', refusal: { code: 'provider_refused', detail: 'No.' } }
    },
    null,
  ],
  [
    'breaks',
    async function* () {
      yield { kind: 'text', delta: 'Spend' }
      throw new Error('broken')
    },
    null,
  ],
  [
    'goes on for ever',
    async function* () {
      for (;;) yield { kind: 'text', delta: 'on and ' }
    },
    null,
  ],
])('a speaker that %s', async (_, stream, title) => {
  expect(await titleBy(speakerThat(stream), 'how much did we spend?', new AbortController().signal)).toBe(title)
})
