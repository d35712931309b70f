import { expect, test } from 'vitest'
import type { ChatMessage, Provider } from '../../../renderer/assistant-api.ts'
import { keyFor } from '../../../renderer/screens/assistant/run/asked.ts'
import { hear, nothingHeard } from '../../../renderer/screens/assistant/run/reply.ts'
import type { Run } from '../../../renderer/screens/assistant/run/runs.ts'
import {
  inOrder,
  isByScript,
  leftUnanswered,
  namesNothing,
  threadItems,
} from '../../../renderer/screens/assistant/thread/thread-items.ts'

const message = (id: string, role: 'user' | 'assistant', content = id): ChatMessage => ({
  ...{ id, role, content, tiles: [], status: 'complete' },
  created_at: '2026-01-02T03:04:05.000Z',
})
const run = (change: Partial<Run> = {}): Run => ({
  question: 'q2',
  model: null,
  asked_at: '2026-01-02T03:05:00.000Z',
  known: new Set(['u1', 'a1']),
  reply: hear(nothingHeard, { n: 1, kind: 'start', run_id: 'r', session_id: 's' }),
  state: { kind: 'live' },
  cancelling: false,
  stop: new AbortController(),
  ...change,
})
const before = [message('u1', 'user'), message('a1', 'assistant')]
const shown = (messages: readonly ChatMessage[], now?: Run) =>
  threadItems(messages, now).map((item) => (item.kind === 'message' ? item.message.id : item.kind))

test('pages come newest first, and a message that is in two of them is there once', () => {
  const [u1, a1, u2] = [message('u1', 'user'), message('a1', 'assistant'), message('u2', 'user')]
  expect(inOrder([{ messages: [a1, u2] }, { messages: [u1, a1] }]).map(({ id }) => id)).toEqual(['u1', 'a1', 'u2'])
})

test('a question stands in the thread once: as it was sent, then as it is kept', () => {
  expect(shown(before, run())).toEqual(['u1', 'a1', 'question', 'reply'])
  expect(shown([...before, message('u2', 'user', 'q2')], run())).toEqual(['u1', 'a1', 'u2', 'reply'])
})

test('a reply stands in the thread once: as it is heard, while it is kept as it grows', () => {
  const growing = [...before, message('u2', 'user', 'q2'), message('a2', 'assistant', 'half')]
  expect(shown(growing, run())).toEqual(['u1', 'a1', 'u2', 'reply'])
  expect(shown(growing, run({ question: null, known: new Set(['u1', 'a1', 'u2']) }))).toEqual([
    'u1',
    'a1',
    'u2',
    'reply',
  ])
  expect(shown(growing)).toEqual(['u1', 'a1', 'u2', 'a2'])
})

test('older messages that are read meanwhile are shown', () => {
  expect(shown([message('a0', 'assistant'), ...before], run())).toEqual(['a0', 'u1', 'a1', 'question', 'reply'])
})

test('a question that was not taken is in the field, and not in the thread', () => {
  const error = new Error('no')
  expect(shown(before, run({ state: { kind: 'refused', error } }))).toEqual(['u1', 'a1'])
  expect(shown(before, run({ state: { kind: 'unanswered', error } }))).toEqual(['u1', 'a1'])
})

test('a question to which nothing came says so, but not while something may come', () => {
  const asked = [...before, message('u2', 'user')]
  expect(leftUnanswered(asked, undefined, null)?.id).toBe('u2')
  expect(leftUnanswered(asked, undefined, 'r')).toBeUndefined()
  expect(leftUnanswered(asked, run(), null)).toBeUndefined()
  expect(leftUnanswered(before, undefined, null)).toBeUndefined()
})

test('the hint comes after the last reply alone, and only where the question named nothing', () => {
  const asked = (content: string) => [message('u1', 'user', content), message('a1', 'assistant')]
  expect(namesNothing(asked('hello there'), 'a1')).toBe(true)
  expect(namesNothing(asked('any alerts?'), 'a1')).toBe(false)
  expect(namesNothing([...asked('hello there'), message('u2', 'user')], 'a1')).toBe(false)
})

test('in the sample every reply is labelled that no provider can have written', () => {
  const provider = { updated_at: '2026-01-02T03:04:06.000Z' } as Provider
  const earlier = { updated_at: '2026-01-02T03:04:04.000Z' } as Provider
  const reply = message('a1', 'assistant')
  expect(isByScript(reply, true, undefined)).toBe(true)
  expect(isByScript(reply, true, provider)).toBe(true)
  expect(isByScript(reply, true, earlier)).toBe(false)
  expect(isByScript(reply, false, undefined)).toBe(false)
  expect(isByScript(message('u1', 'user'), true, undefined)).toBe(false)
})

test('the same question keeps its key until it is answered; another has another', () => {
  let made = 0
  const make = () => `k${++made}`
  const first = keyFor({ message: 'a', model: null }, '', make)
  expect(keyFor({ message: 'a', model: null }, first.kept, make)).toEqual(first)
  expect(keyFor({ message: 'b', model: null }, first.kept, make).key).toBe('k2')
  expect(keyFor({ message: 'a', model: 'm' }, first.kept, make).key).toBe('k3')
  expect(keyFor({ message: 'a', model: null }, 'no json', make).key).toBe('k4')
})
