import { expect, test } from 'vitest'
import type { ChatMessage, ChatSession, NewMessage } from '../../../renderer/assistant-api.ts'
import { ApiProblem, Offline } from '../../../renderer/problem.ts'
import { bringAlong, type Progress } from '../../../renderer/screens/assistant/history/bring-along.ts'
import { readOldHistory } from '../../../renderer/screens/assistant/history/old-history.ts'

const at = '2026-01-02T03:04:05.000Z'

test.each([
  ['nothing', null, { kind: 'none' }],
  ['an empty list', '[]', { kind: 'none' }],
  ['what is no JSON', '[{', { kind: 'malformed' }],
  ['what is no list', '{"role":"user"}', { kind: 'malformed' }],
  ['a role that there is not', '[{"role":"system","content":"x"}]', { kind: 'malformed' }],
  ['a content that is no text', '[{"role":"user","content":1}]', { kind: 'malformed' }],
  ['empty messages', '[{"role":"user","content":"  "}]', { kind: 'none' }],
])('%s', (_, text, history) => {
  expect(readOldHistory(text)).toEqual(history)
})

test('messages keep their order, and their times where they have sensible ones', () => {
  const text = JSON.stringify([
    { role: 'user', content: 'a', created_at: at },
    { role: 'assistant', content: 'b', created_at: Date.parse(at) },
    { role: 'user', content: 'c', created_at: 'yesterday', more: true },
    { role: 'user', content: 'c' },
    { role: 'user', content: 'd', created_at: '2999-01-01T00:00:00Z' },
  ])
  expect(readOldHistory(text)).toEqual({
    kind: 'messages',
    messages: [
      { role: 'user', content: 'a', created_at: at },
      { role: 'assistant', content: 'b', created_at: at },
      { role: 'user', content: 'c' },
      { role: 'user', content: 'd' },
    ],
  })
})

const history: NewMessage[] = ['a', 'b', 'c', 'd'].map((content, index) => ({
  role: index % 2 === 0 ? 'user' : 'assistant',
  content,
}))
const session = { id: 's1' } as ChatSession
const limited = new ApiProblem({ title: 't', status: 429, code: 'rate_limited', detail: 'Wait.', retry_after: 7 }, null)

/** A server that answers once for each key, as the real one does; `fails` says what goes wrong at which request. */
function server(fails: (request: number) => { error: Error; taken: boolean } | undefined = () => undefined) {
  const kept = new Map<string, unknown>()
  const pauses: number[] = []
  let requests = 0
  const answer = <T>(key: string, value: T): Promise<T> => {
    requests += 1
    const fault = fails(requests)
    if (fault === undefined || fault.taken) kept.set(key, value)
    return fault === undefined ? Promise.resolve(value) : Promise.reject(fault.error)
  }
  return {
    kept,
    pauses,
    hands: (progress: Progress, keep: (next: Progress) => void, signal = new AbortController().signal) => ({
      messages: history,
      progress,
      keep,
      createSession: (key: string) => answer(key, session),
      append: (_: string, message: NewMessage, key: string) => answer(key, message as ChatMessage),
      wait: (ms: number) => {
        pauses.push(ms)
        return Promise.resolve()
      },
      signal,
    }),
  }
}
const begun: Progress = { begin: 'k', session: null, sent: 0 }
const contents = (kept: ReadonlyMap<string, unknown>) =>
  [...kept.values()].slice(1).map((message) => (message as NewMessage).content)

test('brings everything into one chat, in order', async () => {
  const { hands, kept } = server()
  expect(await bringAlong(hands(begun, () => undefined))).toBe('s1')
  expect(contents(kept)).toEqual(['a', 'b', 'c', 'd'])
})

test('waits as long as the server asks for, and brings nothing twice where an answer was lost', async () => {
  const { hands, kept, pauses } = server((request) => {
    if (request === 1) return { error: new Offline('lost'), taken: true }
    if (request === 3) return { error: limited, taken: false }
    if (request === 5) return { error: new Offline('lost'), taken: true }
    return undefined
  })
  expect(await bringAlong(hands(begun, () => undefined))).toBe('s1')
  expect(contents(kept)).toEqual(['a', 'b', 'c', 'd'])
  expect(pauses).toEqual([1000, 7000, 1000])
})

test('wherever it is broken off, whoever comes after goes on there', async () => {
  for (let broken = 1; broken <= 5; broken += 1) {
    const stop = new AbortController()
    let progress = begun
    const both = server((request) => {
      if (request !== broken) return undefined
      stop.abort()
      return { error: new Offline('the page was left'), taken: true }
    })
    const keep = (next: Progress) => {
      progress = next
    }
    expect(await bringAlong(both.hands(begun, keep, stop.signal))).toBeNull()
    expect(await bringAlong(both.hands(progress, keep))).toBe('s1')
    expect(contents(both.kept)).toEqual(['a', 'b', 'c', 'd'])
    expect(progress.sent).toBe(4)
  }
})

test('a refusal that waiting does not change is told', async () => {
  const refused = new ApiProblem({ title: 't', status: 403, code: 'permission_denied', detail: 'No.' }, null)
  const { hands } = server(() => ({ error: refused, taken: false }))
  await expect(bringAlong(hands(begun, () => undefined))).rejects.toBe(refused)
})
