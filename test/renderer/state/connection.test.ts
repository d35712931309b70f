import { QueryObserver } from '@tanstack/react-query'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Connection, Connections } from '../../../renderer/api.ts'

const channel: { onmessage?: (message: { data: unknown }) => Promise<void>; postMessage: (message: unknown) => void } =
  {
    postMessage: () => undefined,
  }
const requests: { meantFor: string | null; answer: (body: unknown) => void }[] = []

vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined })
vi.stubGlobal('BroadcastChannel', function BroadcastChannel() {
  return channel
})
// Answers even what was given up: an answer may be on its way already.
vi.stubGlobal('fetch', (_: string, { headers }: { headers: Headers }) => {
  const { promise, resolve } = Promise.withResolvers<Response>()
  const answer = (body: unknown) => resolve(Response.json(body))
  requests.push({ meantFor: headers.get('x-countersign-connection'), answer })
  return promise
})
afterAll(() => vi.unstubAllGlobals())

const { api } = await import('../../../renderer/api.ts')
const { connectionsQuery, signIn, useEpoch } = await import('../../../renderer/state/connection.ts')
const { queryClient } = await import('../../../renderer/state/queries.ts')

const at = (id: string): Connections => {
  const current: Connection = {
    id,
    name: id,
    kind: 'server',
    url: `https://${id}.example`,
    environment: 'staging',
    sign_in: null,
  }
  return { current, known: [current], keychain: 'memory', chosen: true, version: '0' }
}
const shown = () => queryClient.getQueryData<Connections>(['connections'])?.current.id

async function request(index: number) {
  await vi.waitFor(() => expect(requests.length).toBeGreaterThan(index))
  const found = requests[index]
  if (found === undefined) throw new Error(`There was no request ${index}`)
  return found
}

/** Which connection was shown each time that everything began anew. */
const begunUnder: (string | undefined)[] = []
let unwatch = () => {}

beforeEach(() => {
  requests.length = 0
  begunUnder.length = 0
  queryClient.clear()
  unwatch = useEpoch.subscribe(() => begunUnder.push(shown()))
})
afterEach(() => unwatch())

test('what was still being read when another connection was taken changes nothing', async () => {
  const reading = queryClient.fetchQuery(connectionsQuery).catch(() => undefined)
  const late = await request(0)
  const signedIn = signIn('sk-at-1')
  const asked = await request(1)
  asked.answer(at('new'))
  await signedIn
  late.answer(at('old'))
  await reading
  // Answered after it, so what the late answer does is done.
  const next = api.session()
  const asking = await request(2)
  asking.answer({})
  await next
  expect(shown()).toBe('new')
  void api.session()
  expect((await request(3)).meantFor).toBe('new')
  expect(begunUnder).toEqual(['new'])
})

test.each([
  ['switched', 'new'],
  ['reset its sample', 'old'],
])('when another window %s, all begins anew once, and only under what is read then', async (_, id) => {
  queryClient.setQueryData(['connections'], at('old'))
  const unsubscribe = new QueryObserver(queryClient, connectionsQuery).subscribe(() => undefined)
  const told = channel.onmessage?.({ data: id })
  const asked = await request(0)
  expect(begunUnder).toEqual([])
  asked.answer(at(id))
  await told
  expect(begunUnder).toEqual([id])
  unsubscribe()
})

test('when another window signs in elsewhere, what this one shows stays', async () => {
  queryClient.setQueryData(['connections'], at('old'))
  const unsubscribe = new QueryObserver(queryClient, connectionsQuery).subscribe(() => undefined)
  const told = channel.onmessage?.({ data: 'elsewhere' })
  const asked = await request(0)
  asked.answer(at('old'))
  await told
  expect(begunUnder).toEqual([])
  unsubscribe()
})
