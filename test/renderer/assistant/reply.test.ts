import { expect, test } from 'vitest'
import type { ReplyEvent, Tile } from '../../../renderer/assistant-api.ts'
import { hear, nothingHeard, type Reply, textOf, tilesOf } from '../../../renderer/screens/assistant/run/reply.ts'

const tile = (id: string): Tile => ({ kind: 'trace_link', id, data: { trace: null } })
const start = (n = 1, run_id = 'r1'): ReplyEvent => ({ n, kind: 'start', run_id, session_id: 's' })
const text = (n: number, delta: string): ReplyEvent => ({ n, kind: 'text', delta })
const done = (n: number): ReplyEvent => ({
  ...{ n, kind: 'done', message_id: 'm', status: 'complete' },
  usage: { input_tokens: null, output_tokens: null },
})
const heard = (...events: ReplyEvent[]): Reply => events.reduce(hear, nothingHeard)

const whole: ReplyEvent[] = [
  start(),
  { n: 2, kind: 'tile', tile: tile('a') },
  { n: 3, kind: 'notice', code: 'scripted', text: 'By a script.' },
  text(4, 'One '),
  text(5, 'two.'),
  { n: 6, kind: 'tile', tile: tile('b') },
  text(7, 'Three.'),
  done(8),
]

test('words and tiles stand in the order in which they came', () => {
  const reply = heard(...whole)
  expect(reply.parts).toEqual([
    { kind: 'tile', tile: tile('a') },
    { kind: 'text', text: 'One two.' },
    { kind: 'tile', tile: tile('b') },
    { kind: 'text', text: 'Three.' },
  ])
  expect(reply.notices).toEqual([{ code: 'scripted', text: 'By a script.' }])
  expect(reply.done).toEqual({
    message_id: 'm',
    status: 'complete',
    usage: { input_tokens: null, output_tokens: null },
  })
  expect(textOf(reply)).toBe('One two.Three.')
  expect(tilesOf(reply).map(({ id }) => id)).toEqual(['a', 'b'])
})

test('wherever it breaks and however much is told again, it ends the same', () => {
  for (let broke = 0; broke <= whole.length; broke += 1)
    for (let again = 0; again <= broke; again += 1)
      expect(heard(...whole.slice(0, broke), ...whole.slice(again))).toEqual(heard(...whole))
})

test('another run begins anew: what was heard belongs to the one before', () => {
  const reply = heard(start(1, 'r1'), text(2, 'old'), start(1, 'r2'), text(2, 'new'))
  expect(reply.run_id).toBe('r2')
  expect(textOf(reply)).toBe('new')
})

test('a problem keeps what was said until then', () => {
  const problem = { status: 502, code: 'provider_refused', title: 'The provider said no', detail: 'No.' }
  const reply = heard(start(), text(2, 'Half'), { n: 3, kind: 'error', ...problem, extra: 1 })
  expect(textOf(reply)).toBe('Half')
  expect(reply.error).toEqual(problem)
})
