import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Connection, Connections } from '../../../renderer/api.ts'

vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined })
vi.stubGlobal('BroadcastChannel', function BroadcastChannel() {
  return { postMessage: () => undefined }
})

/** Who the server says one is; null where it does not answer. */
let who: string | null
let current: Connection
let refusal: object | null
const asked: { path: string; method: string; as: string | null }[] = []
/** What an answer waits for that says who one is. */
let before: Promise<void> | undefined
vi.stubGlobal('fetch', async (path: string, { headers, method }: { headers: Headers; method: string }) => {
  asked.push({ path, method, as: headers.get('x-countersign-actor') })
  if (path === '/console/connections') return Response.json(connections())
  if (path !== '/console/session') return answer()
  const actor = who
  await before
  if (actor === null) throw new TypeError('fetch failed')
  return Response.json({ actor: { id: actor }, permissions: {} })
})
afterAll(() => vi.unstubAllGlobals())

function answer(): Response {
  if (refusal === null) return Response.json({})
  return new Response(JSON.stringify(refusal), {
    status: 409,
    headers: { 'content-type': 'application/problem+json' },
  })
}

const { api } = await import('../../../renderer/api.ts')
const { actAs, holdToken, meanFor } = await import('../../../renderer/transport.ts')
const { connectionsQuery, forgetWorkspace, learnSignIn, useEpoch } = await import(
  '../../../renderer/state/connection.ts'
)
const { queryClient } = await import('../../../renderer/state/queries.ts')
const { toasts } = await import('../../../renderer/state/toasts.ts')

const place = (id: string, kind: Connection['kind']): Connection => ({
  id,
  kind,
  name: id,
  environment: kind === 'sample' ? 'sample' : 'staging',
  url: null,
  sign_in: null,
})
const connections = (): Connections => ({ current, known: [current], keychain: 'memory', chosen: true, version: '0' })
const begun = () => useEpoch.getState().epoch
const rows = () => queryClient.getQueryData(['actions'])
const actorShown = () =>
  queryClient.getQueriesData<{ actor: { id: string } }>({ queryKey: ['session'] }).map(([, data]) => data?.actor.id)
const askAgain = () => queryClient.refetchQueries({ queryKey: ['session'], type: 'all' })
async function changeSays(): Promise<string | null | undefined> {
  await api.playSample().catch(() => undefined)
  return asked.at(-1)?.as
}
/** Somebody has signed in, and looks at rows. */
async function arrive(actor: string, kind: Connection['kind'] = 'server') {
  who = actor
  current = place(kind, kind)
  forgetWorkspace()
  queryClient.setQueryData(connectionsQuery.queryKey, connections())
  queryClient.setQueryData(['session', 'commander'], { actor: { id: actor } })
  await learnSignIn(kind)
  queryClient.setQueryData(['actions'], ['a row'])
}

beforeEach(() => {
  asked.length = 0
  refusal = null
  before = undefined
  holdToken(null)
  queryClient.clear()
})

describe('what a request says of whom it is meant to come from', () => {
  test('nothing where it reads, and otherwise whom the server named last', async () => {
    await arrive('ada')
    expect(await changeSays()).toBe('ada')
    await api.policy()
    expect(asked.at(-1)).toMatchObject({ method: 'GET', as: null })
  })

  test.each([
    ['the key', () => holdToken('sk-at-1')],
    ['the person of the sample', () => actAs('approver')],
    ['the connection', () => meanFor('another')],
    ['everything that was read', () => forgetWorkspace()],
  ])('nothing once %s is another, until the server has said it again', async (_, exchange) => {
    await arrive('ada')
    const { promise, resolve } = Promise.withResolvers<void>()
    before = promise
    const late = askAgain()
    exchange()
    resolve()
    await late
    expect(await changeSays()).toBeNull()
  })

  test('the same again is no exchange', async () => {
    await arrive('ada')
    holdToken(null)
    await queryClient.fetchQuery({ ...connectionsQuery, staleTime: 0 })
    expect(await changeSays()).toBe('ada')
  })
})

describe('when the server names somebody else', () => {
  test('everything begins anew for that one', async () => {
    await arrive('ada')
    const epoch = begun()
    who = 'grace'
    await askAgain()
    expect([begun() - epoch, rows(), actorShown()]).toEqual([1, undefined, ['grace']])
    expect(await changeSays()).toBe('grace')
  })

  test('nothing does for the same person, nor in the sample, where one person plays three', async () => {
    await arrive('ada')
    const epoch = begun()
    await askAgain()
    expect([begun() - epoch, rows()]).toEqual([0, ['a row']])
    await arrive('commander', 'sample')
    const inSample = begun()
    who = 'approver'
    await askAgain()
    expect([begun() - inSample, rows()]).toEqual([0, ['a row']])
  })

  test('by refusing what was asked as another: that is said, and everything is read anew', async () => {
    await arrive('ada')
    const epoch = begun()
    const said: unknown[] = []
    vi.spyOn(toasts, 'add').mockImplementation((toast) => {
      said.push(toast.description)
      return ''
    })
    const detail = 'You are Grace here by now. Nothing was done.'
    refusal = { title: 'Somebody else', status: 409, code: 'actor_changed', detail }
    expect(await changeSays()).toBe('ada')
    expect([begun() - epoch, rows(), actorShown(), said]).toEqual([1, undefined, [], [detail]])
    expect(queryClient.getQueryState(['connections'])?.isInvalidated).toBe(true)
    vi.restoreAllMocks()
  })
})

test('who cannot be told after a sign-in may be anybody: everything begins anew', async () => {
  await arrive('ada')
  const epoch = begun()
  who = null
  await learnSignIn('server')
  expect([begun() - epoch, rows()]).toEqual([1, undefined])
})

test('a console that turns out to be elsewhere after a sign-in shows nothing of the place before', async () => {
  await arrive('ada')
  const epoch = begun()
  current = place('another', 'server')
  await learnSignIn('server')
  expect([begun() - epoch, rows()]).toEqual([1, undefined])
})
