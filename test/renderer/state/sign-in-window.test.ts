import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { Session } from '../../../renderer/api.ts'

type Answer = { status: number; body: unknown } | 'silence'
let answers: Answer[] = []
let asked = 0
vi.stubGlobal('fetch', async () => {
  const answer = answers[Math.min(asked++, answers.length - 1)]
  if (answer === undefined || answer === 'silence') throw new TypeError('no')
  const type = answer.status === 200 ? 'application/json' : 'application/problem+json'
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers: { 'content-type': type } })
})
afterAll(() => vi.unstubAllGlobals())
const { signInAddress, untilSignedIn } = await import('../../../renderer/state/sign-in-window.ts')

const at = (signed_in_at: string | null, id = 'ada'): Answer => ({ status: 200, body: { actor: { id }, signed_in_at } })
const nobody: Answer = { status: 401, body: { title: '', status: 401, code: 'credential_expired', detail: 'Over.' } }
const [old, fresh] = ['2026-11-21T09:00:00.000Z', '2026-11-21T10:00:00.000Z']

beforeEach(() => {
  vi.useFakeTimers()
  asked = 0
})

async function waits(said: Answer[], beats: number, known?: Session): Promise<boolean> {
  answers = said
  const controller = new AbortController()
  let done = false
  const waiting = untilSignedIn(known, controller.signal).then(() => {
    done = !controller.signal.aborted
  })
  await vi.advanceTimersByTimeAsync(beats * 1000)
  controller.abort()
  await vi.advanceTimersByTimeAsync(1000)
  await waiting
  vi.useRealTimers()
  return done
}

test.each<[what: string, said: Answer[], signedIn: boolean]>([
  ['the same sign-in as before is none', [at(old), at(old), at(old)], false],
  ['a newer one is', [at(old), at(old), at(fresh)], true],
  ['somebody, where there was nobody', [nobody, nobody, at(old)], true],
  ['nobody any more is none', [at(old), nobody, nobody], false],
  ['nobody in between, and then somebody anew', [at(old), nobody, at(fresh)], true],
  ['somebody else, of whom nothing says when', [at(null), at(null, 'grace')], true],
  ['a server that is silent in between', [at(old), 'silence', at(fresh)], true],
  ['a server that is silent at first tells nothing', ['silence', at(old), at(old)], false],
])('%s', async (_, said, signedIn) => expect(await waits(said, 5)).toBe(signedIn))

const ada = { id: 'ada', issuer: 'https://id.example/b', subject: 'a', name: 'Ada', email: null }
const session = (signed_in_at: string | null, mode: Session['authentication_mode'] = 'oidc'): Session => ({
  authentication_mode: mode,
  authenticated: true,
  verified: true,
  actor: { ...ada, via: 'oidc', verified: true },
  groups: [],
  roles: [],
  workspace: 'w',
  signed_in_at,
  permissions: {} as Session['permissions'],
})

test.each<[what: string, known: Session, said: Answer[], signedIn: boolean]>([
  ['was over before the server could be asked again', session(old), ['silence', at(fresh), at(fresh)], true],
  ['has not been made', session(old), ['silence', at(old), at(old)], false],
  ['is somebody’s, of whom nothing says when, after nobody', session(null), [nobody, at(null), at(null)], true],
])('what was known before the window opened tells a sign-in that %s', async (_, known, said, signedIn) =>
  expect(await waits(said, 5, known)).toBe(signedIn),
)

test.each([
  ['goes to the issuer who vouched before', session(old), 'https://id.example/b'],
  ['to the usual one, where a key did', session(old, 'api_key'), null],
  ['to the usual one, where it is not known', undefined, null],
])('the window %s', (_, before, issuer) => {
  const { pathname, searchParams } = new URL(signInAddress(before), 'https://team.example')
  expect(pathname).toBe('/sign-in/start')
  expect(searchParams.get('issuer')).toBe(issuer)
  expect(searchParams.get('fresh')).toBe('1')
  expect(searchParams.get('return_to')).toBe('#/signed-in')
})
