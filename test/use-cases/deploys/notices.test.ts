import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { startBackground } from '../../../main/background.ts'
import { tellOfAlert } from '../../../main/use-cases/deploys/notices/tell-of-deploy.ts'
import type { Outcome } from '../../../shared/domain/gate.ts'
import { joinDrills, type TestDrills, withDrills } from '../../http/deliver-kit.ts'
import { withDesk } from '../../http/deploy-kit.ts'
import { until } from '../../http/until.ts'
import { engines } from '../../support/engines.ts'
import { deployId, logOf, noticesOf, operator, sendDue, surfaceOf, tell } from './notice-kit.ts'

const says = ({ receiver }: TestDrills) => receiver.received.map(({ body }) => JSON.parse(body).data)

test.each<[Outcome | 'approval_asked' | 'alert_raised', 'told' | 'not told', 'with' | 'without']>([
  ['approval_asked', 'told', 'without'],
  ['success', 'told', 'with'],
  ['blocked', 'told', 'without'],
  ['rejected', 'told', 'without'],
  ['deploy_failed', 'told', 'with'],
  ['health_check_failed', 'told', 'with'],
  ['unknown', 'told', 'with'],
  ['alert_raised', 'told', 'with'],
  ['cancelled', 'not told', 'without'],
])('%s is %s, %s the way back', (news, isTold, wayBack) =>
  withDrills('sqlite', async (kit) => {
    await kit.connect('way', 'webhook')
    await tell(kit.services, surfaceOf(['way']), news)
    await sendDue(kit.services)
    expect(kit.receiver.received).toHaveLength(isTold === 'told' ? 1 : 0)
    for (const data of says(kit)) {
      expect(data.headline).toMatch(/^PRODUCTION: /)
      expect(data).toMatchObject({ surface: 'console', from_sha: 'a'.repeat(40), to_sha: 'b'.repeat(40) })
      expect(data.rollback_command).toBe(wayBack === 'with' ? 'heroku releases:rollback --app raxx-console-prod' : null)
    }
  }),
)

test('who did it is named, and nobody’s address is told', () =>
  withDrills('sqlite', async (kit) => {
    for (const kind of ['slack', 'teams', 'webhook', 'pagerduty'] as const) await kit.connect(kind, kind)
    const surface = surfaceOf(['slack', 'teams', 'webhook', 'pagerduty'])
    await tell(kit.services, surface, 'deploy_failed', { detail: `The key of ${operator.email} was refused.` })
    await sendDue(kit.services)
    expect(kit.receiver.received).toHaveLength(4)
    for (const { body } of kit.receiver.received) {
      expect(body).toContain('kristerpher')
      expect(body).not.toContain('raxx.example')
    }
  }))

test('a host that has no command of its own is gone back from with a console', () =>
  withDrills('sqlite', async (kit) => {
    await kit.connect('way', 'webhook')
    const settings = { account_id: 'a', project: 'p' }
    await tell(kit.services, surfaceOf(['way'], { host: 'cloudflare-pages', settings }), 'health_check_failed')
    await sendDue(kit.services)
    expect(says(kit)).toMatchObject([{ rollback_command: 'countersign rollback console' }])
  }))

describe.each(engines)('the outbox of deploys on %s', (engine) => {
  test('what is told commits with what it tells of, or not at all', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('way', 'slack')
      const { store } = kit.services
      const broken = { ...kit.services, store: { ...store, write: failing(store.write) } }
      await expect(tell(broken, surfaceOf(['way']), 'success')).rejects.toThrow('the disk is full')
      expect(await noticesOf(kit.services)).toEqual([])
    }))

  test('what fails is tried again, ever later; when it has failed for good, the log of the deploy says so', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('way', 'slack')
      await tell(kit.services, surfaceOf(['way']), 'health_check_failed')
      kit.receiver.answer(503)
      for (const [tries, seconds] of [5, 30, 120, 600].entries()) {
        await sendDue(kit.services)
        expect(kit.receiver.received).toHaveLength(tries + 1)
        kit.time.pass(seconds - 1)
        await sendDue(kit.services)
        expect(kit.receiver.received).toHaveLength(tries + 1)
        kit.time.pass(1)
      }
      await sendDue(kit.services)
      kit.time.pass(24 * 60 * 60)
      await sendDue(kit.services)
      expect(kit.receiver.received).toHaveLength(5)
      expect(await noticesOf(kit.services)).toMatchObject([{ outcome: 'failed', tries: 5, error: 'It answered 503.' }])
      const log = await logOf(kit.services)
      expect(log).toMatchObject([{ kind: 'line', text: 'Nobody was told by way: It answered 503.' }])
    }))

  test.each([
    ['webhook', 'delivered', 2],
    ['pagerduty', 'delivered', 2],
    ['slack', 'unknown', 1],
    ['teams', 'unknown', 1],
  ] as const)('whose process died while it was sent: %s is %s', (kind, outcome, messages) =>
    withDrills(engine, async (kit) => {
      await kit.connect('way', kind)
      await tell(kit.services, surfaceOf(['way']), 'success')
      const other = await joinDrills(engine, kit)
      const late = Promise.withResolvers<ServerResponse>()
      kit.receiver.answer((response, _, count) =>
        count === 1 ? late.resolve(response) : response.writeHead(202).end(),
      )
      const dying = sendDue(kit.services)
      const response = await late.promise
      kit.time.pass(39)
      await sendDue(other.services)
      expect(kit.receiver.received).toHaveLength(1)
      kit.time.pass(1)
      await sendDue(other.services)
      expect(kit.receiver.received).toHaveLength(messages)
      expect(await noticesOf(kit.services)).toMatchObject([{ outcome, tries: messages }])
      // It was not dead after all, and comes too late to say anything else.
      response.writeHead(500).end()
      await dying
      expect(await noticesOf(kit.services)).toMatchObject([{ outcome, tries: messages }])
      await other.services.close()
    }),
  )

  test('of two processes at work one sends, woken by the commit', () =>
    withDrills(engine, async (kit) => {
      const other = await joinDrills(engine, kit)
      await kit.connect('way', 'slack')
      for (const { services } of [kit, other]) startBackground(services)
      await tell(kit.services, surfaceOf(['way']), 'success')
      await until(
        () => noticesOf(kit.services),
        ([notice]) => notice?.outcome === 'delivered',
      )
      await other.services.close()
      expect(kit.receiver.received).toHaveLength(1)
    }))

  test('nothing secret of a connector is in what waits, in what failed or in the log', () =>
    withDrills(engine, async (kit) => {
      await kit.connect('way', 'slack')
      await tell(kit.services, surfaceOf(['way', 'gone']), 'success')
      kit.receiver.answer(404)
      await sendDue(kit.services)
      const kept = await noticesOf(kit.services)
      expect(kept.map(({ outcome, error }) => [outcome, error]).sort()).toEqual([
        ['failed', 'It answered 404.'],
        ['failed', 'Not sent: no connector is named gone.'],
      ])
      const log = await logOf(kit.services)
      expect(log).toHaveLength(2)
      expect(JSON.stringify([kept, log])).not.toContain('hush-hush')
    }))

  test('a deploy that the gate carries out tells its connectors how it ended', () =>
    withDesk(
      engine,
      async (desk) => {
        desk.service.commit({ message: 'The first' })
        const { outcome, id } = await desk.out()
        expect(outcome).toBe('success')
        const notices = await noticesOf(desk.services)
        expect(notices).toMatchObject([{ deploy_id: id, connector: 'way', outcome: 'pending' }])
        expect(JSON.parse(notices[0]?.body ?? '')).toMatchObject({ news: 'success', surface: 'console' })
      },
      { surface: { notify: ['way'] } },
    ))

  test('a run that reports itself is told of once, however often it reports', () =>
    withDesk(
      engine,
      async (desk) => {
        const report = {
          ...{ id: deployId, surface: 'console', target_app: 'raxx-console-prod', trigger: 'ci', outcome: 'blocked' },
          ...{ from_sha: 'a'.repeat(40), to_sha: 'b'.repeat(40), ts_utc: '2026-04-29T14:33:00Z' },
          actor: 'mira',
        }
        for (let time = 0; time < 2; time++)
          expect((await desk.send('/api/v1/deploys/records', report, 'commander')).status).toBe(201)
        const bodies = (await noticesOf(desk.services)).map(({ body }) => JSON.parse(body))
        expect(bodies).toMatchObject([{ news: 'blocked', who: 'mira', outcome: 'blocked', rollback_command: null }])
      },
      { surface: { notify: ['way'] } },
    ))

  test('what broke later on is told with the way back', () =>
    withDesk(
      engine,
      async (desk) => {
        desk.service.commit({ message: 'The first' })
        const { id } = await desk.out()
        await desk.services.store.write('w', (tx) => tellOfAlert(desk.services, tx, id))
        const bodies = (await noticesOf(desk.services)).map(({ body }) => JSON.parse(body))
        expect(bodies).toMatchObject([
          { news: 'success' },
          { news: 'watch_alert', deploy_id: id, rollback_command: 'countersign rollback console' },
        ])
      },
      { surface: { notify: ['way'] } },
    ))
})

/** The transaction does everything and then does not commit. */
const failing =
  (write: TestDrills['services']['store']['write']): TestDrills['services']['store']['write'] =>
  (workspace, work) =>
    write(workspace, async (tx) => {
      await work(tx)
      throw new Error('the disk is full')
    })
