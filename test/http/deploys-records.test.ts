import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readStanding } from '../../main/store/surfaces.ts'
import { within } from '../../main/store/within.ts'
import { engines } from '../support/engines.ts'
import { asJson } from './action-kit.ts'
import { type Desk, deploys, startDesk } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'
import { reportOf } from './row-places.ts'

const ci = { repository: 'raxx/raxx' }
type Told = { action: string; data: Record<string, unknown> }
const run = (n: number) => `https://github.com/raxx/raxx/actions/runs/${n}`

describe.each(engines)('a deploy that a run reports of itself, on %s', (engine) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(engine, { carried: false, surface: { paths: { local: {}, ci } } })
  })
  afterAll(() => desk.close())

  const report = (changed: object = {}) => desk.send(`${deploys}/records`, reportOf(changed), 'commander')
  const reported = (changed: object = {}) => desk.begun(report(changed))
  const entriesOf = async (id: string): Promise<Told[]> =>
    (await asJson<{ items: Told[] }>(await desk.get(`/api/v1/audit/entries?subject=deploy:${id}`, 'admin'), 200)).items

  test('is found by its app, and people in it are identities, never text', async () => {
    const told = { actor: 'Kristerpher', approved_by: 'avery@example.com', comment: 'Go', run_url: run(1) }
    const deploy = await reported(told)
    expect(deploy).toMatchObject({
      surface: 'console',
      path: 'ci',
      trigger: 'ci',
      outcome: 'success',
      state: 'audit_written',
      from_sha: 'abc1234',
      to_sha: 'def5678',
      run_url: run(1),
      actor: { issuer: 'https://github.com', name: 'Kristerpher', email: null, via: 'forge', verified: false },
      approval: { by: { name: 'avery@example.com', email: 'avery@example.com', verified: false }, comment: 'Go' },
      finished_at: '2026-04-29T14:33:00.000Z',
      break_glass: false,
      review: null,
    })
    const [entry] = await entriesOf(deploy.id)
    expect(entry?.data).toMatchObject({ target_app: 'raxx-console-prod', trigger: 'ci', outcome: 'success' })
    expect(entry?.data).toHaveProperty('ts_utc', '2026-04-29T14:33:00.000Z')
    expect(JSON.stringify(entry?.data).toLowerCase()).not.toMatch(/kristerpher|avery/)
    expect((await desk.surface()).last_deploys).toMatchObject([{ id: deploy.id }])
  })

  test('and is one, however often it is told, by its run or by its id', async () => {
    const [one, two] = [await reported({ run_url: run(2) }), await reported({ run_url: run(2) })]
    expect(two).toEqual(one)
    const ids = await Promise.all([1, 2, 3].map(() => reported({ id: 'run-7' })))
    expect(new Set(ids.map(({ id }) => id))).toEqual(new Set(['run-7']))
    expect(await entriesOf('run-7')).toHaveLength(1)
    await problemOf(await report({ id: 'run-7', outcome: 'deploy_failed' }), 409, 'invalid_transition')
    await problemOf(await report({ id: 'run-7', kind: 'rollback' }), 409, 'invalid_transition')
  })

  test('a run of two surfaces, or one that is made again, is as many deploys', async () => {
    const production = await reported({ run_url: run(3) })
    const staging = await reported({ run_url: run(3), environment: 'staging', target_app: 'raxx-console-staging' })
    const failed = await reported({ run_url: run(3), outcome: 'health_check_failed' })
    expect(new Set([production.id, staging.id, failed.id]).size).toBe(3)
    expect(staging).toMatchObject({ surface: 'raxx-console-staging', environment: 'staging', run_url: `${run(3)}#2` })
    expect(failed.state).toBe('rollback_alert')
    expect(await reported({ run_url: run(3), outcome: 'health_check_failed' })).toEqual(failed)
  })

  test('what was told as unknown is told again when it is known', async () => {
    const unknown = await reported({ run_url: run(4), outcome: 'unknown' })
    expect(unknown).toMatchObject({ outcome: 'unknown', state: 'triggered' })
    const known = await reported({ run_url: run(4), outcome: 'success' })
    expect(known).toMatchObject({ id: unknown.id, outcome: 'success', state: 'audit_written' })
    expect((await entriesOf(known.id)).map(({ data }) => data.phase)).toEqual(['record', 'outcome'])
  })

  test('of a surface that nobody knows is recorded all the same', async () => {
    const lost = await reported({ target_app: 'Tickets (Lightsail)', from_sha: null })
    expect(lost).toMatchObject({ surface: 'tickets-lightsail', from_sha: null, rollback_command: '' })
    expect(await reported({ surface: 'vault', target_app: 'x' })).toMatchObject({ surface: 'vault', target_app: 'x' })
  })

  test('of a clock that is ahead does not keep what goes out later from being what runs', async () => {
    const app = { surface: 'ahead', target_app: 'ahead' }
    await reported({ ...app, to_sha: 'aaaaaaa', ts_utc: '2126-04-29T14:33:00Z' })
    await reported({ ...app, to_sha: 'bbbbbbb', ts_utc: desk.time.text() })
    const { running } = await within('w', () => readStanding(desk.services.store.read, 'w', 'ahead'))
    expect(running).toMatchObject({ sha: 'bbbbbbb' })
  })

  test('from another machine, past the forge, broke glass: its review is open', async () => {
    const glass = await reported({ trigger: 'local-script', actor: 'avery@example.com' })
    expect(glass).toMatchObject({ path: 'local', break_glass: true, review: { open: true } })
    expect((await desk.surface()).open_reviews).toEqual([glass.id])
    expect((await desk.page('?review_open=true')).items.map(({ id }) => id)).toEqual([glass.id])
  })

  test('a rollback puts what it led away from into quarantine; what is older does not change what runs', async () => {
    const now = '2026-05-01T00:00:00.000Z'
    const back = await reported({ kind: 'rollback', from_sha: 'bad0bad', to_sha: 'aaaaaaa', ts_utc: now })
    const at = async () => desk.surface('', 'commander')
    expect((await at()).quarantined).toMatchObject([{ sha: 'bad0bad', deploy_id: back.id }])
    await reported({ to_sha: 'ccccccc', ts_utc: '2026-04-30T00:00:00.000Z' })
    const { running } = await within('w', () => readStanding(desk.services.store.read, 'w', 'console'))
    expect(running).toMatchObject({ sha: 'aaaaaaa', since: now })
    expect((await desk.page('?limit=2')).items.map(({ to_sha }) => to_sha)).toEqual(['ccccccc', 'aaaaaaa'])
  })

  test('one that this console began is told of by whoever follows it', async () => {
    desk.service.push(desk.service.commit())
    desk.service.commit()
    const { preview_id } = await desk.diff()
    const begun = await desk.begun(desk.begin(preview_id))
    const told = await reported({ id: begun.id, to_sha: begun.to_sha, trigger: 'local-script' })
    expect(told).toMatchObject({ id: begun.id, outcome: null, state: 'triggered' })
  })

  test.each<[what: string, changed: object]>([
    ['no app', { target_app: '' }],
    ['no commit', { to_sha: 'main' }],
    ['an outcome that there is not', { outcome: 'fine' }],
    ['an address that is none', { run_url: 'javascript:alert(1)' }],
    ['an id of two words', { id: 'a b' }],
    ['what it does not know', { by: 'me' }],
  ])('is refused with %s', async (_, changed) => {
    await problemOf(await report(changed), 422, 'invalid_input')
  })

  test('by whom it may not be, it is not', async () => {
    await problemOf(await desk.send(`${deploys}/records`, reportOf(), 'viewer'), 403, 'permission_denied')
  })

  test('and the ledger verifies', async () => {
    expect(await desk.verify()).toMatchObject({ ok: true })
  })
})
