import { afterEach, describe, expect, test, vi } from 'vitest'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { openServiceRepository } from '../fakes/service-repository.ts'
import { engines } from '../support/engines.ts'
import { asJson, stillTime } from './action-kit.ts'
import { definitionOf, deploys, surfaces, withDesk } from './deploy-kit.ts'
import { jsonBody, withApp } from './harness.ts'
import { problemOf } from './problem-shape.ts'
import { reportOf } from './row-places.ts'

afterEach(() => vi.unstubAllEnvs())

/** What one who sits at their own machine asks; there is no key. */
async function atOwnMachine(
  use: (
    ask: (path: string, body?: unknown) => Promise<Response>,
    preview: () => Promise<string>,
    head: string | null,
  ) => Promise<void>,
): Promise<void> {
  const service = await openServiceRepository()
  try {
    const defined = SurfaceDefinition.parse(definitionOf(service))
    service.push(service.commit())
    service.commit()
    await withApp(
      'sqlite',
      async (app) => {
        const ask = (path: string, body?: unknown) => app.ask(path, body === undefined ? {} : jsonBody(body))
        await use(
          ask,
          async () => {
            const diff = await asJson<{ preview_id: string }>(await ask(`${surfaces}/console/diff`), 200)
            return diff.preview_id
          },
          service.head(),
        )
      },
      {
        mode: 'local',
        change: (services) => ({ ...services, gate: { ...services.gate, surfaces: () => [defined] } }),
      },
    )
  } finally {
    await service.close()
  }
}
const wanted = { surface: 'console', path: 'local', phrase: 'deploy console to prod' }

test('without an operator’s identity a deploy is refused, and a rollback is not', () =>
  atOwnMachine(async (ask, preview, head) => {
    vi.stubEnv('COUNTERSIGN_OPERATOR_EMAIL', '')
    const refused = await ask(deploys, { ...wanted, preview_id: await preview() })
    expect((await problemOf(refused, 403, 'operator_unknown')).detail).toContain('COUNTERSIGN_OPERATOR_EMAIL')
    await problemOf(await ask(`${surfaces}/console/rollback`, {}), 409, 'nothing_to_roll_back')
    expect((await ask(`${surfaces}/console/rollback`, { to_release: head })).status).toBe(201)
  }))

test('a named person passes a freeze and a lock with a reason; it is in the record, and its review is open', () =>
  atOwnMachine(async (ask, preview) => {
    vi.stubEnv('COUNTERSIGN_OPERATOR_EMAIL', 'ada@example.com')
    const until = new Date(Date.now() + 3_600_000).toISOString()
    await asJson(await ask(`${surfaces}/console/freeze`, { reason: 'The sale', until }), 200)
    await asJson(await ask(`${surfaces}/console/lock`, { reason: 'Hands off' }), 200)
    const preview_id = await preview()
    await problemOf(await ask(deploys, { ...wanted, preview_id }), 403, 'locked')
    const passed = await ask(deploys, { ...wanted, preview_id, pass_reason: 'It burns' })
    expect(await asJson(passed, 201)).toMatchObject({
      actor: { email: 'ada@example.com', via: 'local' },
      passes: [
        { of: 'lock', reason: 'It burns' },
        { of: 'freeze', reason: 'It burns' },
      ],
      break_glass: false,
      review: { open: true },
    })
  }))

describe.each(engines)('on %s', (engine) => {
  test('what nobody carries out, and has pushed nothing, is over as soon as somebody cancels it', () =>
    withDesk(
      engine,
      async (desk) => {
        desk.service.push(desk.service.commit())
        desk.service.commit()
        const { preview_id } = await desk.diff()
        const { id } = await desk.begun(desk.begin(preview_id))
        desk.time.pass(60)
        const cancel = () => desk.send(`${deploys}/${id}/cancel`, {}, 'deputy')
        await problemOf(await desk.send(`${deploys}/${id}/cancel`, {}, 'viewer'), 403, 'permission_denied')
        expect(await desk.done(cancel())).toMatchObject({ outcome: 'cancelled', state: 'triggered' })
        await problemOf(await cancel(), 409, 'invalid_transition')
        expect(await desk.verify()).toMatchObject({ ok: true })
      },
      { carried: false, time: stillTime() },
    ))

  test('a deploy is linked to an incident, whose timeline has it; one that there is not is refused', () =>
    withDesk(
      engine,
      async (desk) => {
        const { id } = await desk.begun(desk.send(`${deploys}/records`, reportOf(), 'commander'))
        const opened = await desk.send('/api/v1/incidents', { title: 'Slow', severity: 'sev2' }, 'commander')
        const incident = await asJson<{ id: string }>(opened, 201)
        const link = (ref: string) =>
          desk.send(`/api/v1/incidents/${incident.id}/link`, { kind: 'deploy', ref }, 'commander')
        await problemOf(await link('nobody-knows'), 422, 'invalid_input')
        const linked = await asJson<{ timeline: { action: string; subject: string }[] }>(await link(id), 200)
        expect(linked.timeline).toContainEqual(
          expect.objectContaining({ action: 'console.deploy.prod', subject: `deploy:${id}` }),
        )
      },
      { carried: false },
    ))
})
