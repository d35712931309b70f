import { describe, expect, test } from 'vitest'
import type { DrillAnswers, DrillRoute, DrillRouteQuery } from '../../../renderer/drills-api.ts'
import { ApiProblem, Offline } from '../../../renderer/problem.ts'
import { createBulkAnswers } from '../../../renderer/screens/drills/dialogs/bulk-answers.ts'
import type { ChunkAnswer } from '../../../renderer/screens/drills/dialogs/bulk-chunks.ts'
import { gatherRoutes } from '../../../renderer/screens/drills/dialogs/gather-routes.ts'
import type { BulkState } from '../../../renderer/screens/queue/dialogs/bulk-run.ts'
import { manyRoutes, someRoute } from './some-route.ts'

const said = { notes: ' seen ', external_ref: '' }

/** A server that keeps what it did by key, as ours does; `script` is asked first at every request. */
function rehearse(
  script: (request: number, body: DrillAnswers) => 'lost' | 'late' | Error | undefined = () => undefined,
) {
  const requests: { key: string; routes: number }[] = []
  const kept = new Map<string, ChunkAnswer>()
  const effects: string[] = []
  const states: BulkState[] = []
  let keys = 0
  const rows = new Map(manyRoutes(300).map((row) => [row.owner, row.route_id]))
  const answers = createBulkAnswers({
    state: 'acknowledged',
    makeKey: () => `key-${++keys}`,
    now: () => 0,
    wait: () => Promise.resolve(),
    onChange: (state) => states.push(state),
    async send(body, key) {
      requests.push({ key, routes: body.routes.length })
      const what = script(requests.length, body)
      if (what === 'lost') throw new Offline('lost before it came')
      if (what instanceof Error) throw what
      const answer = kept.get(key) ?? {
        acknowledgements: body.routes.map(({ owner }) => ({ route_ids: [rows.get(owner ?? '') ?? ''] })),
        errors: [],
      }
      if (!kept.has(key)) effects.push(...body.routes.map(({ owner }) => owner ?? ''))
      kept.set(key, answer)
      if (what === 'late') throw new Offline('done, and the answer lost')
      return answer
    },
  })
  const last = () => {
    const state = states.at(-1)
    if (state === undefined) throw new Error('nothing was told')
    const kinds = [...state.results.values()].map(({ kind }) => kind)
    return { phase: state.phase, kinds, of: (kind: string) => kinds.filter((each) => each === kind).length }
  }
  return { answers, requests, effects, last, states }
}

const never = new AbortController().signal

describe('many answers', () => {
  test('250 go out in three requests, and each has its result', async () => {
    const { answers, requests, effects, last } = rehearse((_, body) => {
      expect(body).toMatchObject({ acknowledgement_state: 'acknowledged', notes: 'seen' })
      return undefined
    })
    await answers.start(manyRoutes(250), said, never)
    expect(requests.map(({ routes }) => routes)).toEqual([100, 100, 50])
    expect(new Set(requests.map(({ key }) => key)).size).toBe(3)
    expect(last()).toMatchObject({ phase: 'finished' })
    expect(last().of('done')).toBe(250)
    expect(new Set(effects).size).toBe(250)
  })

  test('an answer that was lost is asked for again under the same key: nothing is done twice', async () => {
    const { answers, requests, effects, last } = rehearse((request) => (request === 2 ? 'late' : undefined))
    await answers.start(manyRoutes(250), said, never)
    expect(requests.map(({ key }) => key)).toEqual(['key-1', 'key-2', 'key-2', 'key-3'])
    expect(effects).toHaveLength(250)
    expect(last().of('done')).toBe(250)
  })

  test('a server that is gone stops it; going on later sends the same requests under the same keys', async () => {
    let gone = true
    const { answers, requests, effects, last } = rehearse((request) => (gone && request >= 2 ? 'late' : undefined))
    await answers.start(manyRoutes(250), said, never)
    expect(last().phase).toBe('stopped')
    expect([last().of('done'), last().of('unknown'), last().of('left')]).toEqual([100, 100, 50])
    gone = false
    const before = requests.length
    await answers.goOn(never)
    expect(requests.slice(before).map(({ key }) => key)).toEqual(['key-2', 'key-3'])
    expect(last().of('done')).toBe(250)
    expect(effects).toHaveLength(250)
  })

  test('cancelled between two requests: what was done stays done, the rest was not sent', async () => {
    const stop = new AbortController()
    const { answers, requests, last } = rehearse((request) => {
      if (request === 1) stop.abort()
      return undefined
    })
    await answers.start(manyRoutes(250), said, stop.signal)
    expect(requests).toHaveLength(1)
    expect([last().of('done'), last().of('left')]).toEqual([100, 150])
    await answers.goOn(never)
    expect(last().of('done')).toBe(250)
  })

  test('what one route is refused is said of it alone, and it can be tried again as another request', async () => {
    const rows = [someRoute({ route_id: 'a', owner: 'a' }), someRoute({ route_id: 'b', owner: 'b' })]
    const states: BulkState[] = []
    const keys: string[] = []
    let refuses = true
    const answers = createBulkAnswers({
      state: 'escalated',
      makeKey: () => `key-${keys.length + 1}`,
      now: () => 0,
      wait: () => Promise.resolve(),
      onChange: (state) => states.push(state),
      async send({ routes }, key) {
        keys.push(key)
        const bad = refuses ? routes.filter(({ owner }) => owner === 'b') : []
        return {
          acknowledgements: routes
            .filter((route) => !bad.includes(route))
            .map(({ owner }) => ({ route_ids: [owner ?? ''] })),
          errors: bad.map((route) => ({ route, code: 'invalid_transition', detail: 'It is resolved.' })),
        }
      },
    })
    await answers.start(rows, said, never)
    expect(states.at(-1)?.results.get('a')).toEqual({ kind: 'done' })
    expect(states.at(-1)?.results.get('b')).toEqual({
      kind: 'refused',
      says: 'It is resolved.',
      code: 'invalid_transition',
    })
    refuses = false
    await answers.start(rows.slice(1), said, never)
    expect(keys).toEqual(['key-1', 'key-2'])
    expect([...(states.at(-1)?.results.values() ?? [])].map(({ kind }) => kind)).toEqual(['done', 'done'])
  })

  test('a route that the answer does not name is not taken for done', async () => {
    const states: BulkState[] = []
    const answers = createBulkAnswers({
      state: 'acknowledged',
      makeKey: () => 'key',
      now: () => 0,
      wait: () => Promise.resolve(),
      onChange: (state) => states.push(state),
      send: async () => ({ acknowledgements: [], errors: [] }),
    })
    await answers.start(manyRoutes(1), said, never)
    expect(states.at(-1)?.results.get('gordn-1-1')?.kind).toBe('refused')
  })

  test('a refusal of a whole request is a refusal of each of its routes', async () => {
    const problem = { title: 'No', status: 403, code: 'verified_session_required' as const, detail: 'Sign in.' }
    const { answers, last } = rehearse(() => new ApiProblem(problem, null))
    await answers.start(manyRoutes(120), said, never)
    expect(last().of('refused')).toBe(120)
  })
})

describe('gathering', () => {
  const gather = async (read: (offset: number, request: number) => readonly DrillRoute[]) => {
    const asked: DrillRouteQuery[] = []
    const rows = await gatherRoutes(
      'escalate',
      { owner: 'a', state: 'outstanding,escalated' },
      {
        async read(query) {
          asked.push(query)
          const items = read(Number(query.offset), asked.length)
          return { total: items.length, items }
        },
        onProgress: () => undefined,
        signal: never,
      },
    )
    return { rows: rows.map(({ route_id }) => route_id), asked }
  }
  const all = manyRoutes(1200)
  const ids = all.map(({ route_id }) => route_id)

  test('reads all pages of what is meant, each row once', async () => {
    const { rows, asked } = await gather((offset) => all.slice(offset, offset + 500))
    expect(rows).toEqual(ids)
    expect(asked).toHaveLength(3)
    expect(asked[0]).toEqual({
      owner: ['a'],
      state: ['outstanding'],
      breached: 'true',
      sort: 'created_at',
      limit: 500,
      offset: 0,
    })
  })

  test('somebody who answers one meanwhile hides no other', async () => {
    const left = all.slice(1)
    const { rows } = await gather((offset, request) => (request === 1 ? all : left).slice(offset, offset + 500))
    expect(rows).toEqual(ids)
  })

  test('a list that never rests is read to its end nevertheless', async () => {
    const { asked } = await gather((offset, request) => all.slice(request).slice(offset, offset + 500))
    expect(asked.length).toBeLessThan(20)
  })
})
