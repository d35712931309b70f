import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Connection, Connections, SignInAttempt } from '../../../renderer/api.ts'
import type { SignIn } from '../../../renderer/state/sign-in.ts'

vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined })
vi.stubGlobal('BroadcastChannel', function BroadcastChannel() {
  return { postMessage: () => undefined }
})

/** What was asked, and what is answered: nothing, which is nobody, or a body with its status. */
let answers: (path: string, body: unknown) => { status: number; body: unknown } | undefined
const asked: { path: string; meantFor: string | null; body: unknown }[] = []
vi.stubGlobal('fetch', async (path: string, init: { headers: Headers; body?: string }) => {
  const body: unknown = init.body === undefined ? undefined : JSON.parse(init.body)
  asked.push({ path, meantFor: init.headers.get('x-countersign-connection'), body })
  const answer = answers(path, body)
  if (answer === undefined) throw new TypeError('fetch failed')
  const type = answer.status < 400 ? 'application/json' : 'application/problem+json'
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers: { 'content-type': type } })
})
afterAll(() => vi.unstubAllGlobals())

const { followSignIn, signInTo, cancelShownSignIn, closeSignIn, useShownSignIn } = await import(
  '../../../renderer/state/sign-in.ts'
)
const { inBrowser } = await import('../../../renderer/state/fresh-sign-in.ts')
const { connectionsQuery, useEpoch, watchForSignIn } = await import('../../../renderer/state/connection.ts')
const { signedOutOf, lossOf, useRefused, clearRefused } = await import('../../../renderer/state/signed-out.ts')
const { queryClient } = await import('../../../renderer/state/queries.ts')
const { api } = await import('../../../renderer/api.ts')

const signIn = { method: 'oidc', state: 'signed_in', who: null, expires_at: null, why: null } as const
const team: Connection = {
  id: 'team',
  kind: 'server',
  name: 'Acme',
  environment: 'staging',
  url: 'https://acme.example',
  sign_in: signIn,
}
const sample: Connection = {
  id: 'sample',
  kind: 'sample',
  name: 'Sample data',
  environment: 'sample',
  url: null,
  sign_in: null,
}
const local: Connection = { ...sample, id: 'local', kind: 'local', name: 'This machine', environment: 'development' }
const at = (current: Connection): Connections => ({
  current,
  known: [sample, local, team],
  keychain: 'memory',
  chosen: true,
  version: '0',
})
const attempt = (state: SignInAttempt['state'], rest: Partial<SignInAttempt> = {}): SignInAttempt => ({
  id: 'a',
  connection: 'team',
  state,
  url: 'https://id.example/auth',
  opened: true,
  problem: null,
  expires_at: '2026-01-01T00:05:00.000Z',
  ...rest,
})
const is = (body: unknown, status = 200) => ({ status, body })
const session = (id: string) => is({ actor: { id }, permissions: {} })

beforeEach(() => {
  vi.useFakeTimers()
  asked.length = 0
  queryClient.clear()
  clearRefused()
})
afterEach(() => {
  closeSignIn()
  vi.useRealTimers()
})
const second = () => vi.advanceTimersByTimeAsync(1000)
const soon = () => vi.advanceTimersByTimeAsync(0)
const polls = () => asked.filter(({ path }) => path.endsWith('/sign-in/a')).length

describe('a sign-in', () => {
  let told: SignIn[]
  let state: SignInAttempt
  const last = () => told.at(-1)
  beforeEach(() => {
    told = []
    state = attempt('waiting')
    answers = (path) => {
      if (path.endsWith('/cancel')) state = state.state === 'signed_in' ? state : attempt('cancelled')
      return is(state, path.endsWith('/sign-in') ? 201 : 200)
    }
  })

  test('is asked about each second, until it is over', async () => {
    followSignIn({ id: 'team' }, (next) => told.push(next))
    expect(last()).toEqual({ kind: 'starting' })
    await soon()
    expect(last()).toMatchObject({ kind: 'under_way', attempt: { state: 'waiting' } })
    await second()
    expect(polls()).toBe(1)
    state = attempt('signed_in')
    await second()
    expect(last()).toMatchObject({ kind: 'over', attempt: { state: 'signed_in' } })
    await second()
    expect(polls()).toBe(2)
  })

  test('goes on although this console does not answer for a while', async () => {
    followSignIn({ id: 'team' }, (next) => told.push(next))
    await soon()
    const before = answers
    answers = () => undefined
    await second()
    expect(last()).toMatchObject({ kind: 'under_way' })
    answers = before
    state = attempt('signed_in')
    await second()
    expect(last()).toMatchObject({ kind: 'over', attempt: { state: 'signed_in' } })
  })

  test.each([
    ['cannot begin', (path: string) => path.endsWith('/sign-in')],
    ['is not known any more', (path: string) => path.endsWith('/sign-in/a')],
  ])('that %s says so, and is not asked about again', async (_, refuses) => {
    const before = answers
    answers = (path, body) =>
      refuses(path)
        ? is({ title: 'No', status: 404, code: 'sign_in_unknown', detail: 'Gone.' }, 404)
        : before(path, body)
    followSignIn({ id: 'team' }, (next) => told.push(next))
    await soon()
    await second()
    expect(last()).toMatchObject({ kind: 'refused', error: { detail: 'Gone.' } })
    const count = asked.length
    await second()
    expect(asked).toHaveLength(count)
  })

  test('that is given up is cancelled, also before it has begun', async () => {
    followSignIn({ id: 'team' }, (next) => told.push(next))()
    await soon()
    expect(asked.map(({ path }) => path)).toContain('/console/connections/sign-in/a/cancel')
    expect(last()).toMatchObject({ kind: 'over', attempt: { state: 'cancelled' } })
  })

  test('that had succeeded when it was given up says that it has', async () => {
    const cancel = followSignIn({ id: 'team' }, (next) => told.push(next))
    await soon()
    state = attempt('signed_in')
    cancel()
    await soon()
    expect(last()).toMatchObject({ kind: 'over', attempt: { state: 'signed_in' } })
  })
})

describe('whom it is asked of', () => {
  const who = { name: 'Ada', email: null, issuer: 'https://id.example/b' }
  const known = { ...team, sign_in: { ...signIn, who } }
  beforeEach(() => {
    answers = () => is(attempt('waiting'), 201)
  })
  const begun = () => asked.find(({ path }) => path.endsWith('/sign-in'))?.body

  test.each([
    ['a server', known],
    ['this machine', { ...local, sign_in: known.sign_in }],
  ])('the issuer who vouched before: %s', async (_, connection) => {
    signInTo(connection)
    await soon()
    expect(begun()).toEqual({ id: connection.id, issuer: who.issuer })
  })

  test('the issuer who vouched before, also in the middle of something', async () => {
    const { signal, abort } = ((made) => ({ signal: made.signal, abort: () => made.abort() }))(new AbortController())
    inBrowser(known)(() => undefined, signal)
    await soon()
    expect(begun()).toEqual({ id: 'team', issuer: who.issuer, fresh: true })
    abort()
  })

  test('nobody yet, where nobody has vouched', async () => {
    signInTo(local)
    await soon()
    expect(begun()).toBeUndefined()
    expect(useShownSignIn.getState().shown).toMatchObject({ how: null, signIn: null })
  })
})

test('a sign-in that is cancelled before it has begun closes at once, and is dropped when it begins', async () => {
  let begin = () => {}
  const begins = new Promise<void>((resolve) => {
    begin = resolve
  })
  vi.spyOn(api, 'beginSignIn').mockImplementationOnce(async () => {
    await begins
    return attempt('waiting')
  })
  answers = () => is(attempt('cancelled'))
  signInTo(team, { issuer: 'https://id.example' })
  cancelShownSignIn()
  expect(useShownSignIn.getState().shown).toBeNull()
  begin()
  await soon()
  expect(asked.map(({ path }) => path)).toEqual(['/console/connections/sign-in/a/cancel'])
  expect(useShownSignIn.getState().shown).toBeNull()
})

describe('once somebody has signed in', () => {
  let who: string
  const begin = async (current: Connection) => {
    queryClient.setQueryData(connectionsQuery.queryKey, at(current))
    answers = (path) => {
      if (path === '/console/session') return session(who)
      if (path === '/console/connections') return is(at(current))
      return is(attempt('signed_in'), path.endsWith('/sign-in') ? 201 : 200)
    }
    signInTo(team, { issuer: 'https://id.example' })
    await soon()
    await vi.advanceTimersByTimeAsync(10)
  }
  const knowing = (actor: string) => {
    queryClient.setQueryData(['session', 'commander'], { actor: { id: actor } })
    queryClient.setQueryData(['actions'], ['a row'])
  }

  test.each([
    ['the same person goes on where they were', 'ada', 0, ['a row']],
    ['another person begins anew', 'grace', 1, undefined],
  ])('%s', async (_, next, begunAnew, rows) => {
    knowing('ada')
    who = next
    const { epoch } = useEpoch.getState()
    await begin(team)
    expect(useEpoch.getState().epoch - epoch).toBe(begunAnew)
    expect(queryClient.getQueryData(['actions'])).toEqual(rows)
    expect(useShownSignIn.getState().shown?.signIn).toMatchObject({ kind: 'over', attempt: { state: 'signed_in' } })
  })

  test('at a connection that is not in use, nothing of the one in use is touched', async () => {
    knowing('ada')
    who = 'grace'
    const { epoch } = useEpoch.getState()
    await begin(sample)
    expect(useEpoch.getState().epoch).toBe(epoch)
    expect(queryClient.getQueryData(['actions'])).toEqual(['a row'])
    expect(asked.map(({ path }) => path)).not.toContain('/console/session')
  })
})

describe('signed out', () => {
  const expired = { ...signIn, state: 'expired', why: 'It was revoked.' } as const
  test.each<[string, Connections, string | null]>([
    ['signed in', at(team), null],
    ['expired', at({ ...team, sign_in: expired }), 'It was revoked.'],
    ['nothing known of it', at({ ...team, sign_in: null }), null],
    ['the sample', at(sample), null],
    ['this machine, whose user nobody asks', at({ ...local, sign_in: { ...signIn, state: 'signed_out' } }), null],
    ['this machine, after whoever signed in at it', at({ ...local, sign_in: expired }), 'It was revoked.'],
    ['a browser on a server, with a page of its own', { ...at({ ...team, sign_in: expired }), known: null }, null],
  ])('or not: %s', (_, connections, says) => {
    const lost = signedOutOf(connections, null)
    if (says === null) expect(lost).toBeNull()
    else expect(lost).toMatchObject({ expired: true, says })
  })

  const refuse = (code: string) => () => is({ title: 'No', status: 401, code, detail: 'Your sign-in has ended.' }, 401)

  test.each([
    ['credential_expired', true],
    ['credential_invalid', false],
    ['credential_missing', false],
  ])('because the server said so: %s', async (code, isExpired) => {
    queryClient.setQueryData(connectionsQuery.queryKey, at(team))
    await connectTo(team)
    answers = refuse(code)
    await api.policy().catch(() => undefined)
    const { refused } = useRefused.getState()
    expect(signedOutOf(at(team), refused)).toMatchObject({ expired: isExpired, says: 'Your sign-in has ended.' })
    expect(signedOutOf(at({ ...team, id: 'another' }), refused)).toBeNull()
  })

  test('is not what a step-up is', async () => {
    await connectTo(team)
    answers = refuse('step_up_required')
    await api.policy().catch(() => undefined)
    expect(useRefused.getState().refused).toBeNull()
  })

  test('at a server, nothing is asked of it', async () => {
    queryClient.setQueryData(connectionsQuery.queryKey, at({ ...team, sign_in: expired }))
    const { QueryObserver } = await import('@tanstack/react-query')
    const stop = new QueryObserver(queryClient, { queryKey: ['x'], queryFn: () => api.policy() }).subscribe(() => {})
    await soon()
    expect(asked).toEqual([])
    stop()
    queryClient.setQueryData(connectionsQuery.queryKey, at(team))
    answers = () => is({})
    new QueryObserver(queryClient, { queryKey: ['x'], queryFn: () => api.policy() }).subscribe(() => {})()
    expect(asked).toHaveLength(1)
  })

  const isAway = () =>
    is({ title: 'Away', status: 503, code: 'issuer_unreachable', detail: 'id.example cannot be asked.' }, 503)

  test('because the issuer is away is not the end, unless main says that it is', async () => {
    await connectTo(team)
    answers = isAway
    await api.policy().catch(() => undefined)
    const { refused } = useRefused.getState()
    const lost = signedOutOf(at(team), refused)
    expect(lost).toMatchObject({ waits: true, says: 'id.example cannot be asked.' })
    expect(lost && lossOf(lost)).toBe('Your sign-in to Acme cannot be renewed just now')
    const ended = signedOutOf(at({ ...team, sign_in: expired }), refused)
    expect(ended && lossOf(ended)).toBe('Your sign-in to Acme has ended')
    answers = refuse('credential_expired')
    await api.policy().catch(() => undefined)
    expect(useRefused.getState().refused).toMatchObject({ waits: false })
  })

  test('is not what an issuer is that one only signs in by', async () => {
    await connectTo(team)
    answers = isAway
    await api.beginSignIn({ id: 'another' }).catch(() => undefined)
    expect(useRefused.getState().refused).toBeNull()
  })

  test.each([
    'id.example cannot be reached to renew the sign-in.',
    'id.example gave no token at the renewal.',
    'The sign-in cannot be renewed: id.example cannot be reached, or its certificate is not valid.',
  ])('as main says: %s', (why) => {
    const lost = signedOutOf(at({ ...team, sign_in: { ...signIn, state: 'expired', why } }), null)
    expect(lost && lossOf(lost)).toBe('Your sign-in to Acme cannot be renewed just now')
  })

  describe('is looked after:', () => {
    let stop: () => void
    const threeSeconds = () => vi.advanceTimersByTimeAsync(3100)
    beforeEach(() => {
      stop = () => {}
    })
    afterEach(() => stop())

    test('main knows somebody again, and the page goes on', async () => {
      const away = at({ ...team, sign_in: expired })
      await connectTo(away.current)
      queryClient.setQueryData(['session', 'commander'], { actor: { id: 'ada' } })
      answers = (path) => (path === '/console/session' ? session('ada') : is(away))
      useRefused.setState({ refused: { connection: 'team', says: 'No.', expired: true, waits: true } })
      stop = watchForSignIn()
      await threeSeconds()
      expect(asked.map(({ path }) => path)).toEqual(['/console/connections'])
      expect(useRefused.getState().refused).not.toBeNull()
      const { epoch } = useEpoch.getState()
      answers = (path) => (path === '/console/session' ? session('ada') : is(at(team)))
      await threeSeconds()
      expect(asked.map(({ path }) => path)).toContain('/console/session')
      expect(useRefused.getState().refused).toBeNull()
      expect(useEpoch.getState().epoch, 'nothing begins anew').toBe(epoch)
    })

    test('the server can ask the issuer again, and the page goes on', async () => {
      await connectTo(team)
      answers = (path) => (path === '/console/connections' ? is(at(team)) : isAway())
      await api.policy().catch(() => undefined)
      stop = watchForSignIn()
      await threeSeconds()
      expect(useRefused.getState().refused).toMatchObject({ waits: true })
      answers = (path) => (path === '/console/connections' ? is(at(team)) : session('ada'))
      await threeSeconds()
      expect(useRefused.getState().refused).toBeNull()
    })
  })

  /** Requests carry the connection that was read last. */
  async function connectTo(current: Connection): Promise<void> {
    answers = () => is(at(current))
    await queryClient.fetchQuery({ ...connectionsQuery, staleTime: 0 })
    asked.length = 0
  }
})
