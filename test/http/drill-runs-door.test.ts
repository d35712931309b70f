import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { harmfulTexts, harmlessTexts } from '../shared/drill-texts.ts'
import { engines } from '../support/engines.ts'
import { asJson, nobodyKnows, type Queue, startQueue } from './action-kit.ts'
import { drillDesk } from './drill-desk.ts'
import { problemOf } from './problem-shape.ts'
import { type RunDesk, runDesk, runsPath } from './run-kit.ts'

const commands = ['tick', 'recover', 'finish', 'abandon'] as const

/** A drill run can never name a production surface or a credential; the type says so in test/shared/drill-target.test.ts. */
describe.each(engines)('the door of drill runs on %s', (engine) => {
  let queue: Queue
  let desk: RunDesk
  let count = 0
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = runDesk(queue)
  })
  afterAll(async () => {
    expect(await queue.verify()).toMatchObject({ ok: true })
    await queue.close()
  })

  /** A schedule of its own for each test. */
  const schedule = async (): Promise<string> => {
    count += 1
    const id = `checkout-${count}`
    await asJson(await drillDesk(queue).put(id, { runbook_steps: ['Roll back', 'Watch'] }), 200)
    return id
  }
  const started = async () => desk.begun(desk.begin({ schedule_id: await schedule() }))

  const harmful = Object.entries(harmfulTexts).flatMap(([what, texts]) => texts.map((text) => [what, text] as const))

  test('lets no drill name production, a credential, an address or a host, in any of its texts', async () => {
    const { run_id } = await started()
    const schedule_id = await schedule()
    const issue = (path: string, what: string) => ({
      path: [path],
      message: expect.stringMatching(`names ${what}|expected one line`),
    })
    for (const [what, text] of harmful) {
      const asked = [
        [await desk.begin({ schedule_id, surface: text }), 'surface'],
        [await desk.ask(run_id, 'finish', { notes: text }), 'notes'],
        [await desk.ask(run_id, 'abandon', { notes: text }), 'notes'],
      ] as const
      for (const [response, path] of asked) {
        const { issues } = await problemOf(response, 422, 'invalid_input')
        expect(issues, text).toContainEqual(issue(path, what))
      }
    }
    expect((await desk.list(`?schedule_id=${schedule_id}`)).items).toEqual([])
  })

  test('lets pass what is harmless', async () => {
    const schedule_id = await schedule()
    for (const text of harmlessTexts.filter((each) => each.length <= 100)) {
      const { run_id, target } = await desk.begun(desk.begin({ schedule_id, surface: text }))
      expect(target.surface).toBe(text)
      expect((await desk.did(run_id, 'abandon', { notes: text })).notes).toBe(text)
    }
  })

  test.each<[what: string, body: object, at: unknown]>([
    ['an environment of its own', { environment: 'staging' }, []],
    ['production for an environment', { environment: 'production' }, []],
    ['a target', { target: { environment: 'production', surface: 'checkout' } }, []],
    ['a credential', { token: 'x' }, []],
    ['steps of its own', { steps: ['x'] }, []],
    ['a limit of its own', { recovery_limit_seconds: 1 }, []],
    ['no surface', { surface: undefined }, ['surface']],
    ['an empty surface', { surface: ' ' }, ['surface']],
    ['two lines', { surface: 'a\nb' }, ['surface']],
    ['what cannot be seen', { surface: 'a\u200bb' }, ['surface']],
    ['a surface of 101 letters', { surface: 'a'.repeat(101) }, ['surface']],
    ['a schedule that there is not', { schedule_id: nobodyKnows }, ['schedule_id']],
    ['no schedule', { schedule_id: undefined }, ['schedule_id']],
    ['a route that is a number', { route_id: 5 }, ['route_id']],
  ])('begins none with %s', async (_, body, at) => {
    const { issues } = await problemOf(await desk.begin(body), 422, 'invalid_input')
    expect(issues).toContainEqual({ path: at, message: expect.stringMatching(/\w/) })
  })

  test.each<[what: string, does: string, body: unknown, at: unknown]>([
    ['no step', 'tick', {}, ['step']],
    ['half a step', 'tick', { step: 0.5 }, ['step']],
    ['a step before the first', 'tick', { step: -1 }, ['step']],
    ['somebody else', 'tick', { step: 0, by: 'me' }, []],
    ['a time of its own', 'finish', { finished_at: '2020-01-01T00:00:00.000Z' }, []],
    ['no reason', 'abandon', {}, ['notes']],
    ['a blank reason', 'abandon', { notes: ' \n' }, ['notes']],
    ['notes of 2,001 letters', 'finish', { notes: 'a'.repeat(2001) }, ['notes']],
    ['a zero byte', 'finish', { notes: 'a\u0000' }, ['notes']],
  ])('refuses %s to %s', async (_, does, body, at) => {
    const { run_id } = await started()
    const { issues } = await problemOf(await desk.ask(run_id, does, body), 422, 'invalid_input')
    expect(issues).toContainEqual({ path: at, message: expect.stringMatching(/\w/) })
  })

  test.each(commands)('%s by somebody who may not, whatever is sent', async (does) => {
    const { run_id } = await started()
    for (const who of ['viewer', 'operator', 'approver', 'runner'] as const) {
      const refused = await problemOf(await desk.ask(run_id, does, { x: 5 }, who), 403, 'permission_denied')
      expect(refused).toMatchObject({ permission: 'drills.run' })
    }
    await problemOf(await desk.begin({}, 'viewer'), 403, 'permission_denied')
  })

  test.each(commands)('%s of what is not there, whoever asks and whatever is sent', async (does) => {
    for (const id of [nobodyKnows, 'x', '%F0%9F%94%A5'])
      for (const who of ['viewer', 'admin'] as const)
        await problemOf(await desk.ask(id, does, { x: 5 }, who), 404, 'not_found')
  })

  test.each([nobodyKnows, 'x', '%00'])('shows no %s, which is not there', async (id) => {
    await problemOf(await queue.get(`${runsPath}/${id}`), 404, 'not_found')
  })

  test.each(['state=over', 'limit=0', 'limit=201', 'cursor=x', `cursor=${btoa('drill runs before 0')}`])(
    'lists nothing for %s',
    async (query) => {
      await problemOf(await queue.get(`${runsPath}?${query}`), 422, 'invalid_input')
    },
  )
})
