import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { knowActor } from '../../main/store/actors.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { callerWith } from '../../main/use-cases/caller.ts'
import { acknowledgeRoutes } from '../../main/use-cases/drills/acknowledge-routes.ts'
import { type Acknowledgement, drillActions, writeAcknowledgement } from '../../shared/domain/drill-entries.ts'
import type { Entry, Json } from '../../shared/domain/entry.ts'
import { stillTime } from '../http/action-kit.ts'
import { answersTo, planned } from '../http/drill-kit.ts'
import { jsonBody, startApp, type TestApp } from '../http/harness.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { type Forged, impossibleEntries } from './tampering/drill-forgeries.ts'
import { tellDrills } from './tampering/drill-story.ts'

describe.each(engines)('drills and the ledger on %s', (engine) => {
  const time = stillTime()
  let app: TestApp
  let count = 0
  beforeAll(async () => {
    app = await startApp(engine, { clock: time.now, limits: { transitionsPerMinute: 1_000_000 } })
  })
  afterAll(() => app.close())

  /** Each case has a workspace of its own. */
  const open = async (): Promise<string> => {
    count += 1
    await ensureWorkspace(app.services.store, `w${count}`, ada)
    return `w${count}`
  }
  const told = async (rounds = ['one']): Promise<string> => {
    const workspace = await open()
    for (const round of rounds) await tellDrills(app.services, workspace, ada, round)
    return workspace
  }
  const verify = (workspace: string) => verifyDatabase({ database: app.place.database, workspace })
  const prune = async (workspace: string) => {
    time.pass(60)
    const before = time.text()
    expect(await pruneEntries(app.services, ada, { workspace, before })).toMatchObject({ ok: true })
  }
  const append = (workspace: string, { action, subject = 'drill:checkout', data }: Forged) =>
    app.services.store.write(workspace, async (tx) => {
      const actor = await knowActor(tx, ada)
      return tx.append({ action, subject, actor, data }).seq
    })
  const carried = async (workspace: string): Promise<string> => {
    const key = await app.keyFor(['admin'], workspace)
    const path = '/api/v1/audit/entries?action=ledger.entries.pruned&order=desc&limit=1'
    const { items } = (await (await app.ask(path, { key })).json()) as { items: Entry[] }
    const [last] = items.map(({ data }) => data as { state: { drills: Json } })
    return JSON.stringify(last?.state.drills ?? null)
  }

  test('a story in which everything happens verifies; pruned, and pruned again, with what goes on after it', async () => {
    const workspace = await told(['one', 'two'])
    expect(await verify(workspace)).toMatchObject({ ok: true, pruned: 0 })
    await prune(workspace)
    expect(await verify(workspace)).toMatchObject({ ok: true, pruned: expect.any(Number) })
    await tellDrills(app.services, workspace, ada, 'three')
    expect(await verify(workspace)).toMatchObject({ ok: true })
    await prune(workspace)
    await tellDrills(app.services, workspace, ada, 'four')
    expect(await verify(workspace)).toMatchObject({ ok: true })
  })

  test('what was open when it was pruned goes on, and is followed', async () => {
    const workspace = await open()
    const plan = await planned(app.services, { workspace, runbook_steps: ['Roll back'] })
    const key = await app.keyFor(['admin'], workspace)
    const post = async (path: string, body: object) => {
      const response = await app.ask(path, { ...jsonBody(body), key })
      expect(response.status, await response.clone().text()).toBeLessThan(300)
      return (await response.json()) as { run_id: string }
    }
    const { run_id } = await post('/api/v1/drills/runs', { schedule_id: 'checkout', surface: 'checkout-staging' })
    await post(answersTo('checkout'), { provider: 'slack', plan_id: plan.plan_id })
    await prune(workspace)
    await post(`/api/v1/drills/runs/${run_id}/tick`, { step: 0 })
    await post(answersTo('checkout'), { provider: 'slack', plan_id: plan.plan_id, acknowledgement_state: 'resolved' })
    await planned(app.services, { workspace, runbook_steps: ['Roll back'] })
    expect(await verify(workspace)).toMatchObject({ ok: true })
    await prune(workspace)
    await post(`/api/v1/drills/runs/${run_id}/recover`, {})
    await post(`/api/v1/drills/runs/${run_id}/finish`, {})
    // Taken over, and answered all the same, by naming its plan.
    await post(answersTo('checkout'), { provider: 'teams', plan_id: plan.plan_id })
    expect(await verify(workspace)).toMatchObject({ ok: true })
  })

  test('thousands of routes that are over are carried as one hash', async () => {
    const workspace = await open()
    const owners = Array.from({ length: 400 }, (_, i) => `owner ${i}`)
    const plan = await planned(app.services, { workspace, owners, notification_providers: ['a', 'b', 'c', 'd', 'e'] })
    expect(plan.route_decisions).toHaveLength(2_000)
    const key = await app.keyFor(['admin'], workspace)
    for (const provider of ['a', 'b', 'c', 'd', 'e']) {
      const body = { provider, acknowledgement_state: 'resolved' }
      expect((await app.ask(answersTo('checkout'), { ...jsonBody(body), key })).status).toBe(200)
    }
    await prune(workspace)
    const { schedules, ...rest } = JSON.parse(await carried(workspace)) as Record<string, Json>
    expect(JSON.stringify(schedules).length).toBeGreaterThan(400 * 8)
    expect(JSON.stringify(rest).length).toBeLessThan(3_000)
    expect(await verify(workspace)).toMatchObject({ ok: true })
  })

  /** A plan of two owners by two ways, and an answer that could be given to it. */
  const scene = async () => {
    const workspace = await open()
    const plan = await planned(app.services, { workspace, runbook_steps: ['Roll back'] })
    const [route] = plan.route_decisions
    if (!route) throw new Error('nobody is told')
    const answer: Acknowledgement = {
      acknowledgement_id: 'gordack-1',
      plan_id: plan.plan_id,
      provider: route.provider,
      owners: [route.owner],
      route_ids: [route.route_id],
      acknowledgement_state: 'resolved',
      external_ref: '',
      notes: '',
      through: null,
    }
    return { workspace, plan, route, answer }
  }
  const said = (answer: Acknowledgement) => writeAcknowledgement('checkout', answer)

  test.each(impossibleEntries)('%s is found, and the entry named', async (_, forged, why) => {
    const here = await scene()
    expect(await verify(here.workspace)).toMatchObject({ ok: true })
    let seq = 0
    for (const each of forged(here, time.now())) {
      const { action, data, subject } = { subject: 'drill:checkout', ...each }
      seq = await append(here.workspace, {
        action,
        data,
        subject: action === drillActions.planned ? subjectOf(data) : subject,
      })
    }
    expect(await verify(here.workspace)).toMatchObject({
      ok: false,
      first_bad: { seq, why: expect.stringMatching(why) },
    })
  })
  const subjectOf = (data: Json): string => `drill:${(data as { schedule_id: string }).schedule_id}`

  test('so are entries that were possible, where their rows are missing', async () => {
    const { workspace, answer } = await scene()
    const seq = await append(workspace, said(answer))
    expect(await verify(workspace)).toMatchObject({
      ok: false,
      first_bad: { seq, why: expect.stringMatching(/route/) },
    })
  })

  test('a gateway that vouched for somebody is somebody: without its record, the answer is the first bad row', async () => {
    const { workspace, answer } = await scene()
    const gateway = { ...ada, subject: 'gateway', name: 'Gateway' }
    const seq = await app.services.store.write(workspace, async (tx) => {
      const who = await knowActor(tx, ada)
      const actor = { ...ada, id: who.id }
      const facts = { mode: 'api_key', actor, workspace, roles: ['admin'], groups: [], client: 'x' } as const
      const caller = { ...callerWith(facts), through: { ...gateway, id: 'not known yet' } }
      const { provider, plan_id } = answer
      const said = { acknowledgement_state: 'resolved', external_ref: '', notes: '' } as const
      const asked = [{ schedule_id: 'checkout', provider, plan_id }]
      const done = await acknowledgeRoutes(app.services, { tx, caller, who, signedIn: null }, asked, said)
      const [first] = done.ok ? done.value : []
      return first?.ok ? first.value.seq : 0
    })
    expect(await verify(workspace)).toMatchObject({ ok: true })
    await app.services.store.write(workspace, (tx) => tx.db.deleteFrom('actor').where('name', '=', 'Gateway').execute())
    expect(await verify(workspace)).toMatchObject({
      ok: false,
      first_bad: { seq, why: expect.stringMatching(/who acted/) },
    })
  })
})
