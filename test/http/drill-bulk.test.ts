import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acknowledgeRoutes, bulkSize } from '../../shared/contract/drills.ts'
import type { Plan } from '../../shared/domain/drill-plan.ts'
import { engines } from '../support/engines.ts'
import { asJson, joinQueue, type Person, type Queue, startQueue } from './action-kit.ts'
import { type BulkAnswer, bulk, expectAgreement, onRecord, planned } from './drill-kit.ts'
import { problemOf } from './problem-shape.ts'

const shape = acknowledgeRoutes.responses[200].content['application/json'].schema

/** So many owners, each told by one provider. */
const crowd = (count: number) => ({
  owners: Array.from({ length: count }, (_, i) => `team-${i}`),
  notification_providers: ['slack'],
})
type Target = { schedule_id: string; provider: string; plan_id?: string; owner?: string }
const targetsOf = ({ plan_id, schedule_id, route_decisions }: Plan): Target[] =>
  route_decisions.map(({ owner, provider }) => ({ schedule_id, plan_id, provider, owner }))

describe.each(engines)('answers in bulk, on %s', (engine) => {
  let queue: Queue
  let schedules = 0
  beforeAll(async () => {
    queue = await startQueue(engine, { limits: { transitionsPerMinute: 1 } })
  })
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  const fresh = (count = 3) => {
    schedules += 1
    return planned(queue.services, { schedule_id: `s-${schedules}`, ...crowd(count) })
  }
  const send = (routes: readonly object[], rest: object = {}, who: Person = 'commander', once?: string) =>
    queue.send(bulk, { routes, ...rest }, who, once === undefined ? {} : { once })
  const answered = async (routes: readonly object[], rest?: object, who?: Person): Promise<BulkAnswer> =>
    shape.parse(await asJson<BulkAnswer>(await send(routes, rest, who), 200))

  test('a hundred are recorded, each with an entry of its own, and no limit counts them', async () => {
    const plan = await fresh(bulkSize)
    const words = { acknowledgement_state: 'escalated', external_ref: 'INC-1', notes: 'All of us' }
    const { acknowledgement_count, acknowledgements, errors } = await answered(targetsOf(plan), words)
    expect({ acknowledgement_count, errors }).toEqual({ acknowledgement_count: bulkSize, errors: [] })
    const record = await onRecord(queue.services, plan)
    expectAgreement(record)
    expect(record.routes.every(({ state }) => state === 'escalated')).toBe(true)
    expect(acknowledgements.map(({ seq }) => seq)).toEqual(record.entries.map(({ seq }) => seq))
    expect(acknowledgements.map(({ owners }) => owners)).toEqual(plan.route_decisions.map(({ owner }) => [owner]))
    for (const acknowledgement of acknowledgements)
      expect(acknowledgement).toMatchObject({
        ...words,
        acknowledged_by: 'incident_commander',
        actor: { verified: true },
      })
  })

  test('what cannot be done says why, and the rest is done', async () => {
    const plan = await fresh(4)
    const [a, b, c, d] = targetsOf(plan)
    if (!a || !b || !c || !d) throw new Error('too few routes')
    await answered([b], { acknowledgement_state: 'resolved' })
    const nowhere = { ...a, schedule_id: 'nowhere' }
    const nobody = { ...c, owner: 'nobody' }
    const { acknowledgement_count, acknowledgements, errors } = await answered([a, b, nowhere, nobody, c])
    expect(acknowledgement_count).toBe(2)
    expect(acknowledgements.map(({ owners }) => owners[0])).toEqual([a.owner, c.owner])
    expect(errors).toMatchObject([
      {
        route: b,
        code: 'invalid_transition',
        detail: 'It is resolved, and stays so: nothing leads from there to acknowledged.',
      },
      { route: nowhere, code: 'not_found' },
      { route: nobody, code: 'not_found' },
    ])
    const record = await onRecord(queue.services, plan)
    expect(record.routes.map(({ state }) => state)).toEqual(['acknowledged', 'resolved', 'acknowledged', 'outstanding'])
    expectAgreement(record)
  })

  test('of what is named twice the first counts, and the second is told', async () => {
    const plan = await fresh(3)
    const [a, b] = targetsOf(plan)
    if (!a || !b) throw new Error('too few routes')
    const { schedule_id, provider } = a
    // The third names the first again, without saying the plan; the last covers what is left.
    const all = { schedule_id, provider }
    const { acknowledgements, errors } = await answered([a, a, { ...all, owner: a.owner }, all, b])
    expect(acknowledgements.map(({ owners }) => owners)).toEqual([['team-0'], ['team-1', 'team-2']])
    expect(errors.map(({ code, detail }) => `${code}: ${detail}`)).toEqual(
      Array.from({ length: 3 }, () => 'invalid_transition: It is acknowledged already.'),
    )
    const record = await onRecord(queue.services, plan)
    expect(record.entries).toHaveLength(2)
    expectAgreement(record)
  })

  test('over several schedules and plans at once', async () => {
    const plans = [await fresh(2), await fresh(2), await fresh(1)]
    const latest = plans.map(({ schedule_id }) => ({ schedule_id, provider: 'slack' }))
    const { acknowledgements } = await answered(latest)
    expect(acknowledgements.map(({ plan_id, owners }) => [plan_id, owners.length])).toEqual(
      plans.map(({ plan_id }, i) => [plan_id, [2, 2, 1][i]]),
    )
    for (const plan of plans) expectAgreement(await onRecord(queue.services, plan))
  })

  test('who may not do it does nothing of it', async () => {
    const plan = await fresh()
    await problemOf(await send(targetsOf(plan), {}, 'operator'), 403, 'permission_denied')
    expect((await onRecord(queue.services, plan)).entries).toEqual([])
  })

  test('422 for more than a hundred, for none, and for what is no route', async () => {
    const plan = await fresh(1)
    const [one] = targetsOf(plan)
    for (const routes of [[], Array.from({ length: bulkSize + 1 }, () => one), [{ schedule_id: 'x' }]])
      await problemOf(await send(routes as object[]), 422, 'invalid_input')
    await problemOf(await send([one ?? {}], { acknowledgement_state: 'outstanding' }), 422, 'invalid_input')
    expect((await onRecord(queue.services, plan)).entries).toEqual([])
  })

  test('two people with the same hundred at once: each is done once, and told to the other', async () => {
    const other = await joinQueue(engine, queue)
    const plan = await fresh(40)
    const targets = targetsOf(plan)
    const both = await Promise.all([
      queue.send(bulk, { routes: targets }, 'commander'),
      other.send(bulk, { routes: targets.toReversed() }, 'deputy'),
    ])
    const [a, b] = await Promise.all(both.map(async (response) => asJson<BulkAnswer>(response, 200)))
    if (!a || !b) throw new Error('no answer')
    expect([a.acknowledgement_count, b.acknowledgement_count].sort((x, y) => x - y)).toEqual([0, 40])
    expect([...a.errors, ...b.errors].map(({ code }) => code)).toEqual(
      Array.from({ length: 40 }, () => 'invalid_transition'),
    )
    const record = await onRecord(queue.services, plan)
    expect(record.entries).toHaveLength(40)
    expectAgreement(record)
    await other.close()
  })

  test('a request that comes twice has one effect, and the same answer to the byte', async () => {
    const plan = await fresh(5)
    const targets = targetsOf(plan)
    const responses = await Promise.all(
      [0, 1, 2].map(() => send([...targets, targets[0] ?? {}], {}, 'commander', 'bulk-1')),
    )
    const texts = await Promise.all(responses.map((response) => response.text()))
    expect(new Set(texts).size).toBe(1)
    expect(shape.parse(JSON.parse(texts[0] ?? ''))).toMatchObject({ acknowledgement_count: 5, errors: [{}] })
    expect((await onRecord(queue.services, plan)).entries).toHaveLength(5)
  })
})
