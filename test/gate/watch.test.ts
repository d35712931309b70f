import { expect, test } from 'vitest'
import { lookAfter } from '../../main/gate/run/look-after.ts'
import { startWatch } from '../../main/gate/watch.ts'
import { knowActor } from '../../main/store/actors.ts'
import { within } from '../../main/store/within.ts'
import { changeStanding } from '../../main/use-cases/surfaces/change-standing.ts'
import { until } from '../fakes/until.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { type Console, withGate } from './run-kit.ts'

const watched = { watch: { minutes: 5, every_seconds: 0.1, failures: 2 } }
const watching = (console: Console) => {
  const { stop } = startWatch(console.services, 20)
  console.services.onClose(stop)
  return stop
}
/** To the end of its time, or of what there is to look after. */
const lookedAfter = async ({ services, deploy }: Console, deploy_id: string) => {
  const { stage } = await deploy(deploy_id)
  const since = Date.parse(stage.ending?.at ?? '')
  const of = { deploy_id, surface_id: 'console' }
  const { workspace, stopping } = services
  await within(workspace, () => lookAfter(services, workspace, of, since, stopping))
}
const alerts = async ({ entries }: Console) =>
  (await entries()).filter(({ action }) => action === 'surface.alert.raised')

test.each(engines)(
  'P5: what breaks within the time raises one alert, whoever looks, with the probes as evidence (%s)',
  (engine) =>
    withGate(engine, watched, async ({ service, open }) => {
      // The first probe is the deploy's own.
      const sha = service.commit({ failsAfter: 2 })
      const [here, there] = [await open(), await open()]
      here.start()
      const { deploy_id } = await here.run({ from_sha: null, to_sha: sha })
      for (const console of [here, there]) watching(console)
      await until('the alert is raised', async () => (await here.standing()).alert !== null)
      const { alert } = await here.standing()
      expect(alert).toMatchObject({
        deploy_id,
        probes: [
          { ok: false, status: 503 },
          { ok: false, status: 503 },
        ],
      })
      const { store, workspace } = here.services
      await store.write(workspace, async (tx) =>
        changeStanding(tx, 'console', { kind: 'alert_cleared', reason: 'seen' }, await knowActor(tx, ada)),
      )
      // Begun anew, as after a restart, nobody raises it a second time: there is nothing to look after any more.
      await lookedAfter(await open(), deploy_id)
      expect(await alerts(here)).toHaveLength(1)
      expect(await here.verify()).toMatchObject({ ok: true })
    }),
)

test('it goes on after a restart, and what runs by then is what is looked after', () =>
  withGate('sqlite', watched, async ({ service, open }) => {
    const [first, second] = [service.commit(), service.commit()]
    const here = await open()
    here.start()
    await here.run({ from_sha: null, to_sha: first })
    const newer = await here.run({ from_sha: first, to_sha: second })
    await here.close()
    const there = await open()
    watching(there)
    service.push(service.commit({ starts: false }))
    await until('the alert is raised', async () => (await there.standing()).alert !== null)
    expect((await there.standing()).alert).toMatchObject({ deploy_id: newer.deploy_id })
    expect(await alerts(there)).toHaveLength(1)
  }))

test('a rollback ends the alert, and is looked after itself', () =>
  withGate('sqlite', watched, async ({ service, open }) => {
    const [good, bad] = [service.commit(), service.commit({ failsAfter: 2 })]
    const here = await open()
    here.start()
    watching(here)
    const { release } = await here.run({ from_sha: null, to_sha: good })
    await here.run({ from_sha: good, to_sha: bad })
    await until('the alert is raised', async () => (await here.standing()).alert !== null)
    const back = await here.run({ kind: 'rollback', from_sha: bad, to_sha: good, to_release: release })
    expect(await here.standing()).toMatchObject({ alert: null, running: { deploy_id: back.deploy_id } })
    service.push(service.commit({ starts: false }))
    await until('the alert is raised', async () => (await here.standing()).alert !== null)
    expect((await here.standing()).alert).toMatchObject({ deploy_id: back.deploy_id })
  }))

test('nothing is looked after that is not to be, or not any more', () =>
  withGate('sqlite', { watch: { minutes: 0.0001, every_seconds: 0.1, failures: 1 } }, async ({ service, open }) => {
    const sha = service.commit({ failsAfter: 1 })
    const here = await open()
    here.start()
    watching(here)
    const { deploy_id } = await here.run({ from_sha: null, to_sha: sha })
    await lookedAfter(here, deploy_id)
    expect(await alerts(here)).toEqual([])
  }))
