import { expect, test } from 'vitest'
import type { ReplyEvent, ReplyListener } from '../../../renderer/assistant-api.ts'
import { ApiProblem, Offline, type ProblemCode } from '../../../renderer/problem.ts'
import { followReply, type RunNews } from '../../../renderer/screens/assistant/run/follow-reply.ts'

const start: ReplyEvent = { n: 1, kind: 'start', run_id: 'r1', session_id: 's' }
const text = (n: number): ReplyEvent => ({ n, kind: 'text', delta: `${n} ` })
const done = (n: number): ReplyEvent => ({
  ...{ n, kind: 'done', message_id: 'm', status: 'complete' },
  usage: { input_tokens: null, output_tokens: null },
})
const problem = (status: number, code: ProblemCode) => new ApiProblem({ title: 't', status, code, detail: 'No.' }, null)

type Turn = { says?: readonly ReplyEvent[]; breaks?: Error }

/** Each turn is one request: what it says and how it ends. Pauses are over at once, and silence is never waited for. */
async function play(turns: readonly Turn[], { run_id = null as string | null } = {}) {
  const asked: string[] = []
  const news: RunNews[] = []
  const stopped = new AbortController()
  const asking =
    (what: string) =>
    async ({ onOpen, onEvent }: ReplyListener) => {
      asked.push(what)
      const turn = turns[asked.length - 1]
      if (turn === undefined) return stopped.abort()
      if (turn.says !== undefined) onOpen()
      for (const event of turn.says ?? []) onEvent(event)
      if (turn.breaks !== undefined) throw turn.breaks
    }
  await followReply({
    run_id,
    ask: run_id === null ? asking('ask') : null,
    follow: (run, after, listener) => asking(`${run} after ${after}`)(listener),
    tell: (each) => void news.push(each),
    wait: (ms, signal) =>
      ms < 40_000 ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    signal: stopped.signal,
  })
  const heard = news.flatMap((each) => (each.kind === 'event' ? [each.event.n] : []))
  return { asked, heard, last: news.at(-1) }
}

test('is asked once, and taken up where it broke, without a gap and nothing twice', async () => {
  const { asked, heard, last } = await play([
    { says: [start, text(2)], breaks: new Offline('gone') },
    { says: [text(2), text(3)] },
    { breaks: problem(503, 'server_unreachable') },
    { says: [text(4), done(5)] },
  ])
  expect(asked).toEqual(['ask', 'r1 after 2', 'r1 after 3', 'r1 after 3'])
  expect(heard).toEqual([1, 2, 3, 4, 5])
  expect(last).toEqual({ kind: 'ended' })
})

test('a question that nobody answers is asked again, and then it is said that nobody did', async () => {
  const away = { breaks: new Offline('gone') }
  const { asked, last } = await play([away, away, away, away])
  expect(asked).toEqual(['ask', 'ask', 'ask', 'ask'])
  expect(last).toMatchObject({ kind: 'unanswered' })
  expect((await play([away, { says: [start, done(2)] }])).last).toEqual({ kind: 'ended' })
})

test('a reply that is only taken up is read from its beginning', async () => {
  const { asked, heard } = await play([{ says: [start, text(2), done(3)] }], { run_id: 'r1' })
  expect(asked).toEqual(['r1 after 0'])
  expect(heard).toEqual([1, 2, 3])
})

test.each([
  [412, 'provider_key_missing', 'refused'],
  [403, 'permission_denied', 'refused'],
  [404, 'not_found', 'refused'],
  [429, 'rate_limited', 'refused'],
  [502, 'provider_refused', 'refused'],
  [502, 'provider_unreachable', 'refused'],
  // A sign-in decides nothing about the question: it goes out under the same key after it.
  [401, 'credential_missing', 'unanswered'],
] as const)('%i %s: the question is %s, and not asked again', async (status, code, kind) => {
  const { asked, last } = await play([{ breaks: problem(status, code) }])
  expect(asked).toEqual(['ask'])
  expect(last).toMatchObject({ kind, error: { code } })
})

test('a reply that the server has forgotten is lost, and not asked again', async () => {
  const { asked, last } = await play([
    { says: [start, text(2)], breaks: new Offline('gone') },
    { breaks: problem(404, 'not_found') },
  ])
  expect(asked).toEqual(['ask', 'r1 after 2'])
  expect(last).toEqual({ kind: 'lost' })
})
