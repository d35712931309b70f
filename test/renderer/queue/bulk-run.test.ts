import { describe, expect, test } from 'vitest'
import { ApiProblem, Offline, type ProblemCode } from '../../../renderer/problem.ts'
import {
  type BulkState,
  countResults,
  runBulk,
  waitsForSignIn,
} from '../../../renderer/screens/queue/dialogs/bulk-run.ts'

const problem = (code: ProblemCode, status: number, fields = {}) =>
  new ApiProblem({ title: code, status, code, detail: `${code}.`, ...fields }, null)

type Answer = 'done' | Error
type Script = Record<string, Answer[]>

/** A server that answers each row by its script, and a clock that only waiting moves. */
function rehearse(script: Script, cancelAfter = Number.POSITIVE_INFINITY, before: BulkState['results'] = new Map()) {
  const controller = new AbortController()
  const sent: string[] = []
  const waits: number[] = []
  const seen: BulkState[] = []
  let time = 1000
  let sends = 0
  const run = runBulk({
    ids: Object.keys(script),
    before,
    now: () => time,
    signal: controller.signal,
    onChange: (state) => seen.push(state),
    async wait(milliseconds) {
      waits.push(milliseconds)
      time += milliseconds
    },
    async send(id) {
      sent.push(id)
      sends += 1
      if (sends >= cancelAfter) controller.abort()
      const answer = script[id]?.shift() ?? 'done'
      if (answer !== 'done') throw answer
    },
  })
  return run.then((state) => ({
    state,
    sent,
    waits,
    seen,
    kinds: Object.fromEntries([...state.results].map(([id, { kind }]) => [id, kind])),
  }))
}

describe('one result per row', () => {
  test('done and refused stand beside each other, and a refusal does not stop the rest', async () => {
    const { state, sent, kinds } = await rehearse({ a: [], b: [problem('invalid_transition', 409)], c: [] })
    expect(sent).toEqual(['a', 'b', 'c'])
    expect(kinds).toEqual({ a: 'done', b: 'refused', c: 'done' })
    expect(state.phase).toBe('finished')
    expect(state.results.get('b')).toEqual({ kind: 'refused', says: 'invalid_transition.', code: 'invalid_transition' })
    expect(countResults(state.results)).toMatchObject({ done: 2, refused: 1, left: 0 })
  })

  test.each<ProblemCode>(['actor_changed', 'connection_changed'])(
    'what one person decided at one place is not gone on with after %s',
    async (code) => {
      const { state, sent, kinds } = await rehearse({ a: [], b: [problem(code, 409)], c: [] })
      expect(sent).toEqual(['a', 'b'])
      expect(kinds).toEqual({ a: 'done', b: 'refused', c: 'left' })
      expect(state.phase).toBe('stopped')
    },
  )

  test('never two at once, and each is seen to be sent', async () => {
    const { seen } = await rehearse({ a: [], b: [] })
    const sending = seen.map(({ results }) =>
      [...results].filter(([, { kind }]) => kind === 'sending').map(([id]) => id),
    )
    expect(Math.max(...sending.map((ids) => ids.length))).toBe(1)
    expect(new Set(sending.flat())).toEqual(new Set(['a', 'b']))
  })
})

describe('patience', () => {
  test('waits as long as the server says, says so, and goes on with the same row', async () => {
    const { state, sent, waits, seen, kinds } = await rehearse({
      a: [],
      b: [problem('rate_limited', 429, { retry_after: 42 })],
      c: [],
    })
    expect(sent).toEqual(['a', 'b', 'b', 'c'])
    expect(waits).toEqual([42_250])
    expect(seen.find(({ pause }) => pause !== null)?.pause).toEqual({ until: 43_250, why: 'rate_limited' })
    expect(kinds).toEqual({ a: 'done', b: 'done', c: 'done' })
    expect(state).toMatchObject({ phase: 'finished', pause: null })
  })

  test('a limit that says no time is waited for too', async () => {
    const { waits } = await rehearse({ a: [problem('rate_limited', 429)] })
    expect(waits).toEqual([5250])
  })

  test.each([
    ['a server that does not answer', new Offline('The server did not answer.')],
    ['a store that is busy', problem('store_busy', 503)],
  ])('%s is asked again, a few times', async (_, lost) => {
    const { sent, waits, kinds } = await rehearse({ a: [lost, lost], b: [] })
    expect(sent).toEqual(['a', 'a', 'a', 'b'])
    expect(waits).toEqual([2000, 5000])
    expect(kinds).toEqual({ a: 'done', b: 'done' })
  })

  test('one that stays silent is not asked about the rest, and what became of the last is said to be unknown', async () => {
    const lost = new Offline('The server did not answer.')
    const { state, sent, kinds } = await rehearse({ a: [], b: [lost, lost, lost, lost], c: [] })
    expect(sent).toEqual(['a', 'b', 'b', 'b', 'b'])
    expect(kinds).toEqual({ a: 'done', b: 'unknown', c: 'left' })
    expect(state.phase).toBe('stopped')
  })
})

describe('a sign-in that is over', () => {
  test.each(['credential_expired', 'credential_invalid', 'credential_missing', 'step_up_required'] as const)(
    '%s: it stops before the next row, and neither that row nor those after it count as done or refused',
    async (code) => {
      const over = problem(code, 401)
      const { state, sent, waits, kinds } = await rehearse({ a: [], b: [over], c: [], d: [] })
      expect(sent).toEqual(['a', 'b'])
      expect(waits).toEqual([])
      expect(kinds).toEqual({ a: 'done', b: 'left', c: 'left', d: 'left' })
      expect(state).toMatchObject({ phase: 'stopped', signInWanted: over, pause: null })
    },
  )

  test('what goes on after it says nothing of it any more', async () => {
    const { state } = await rehearse({ b: [], c: [] })
    expect(state).toMatchObject({ phase: 'finished', signInWanted: null })
  })

  test('a row whose answer was lost is still not known, now or from an earlier run, sent again or not', async () => {
    const over = problem('credential_expired', 401)
    const lost = new Offline('The server did not answer.')
    const { kinds } = await rehearse(
      { a: [lost, over], b: [] },
      undefined,
      new Map([['b', { kind: 'unknown', says: '' }]]),
    )
    expect(kinds).toEqual({ a: 'unknown', b: 'unknown' })
    const later = await rehearse(
      { a: [problem('invalid_transition', 409)], b: [] },
      undefined,
      (await rehearse({ a: [lost, over], b: [] })).state.results,
    )
    expect(later.kinds).toEqual({ a: 'refused', b: 'done' })
  })

  test('an issuer that cannot be asked is waited for: nobody said that the sign-in is over', async () => {
    const { waits, state } = await rehearse({ a: [problem('issuer_unreachable', 503)] })
    expect(waits).toEqual([2000])
    expect(state.signInWanted).toBeNull()
  })
})

describe('cancelling', () => {
  test('waits for what is under way, and sends nothing after it', async () => {
    const { state, sent, seen, kinds } = await rehearse({ a: [], b: [], c: [], d: [] }, 2)
    expect(sent).toEqual(['a', 'b'])
    expect(kinds).toEqual({ a: 'done', b: 'done', c: 'left', d: 'left' })
    expect(seen.some(({ phase }) => phase === 'stopping')).toBe(true)
    expect(state.phase).toBe('stopped')
  })

  test('while it waits for the limit, the row that waited was not sent', async () => {
    const { sent, kinds } = await rehearse({ a: [], b: [problem('rate_limited', 429, { retry_after: 9 })], c: [] }, 2)
    expect(sent).toEqual(['a', 'b'])
    expect(kinds).toEqual({ a: 'done', b: 'left', c: 'left' })
  })

  test('what was cancelled before it began sends nothing', async () => {
    const controller = new AbortController()
    controller.abort()
    const state = await runBulk({
      ids: ['a'],
      before: new Map(),
      now: () => 0,
      signal: controller.signal,
      onChange: () => undefined,
      wait: async () => undefined,
      send: () => Promise.reject(new Error('sent')),
    })
    expect(state.results.get('a')).toEqual({ kind: 'left' })
  })
})

describe('what is left waits for a sign-in', () => {
  const over = problem('credential_expired', 401)
  const old = problem('step_up_required', 401)
  test.each<[string, ApiProblem | null, ApiProblem | null, boolean, boolean]>([
    ['not where none is wanted', null, null, false, false],
    ['in a browser, which knows nothing of sign-ins', over, null, false, true],
    ['until it is made', over, over, false, false],
    ['each time anew', over, problem('credential_expired', 401), false, true],
    ['not beyond what main knows of it', over, null, true, false],
    ['that is fresh, of which main knows nothing', old, null, true, true],
  ])('%s', (_, signInWanted, answered, mainKnows, waits) =>
    expect(waitsForSignIn({ signInWanted }, answered, mainKnows)).toBe(waits),
  )
})
