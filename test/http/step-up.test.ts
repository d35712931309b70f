import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OidcFile } from '../../main/identity/oidc-config.ts'
import { createTokenVerifier } from '../../main/identity/verify-token.ts'
import { createLog } from '../../main/log.ts'
import { engines } from '../support/engines.ts'
import { audience, type OpenidProvider, type Person, staff, startOpenid } from '../support/openid.ts'
import { actions, asJson, type Queue, type Row, rightly, startQueue, stillTime } from './action-kit.ts'
import { breaking } from './action-scenes.ts'
import { problemOf } from './problem-shape.ts'

let provider: OpenidProvider
beforeAll(async () => {
  provider = await startOpenid()
})
afterAll(() => provider.close())

function believing(stepUp: object) {
  const config = OidcFile.parse({ issuers: [{ issuer: provider.issuer, audience }], step_up: stepUp })
  return createTokenVerifier(config, { fetch, clock: Date.now, log: createLog('silent') })
}

/** A server that believes the provider, and stands still at this very second. */
async function startWith(engine: (typeof engines)[number], stepUp: object) {
  const second = Math.floor(Date.now() / 1000)
  const tokens = believing(stepUp)
  const q = await startQueue(engine, {
    time: stillTime(second * 1000),
    change: (services) => ({ ...services, tokens }),
  })
  /** A token of somebody who signed in so many seconds ago. */
  const signedIn = (person: Person, ago: number | null) =>
    provider.mint(person, { auth_time: ago === null ? undefined : second - ago })
  const approve = (id: string, key: string, body: object = rightly('approve'), once?: string) =>
    q.send(`${actions}/${id}/approve`, body, 'viewer', once === undefined ? { key } : { key, once })
  return { ...q, second, signedIn, approve }
}

const rollback = (q: Queue) => q.propose({ type: 'rollback_deploy' })
const approver: Person = staff.approver
const commander: Person = staff.commander

describe.each(engines)('a fresh sign-in, asked for on %s', (engine) => {
  let s: Awaited<ReturnType<typeof startWith>>
  beforeAll(async () => {
    s = await startWith(engine, {})
  })
  afterAll(() => s.close())

  test('too old for tier 3: the challenge says how fresh it has to be, and nothing has changed', async () => {
    const { id, last_seq } = await rollback(s)
    const answer = await s.approve(id, await s.signedIn(approver, 301))
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_user_authentication", error_description="A more recent sign-in is required", max_age="300"',
    )
    expect(await problemOf(answer, 401, 'step_up_required')).toMatchObject({
      detail: 'Approving a tier 3 action takes a sign-in that is not older than 5 minutes. Sign in again.',
      max_age: 300,
      auth_time: new Date((s.second - 301) * 1000).toISOString(),
    })
    expect(await s.row(id)).toMatchObject({ status: 'proposed', approvals: [], last_seq })
  })

  test.each([
    ['just now', 0, true],
    ['five minutes ago', 300, true],
    ['by a clock that is a minute ahead', -60, true],
    ['a second too long ago', 301, false],
  ])('signed in %s: %j s ago: approved: %j', async (_, ago, goesThrough) => {
    const { id } = await rollback(s)
    const answer = await s.approve(id, await s.signedIn(approver, ago))
    if (goesThrough) expect((await asJson<Row>(answer, 200)).approvals).toHaveLength(1)
    else await problemOf(answer, 401, 'step_up_required')
  })

  test('breaking glass asks for it too', async () => {
    const { id } = await rollback(s)
    await problemOf(await s.approve(id, await s.signedIn(commander, 301), breaking), 401, 'step_up_required')
    expect((await s.row(id)).break_glass).toBeNull()
    const broken = await s.approve(id, await s.signedIn(commander, 300), breaking)
    expect(await asJson<Row>(broken, 200)).toMatchObject({ status: 'approved', break_glass: { note: breaking.note } })
  })

  test('who signs in again sends the same under the same key, and it is done once', async () => {
    const { id } = await rollback(s)
    const once = `step-up-${engine}`
    const stale = await s.signedIn(approver, 4000)
    for (let i = 0; i < 2; i += 1)
      await problemOf(await s.approve(id, stale, rightly('approve'), once), 401, 'step_up_required')
    const done = await s.approve(id, await s.signedIn(approver, 5), rightly('approve'), once)
    const text = await done.clone().text()
    expect((await asJson<Row>(done, 200)).approvals).toHaveLength(1)
    // What was answered then is answered to whoever asks again, however old their sign-in is by now.
    expect(await (await s.approve(id, stale, rightly('approve'), once)).text()).toBe(text)
  })

  test('nothing else asks for it, and the offer stands', async () => {
    const old = await s.signedIn(commander, 86_400)
    const { id, target_ref } = await rollback(s)
    const seen = await asJson<Row>(await s.ask(`${actions}/${id}`, { key: old }), 200)
    expect(seen.commands).toContainEqual({ name: 'approve', enabled: true })
    expect(seen.commands).toContainEqual({ name: 'break_glass', enabled: true })
    expect((await s.send(`${actions}/${id}/comments`, { body: target_ref }, 'viewer', { key: old })).status).toBe(201)
    expect((await s.send(`${actions}/${id}/reject`, {}, 'viewer', { key: old })).status).toBe(200)
    for (const type of ['throttle', 'alert']) {
      const low = await s.propose({ type })
      expect((await s.approve(low.id, old, {})).status).toBe(200)
    }
  })

  test('it is asked after whose vote it is and what was seen, and before what was typed', async () => {
    const old = await s.signedIn(approver, 301)
    const { id } = await rollback(s)
    await problemOf(await s.approve(id, old, { proposal_digest: 'sha256:another' }), 409, 'proposal_changed')
    await problemOf(await s.approve(id, old, { confirmation: 'wrong' }), 401, 'step_up_required')
    await asJson(await s.approve(id, await s.signedIn(approver, 1)), 200)
    await problemOf(await s.approve(id, old), 409, 'already_approved')
    await problemOf(await s.approve(id, await s.signedIn(staff.operator, 301)), 403, 'permission_denied')
    const own = await s.send(actions, { ...proposal, type: 'rollback_deploy' }, 'viewer', { key: old })
    const mine = await asJson<Row>(own, 201)
    await problemOf(await s.approve(mine.id, old), 403, 'self_approval')
  })

  test('of a key nobody asks it, nor where the issuer does not say', async () => {
    const { id } = await rollback(s)
    await s.did(id, 'approve', 'approver')
    await asJson(await s.approve(id, await s.signedIn(commander, null)), 200)
  })
})

const proposal = { type: 'throttle', target_ref: 'checkout-agent@4f2c9e1', reason: 'The canary drifts' }

describe.each(engines)('as the configuration has it, on %s', (engine) => {
  test('required: who comes without a time is refused too, and keys are not', async () => {
    const s = await startWith(engine, { required: true, max_age_seconds: 60 })
    const { id } = await rollback(s)
    const answer = await s.approve(id, await s.signedIn(approver, null))
    expect(answer.headers.get('www-authenticate')).toContain('max_age="60"')
    const { detail, ...said } = await problemOf(answer, 401, 'step_up_required')
    expect(said).toMatchObject({ max_age: 60, auth_time: null })
    expect(detail).toContain('not older than 1 minute, and nothing says when yours was')
    await problemOf(await s.approve(id, await s.signedIn(approver, 61)), 401, 'step_up_required')
    await s.did(id, 'approve', 'second')
    await asJson(await s.approve(id, await s.signedIn(approver, 60)), 200)
    await s.close()
  })

  test('switched off: however old the sign-in is', async () => {
    const s = await startWith(engine, { max_age_seconds: null, required: true })
    const { id } = await rollback(s)
    await asJson(await s.approve(id, await s.signedIn(approver, 86_400)), 200)
    await asJson(await s.approve(id, await s.signedIn(commander, null)), 200)
    await s.close()
  })
})
