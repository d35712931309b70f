import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acknowledgeRoutes } from '../../main/use-cases/drills/acknowledge-routes.ts'
import { acknowledgeRoute } from '../../shared/contract/drills.ts'
import { acknowledgementStates, permissionFor } from '../../shared/domain/drill-route.ts'
import { engines } from '../support/engines.ts'
import { asJson, joinQueue, type Person, type Queue, startQueue } from './action-kit.ts'
import { answersTo, expectAgreement, onRecord, planned, type Recorded } from './drill-kit.ts'
import { problemOf } from './problem-shape.ts'

const shape = acknowledgeRoute.responses[200].content['application/json'].schema

describe.each(engines)('an answer to a drill notification, on %s', (engine) => {
  let queue: Queue
  let schedules = 0
  beforeAll(async () => {
    queue = await startQueue(engine)
  })
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  const fresh = (wanted: Parameters<typeof planned>[1] = {}) => {
    schedules += 1
    return planned(queue.services, { schedule_id: `s-${schedules}`, ...wanted })
  }
  const answer = (schedule_id: string, body: object, who: Person = 'commander', once?: string) =>
    queue.send(answersTo(schedule_id), body, who, once === undefined ? {} : { once })
  const answered = async (schedule_id: string, body: object, who?: Person): Promise<Recorded> =>
    shape.parse(await asJson<Recorded>(await answer(schedule_id, body, who), 200))

  test('is recorded as whoever was verified, and every place says the same', async () => {
    const plan = await fresh()
    const { acknowledgement, metadata } = await answered(plan.schedule_id, {
      provider: 'slack',
      plan_id: plan.plan_id,
      external_ref: 'INC-7',
      notes: ' Seen,\nand on it. ',
    })
    const { entries, rows, routes } = await onRecord(queue.services, plan)
    const [entry] = entries
    expect(acknowledgement).toEqual({
      acknowledgement_id: expect.stringMatching(/^gordack-[0-9a-f-]{36}$/),
      schedule_id: plan.schedule_id,
      plan_id: plan.plan_id,
      provider: 'slack',
      owners: ['payments', 'platform'],
      route_ids: routes.flatMap(({ provider, route_id }) => (provider === 'slack' ? [route_id] : [])),
      acknowledged_by: 'incident_commander',
      actor: expect.objectContaining({ name: 'incident_commander', via: 'api_key', verified: true, erased: false }),
      through: null,
      acknowledgement_state: 'acknowledged',
      acknowledged_at: queue.time.text(),
      external_ref: 'INC-7',
      notes: ' Seen,\nand on it. ',
      seq: entry?.seq,
    })
    expect(metadata).toMatchObject({
      metadata_kind: 'go-backend-rollback-drill-notification-ack',
      created_at: queue.time.text(),
      acknowledgement_id: acknowledgement.acknowledgement_id,
      schedule_id: plan.schedule_id,
      plan_id: plan.plan_id,
      provider: 'slack',
      acknowledgement_state: 'acknowledged',
      acknowledgement,
    })
    expect(entry).toMatchObject({
      action: 'drill.acknowledgement.recorded',
      subject: `drill:${plan.schedule_id}`,
      actor_id: acknowledgement.actor.id,
    })
    expect(JSON.stringify(entry)).not.toContain('incident_commander')
    expect(routes.map(({ provider, state }) => `${provider} ${state}`).sort()).toEqual([
      'slack acknowledged',
      'slack acknowledged',
      'teams outstanding',
      'teams outstanding',
    ])
    expectAgreement({ entries, rows, routes })
  })

  test('without a plan is about the latest that told this provider', async () => {
    const first = await fresh()
    const { schedule_id } = first
    const second = await planned(queue.services, { schedule_id, wanted: { provider: 'slack' } })
    expect((await answered(schedule_id, { provider: 'slack' })).acknowledgement.plan_id).toBe(second.plan_id)
    expect((await answered(schedule_id, { provider: 'teams' })).acknowledgement.plan_id).toBe(first.plan_id)
  })

  test('without a plan passes over one that told this owner nothing', async () => {
    const first = await fresh()
    const { schedule_id } = first
    const only = new Set([JSON.stringify(['payments', 'slack'])])
    const second = await planned(queue.services, { schedule_id, wanted: { only } })
    const { acknowledgement } = await answered(schedule_id, { provider: 'slack', owner: 'platform' })
    expect(acknowledgement).toMatchObject({ plan_id: first.plan_id, owners: ['platform'] })
    const { acknowledgement: other } = await answered(schedule_id, { provider: 'slack' })
    expect(other).toMatchObject({ plan_id: second.plan_id, owners: ['payments'] })
  })

  test('for one owner leaves the others waiting', async () => {
    const plan = await fresh()
    const { acknowledgement } = await answered(plan.schedule_id, { provider: 'teams', owner: 'platform' })
    expect(acknowledgement.owners).toEqual(['platform'])
    const { routes, ...rest } = await onRecord(queue.services, plan)
    expect(routes.filter(({ state }) => state !== 'outstanding').map(({ owner }) => owner)).toEqual(['platform'])
    expectAgreement({ routes, ...rest })
  })

  test('covers those routes that it can change, and only those', async () => {
    const plan = await fresh()
    const resolved = { provider: 'slack', owner: 'platform', acknowledgement_state: 'resolved' }
    await answered(plan.schedule_id, resolved)
    const { acknowledgement } = await answered(plan.schedule_id, { provider: 'slack' })
    expect(acknowledgement.owners).toEqual(['payments'])
    const record = await onRecord(queue.services, plan)
    expect(record.routes.map(({ owner, provider, state }) => `${owner} ${provider} ${state}`)).toContain(
      'platform slack resolved',
    )
    expectAgreement(record)
  })

  test('to what a later plan took over is given by naming the plan', async () => {
    const first = await fresh()
    const { schedule_id, plan_id } = first
    await planned(queue.services, { schedule_id })
    expect((await answered(schedule_id, { provider: 'slack', plan_id })).acknowledgement.plan_id).toBe(plan_id)
  })

  const ways = [undefined, ...acknowledgementStates].flatMap((from) =>
    acknowledgementStates.map((to) => {
      const isFinal = from === 'resolved' || from === 'dismissed'
      return { from, to, allowed: from === undefined || (!isFinal && from !== to) }
    }),
  )
  test.each(ways)('from $from to $to: $allowed', async ({ from, to, allowed }) => {
    const plan = await fresh()
    const about = { provider: 'slack', plan_id: plan.plan_id }
    if (from) await answered(plan.schedule_id, { ...about, acknowledgement_state: from })
    const before = await onRecord(queue.services, plan)
    queue.time.pass(60)
    const response = await answer(plan.schedule_id, { ...about, acknowledgement_state: to })
    const after = await onRecord(queue.services, plan)
    expectAgreement(after)
    if (allowed) {
      expect((await asJson<Recorded>(response, 200)).acknowledgement.acknowledgement_state).toBe(to)
      return
    }
    expect(await problemOf(response, 409, 'invalid_transition')).toMatchObject({ current_status: from })
    expect(after).toEqual(before)
  })

  test('when it was first answered stays, whatever is answered later', async () => {
    const plan = await fresh()
    await answered(plan.schedule_id, { provider: 'slack' })
    const first = queue.time.text()
    queue.time.pass(60)
    await answered(plan.schedule_id, { provider: 'slack', acknowledgement_state: 'escalated' })
    const { routes } = await onRecord(queue.services, plan)
    expect(routes.filter(({ provider }) => provider === 'slack').map(({ answered_at }) => answered_at)).toEqual([
      first,
      first,
    ])
  })

  test('to what was suppressed is refused: nobody was told', async () => {
    const away = {
      unavailable_windows: [{ start_at: '2026-01-01T00:00:00Z', end_at: '2030-01-01T00:00:00Z', reason: 'Leave' }],
    }
    const plan = await fresh({ owners: ['payments'], owner_calendars: { payments: away } })
    const { plan_id, schedule_id } = plan
    const refused = await problemOf(
      await answer(schedule_id, { provider: 'slack', plan_id }),
      409,
      'invalid_transition',
    )
    expect(refused).toMatchObject({ current_status: 'suppressed', detail: expect.stringContaining('Leave') })
    await problemOf(await answer(schedule_id, { provider: 'slack' }), 404, 'not_found')
  })

  test('404 for what is not there, in the words of what was asked', async () => {
    const [plan, other] = [await fresh(), await fresh()]
    const { schedule_id, plan_id } = plan
    await problemOf(await answer('nowhere', { provider: 'slack' }), 404, 'not_found')
    const asks: [object, string][] = [
      [{ provider: 'pager' }, `No plan of ${schedule_id} has sent anything by pager.`],
      [{ provider: 'slack', owner: 'nobody' }, `No plan of ${schedule_id} has sent anything to nobody by slack.`],
      [{ provider: 'pager', plan_id }, `The plan ${plan_id} of ${schedule_id} has no route by pager.`],
      [
        { provider: 'slack', plan_id: other.plan_id },
        `The plan ${other.plan_id} of ${schedule_id} has no route by slack.`,
      ],
    ]
    for (const [body, detail] of asks)
      expect(await problemOf(await answer(schedule_id, body), 404, 'not_found')).toMatchObject({ detail })
    expect((await onRecord(queue.services, other)).rows).toEqual([])
  })

  test('a schedule of another workspace is not there', async () => {
    const plan = await planned(queue.services, { schedule_id: 'theirs', workspace: 'elsewhere' })
    await problemOf(await answer('theirs', { provider: 'slack' }), 404, 'not_found')
    const named = { routes: [{ schedule_id: 'theirs', provider: 'slack', plan_id: plan.plan_id }] }
    const { errors } = await asJson<{ errors: object[] }>(
      await queue.send(`${answersTo('acknowledgements').replace(/\/[^/]+$/, '')}/bulk`, named, 'commander'),
      200,
    )
    expect(errors).toMatchObject([{ code: 'not_found' }])
    expect((await onRecord(queue.services, plan, 'elsewhere')).rows).toEqual([])
  })

  test('422 for what is no answer', async () => {
    const { schedule_id } = await fresh()
    for (const body of [
      {},
      { provider: '' },
      { provider: 'slack', acknowledgement_state: 'outstanding' },
      { provider: 'slack', notes: 'x'.repeat(2001) },
      { provider: 'slack', external_ref: 'two\nlines' },
    ])
      await problemOf(await answer(schedule_id, body), 422, 'invalid_input')
  })

  test('takes the permission of the state that it leads to', async () => {
    const plan = await fresh()
    await problemOf(await answer(plan.schedule_id, { provider: 'slack' }, 'operator'), 403, 'permission_denied')
    for (const acknowledgement_state of acknowledgementStates.slice(1)) {
      const { services } = queue
      const permissions = new Set(['read', 'drills.acknowledge'] as const)
      const done = await services.store.write('w', (tx) => {
        const actor = {
          id: 'a',
          issuer: 'i',
          subject: 's',
          email: null,
          name: 'n',
          via: 'oidc',
          verified: true,
        } as const
        const caller = { mode: 'oidc', actor, workspace: 'w', roles: [], groups: [], permissions, client: '' } as const
        const act = { tx, caller, who: { id: 'a', digest: 'd' }, signedIn: null }
        const asked = [{ schedule_id: plan.schedule_id, provider: 'slack' }]
        return acknowledgeRoutes(services, act, asked, { acknowledgement_state, external_ref: '', notes: '' })
      })
      expect(done).toMatchObject({
        ok: false,
        refusal: { code: 'permission_denied', fields: { permission: permissionFor[acknowledgement_state] } },
      })
    }
    expect((await onRecord(queue.services, plan)).rows).toEqual([])
  })

  test('of two people at once one is recorded, and the other is told', async () => {
    const other = await joinQueue(engine, queue)
    const plan = await fresh()
    const body = { provider: 'slack', plan_id: plan.plan_id }
    const doors = [queue, other, queue, other]
    const people: Person[] = ['commander', 'deputy', 'admin', 'commander']
    const responses = await Promise.all(
      doors.map((door, i) => door.send(answersTo(plan.schedule_id), body, people[i] ?? 'admin')),
    )
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    for (const response of responses)
      if (response.status === 409)
        expect(await problemOf(response, 409, 'invalid_transition')).toMatchObject({ current_status: 'acknowledged' })
    const record = await onRecord(queue.services, plan)
    expect(record.entries).toHaveLength(1)
    expectAgreement(record)
    await other.close()
  })

  test('a request that comes twice has one effect, and the same answer to the byte', async () => {
    const plan = await fresh()
    const body = { provider: 'slack', plan_id: plan.plan_id, notes: 'once' }
    const [a, b] = await Promise.all([0, 1].map(() => answer(plan.schedule_id, body, 'commander', 'key-1')))
    const texts = [
      await a?.text(),
      await b?.text(),
      await (await answer(plan.schedule_id, body, 'commander', 'key-1')).text(),
    ]
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toContain('gordack-')
    expect((await onRecord(queue.services, plan)).entries).toHaveLength(1)
    const another = await answer(plan.schedule_id, { ...body, notes: 'twice' }, 'commander', 'key-1')
    await problemOf(another, 422, 'idempotency_mismatch')
    // Somebody else's key of the same name is another one.
    await problemOf(await answer(plan.schedule_id, body, 'deputy', 'key-1'), 409, 'invalid_transition')
  })
})
