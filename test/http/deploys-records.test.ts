import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forgePerson } from '../../main/gate/forge/forge-person.ts'
import { knowActor } from '../../main/store/actors.ts'
import { readStanding } from '../../main/store/surfaces.ts'
import { within } from '../../main/store/within.ts'
import { engines } from '../support/engines.ts'
import { noticesOf } from '../use-cases/deploys/notice-kit.ts'
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
    desk = await startDesk(engine, { carried: false, surface: { paths: { local: {}, ci }, notify: ['chat'] } })
  })
  afterAll(() => desk.close())

  const report = (changed: object = {}) => desk.send(`${deploys}/records`, reportOf(changed), 'commander')
  const reported = (changed: object = {}) => desk.begun(report(changed))
  const runningAt = async (surface: string) =>
    (await within('w', () => readStanding(desk.services.store.read, 'w', surface))).running
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
      actor: { issuer: 'forge:https://github.com', name: 'Kristerpher', email: null, via: 'forge', verified: false },
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
    const told = (await noticesOf(desk.services)).length
    const known = await reported({ run_url: run(4), outcome: 'success' })
    const notices = (await noticesOf(desk.services)).slice(told)
    expect(notices.map(({ body }) => JSON.parse(body))).toMatchObject([{ deploy_id: unknown.id, news: 'success' }])
    expect(known).toMatchObject({ id: unknown.id, outcome: 'success', state: 'audit_written' })
    expect((await entriesOf(known.id)).map(({ data }) => data.phase)).toEqual(['record', 'outcome'])
  })

  test('one that is under way calls nobody; its end does, once, also where it is not known', async () => {
    const of = async (id: string) =>
      (await noticesOf(desk.services))
        .filter(({ deploy_id }) => deploy_id === id)
        .map(({ body }) => JSON.parse(body).news)
    for (const outcome of ['success', 'unknown']) {
      const first = { id: `under-way-${outcome}`, outcome: 'unknown', under_way: true }
      const { id } = await reported(first)
      await reported(first)
      expect(await of(id)).toEqual([])
      await reported({ id, outcome })
      await reported({ id, outcome })
      expect(await of(id)).toEqual([outcome])
    }
  })

  test('of a surface that nobody knows is recorded all the same', async () => {
    const lost = await reported({ target_app: 'Tickets (Lightsail)', from_sha: null })
    expect(lost).toMatchObject({ surface: 'tickets-lightsail', from_sha: null, rollback_command: '' })
    expect(await reported({ surface: 'vault', target_app: 'x' })).toMatchObject({ surface: 'vault', target_app: 'x' })
  })

  test('of a clock that is ahead does not keep what goes out later from being what runs', async () => {
    const app = { surface: 'ahead', target_app: 'ahead' }
    await reported({ ...app, to_sha: 'aaaaaaa', ts_utc: desk.time.text(240) })
    await reported({ ...app, to_sha: 'bbbbbbb', ts_utc: desk.time.text() })
    expect(await runningAt('ahead')).toMatchObject({ sha: 'bbbbbbb' })
    const late = { ...app, id: 'late', to_sha: 'ccccccc' }
    await reported({ ...late, outcome: 'unknown', ts_utc: desk.time.text() })
    await reported({ ...late, outcome: 'success', ts_utc: desk.time.text(240) })
    const running = await runningAt('ahead')
    expect(running).toMatchObject({ sha: 'ccccccc' })
    expect(Date.parse(running?.since ?? '')).toBeLessThanOrEqual(Date.parse(desk.time.text()))
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
    expect(await runningAt('console')).toMatchObject({ sha: 'aaaaaaa', since: now })
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
    ['an end of what is under way', { under_way: true }],
    ['no commit', { to_sha: 'main' }],
    ['an outcome that there is not', { outcome: 'fine' }],
    ['an address that is none', { run_url: 'javascript:alert(1)' }],
    ['an id of two words', { id: 'a b' }],
    ['what it does not know', { by: 'me' }],
    ['the action of another environment', { action: 'console.deploy.staging' }],
    ['a password in its address', { run_url: 'https://ada:hunter2@github.com/raxx/raxx/actions/runs/9' }],
    ['a user in its address', { run_url: 'https://ada@github.com/raxx/raxx/actions/runs/9' }],
    ['a token in its address', { run_url: 'https://github.com/raxx/raxx/actions/runs/9?token=hunter2hunter2' }],
    ['an end in the future', { ts_utc: new Date(Date.now() + 600_000).toISOString() }],
    ['a start in the future', { started_at: '2126-04-29T14:33:00Z' }],
    ['a start after its end', { started_at: '2026-04-29T14:33:01Z' }],
  ])('is refused with %s', async (_, changed) => {
    await problemOf(await report(changed), 422, 'invalid_input')
  })

  test('at times with an offset is of the same moments, in UTC', async () => {
    const times = { started_at: '2026-04-29T16:31:00.5+02:00', ts_utc: '2026-04-29T14:33:00.123456+00:00' }
    const deploy = await reported({ ...times, id: 'offset-1' })
    const inUtc = { started_at: '2026-04-29T14:31:00.500Z', finished_at: '2026-04-29T14:33:00.123Z' }
    expect(deploy).toMatchObject(inUtc)
    const wrong = { started_at: '2026-04-29T16:33:01+02:00', ts_utc: '2026-04-29T14:33:00Z' }
    await problemOf(await report({ ...wrong, id: 'offset-2' }), 422, 'invalid_input')
  })

  test('that has no release, no run, no snapshot and no serial says null, or nothing', async () => {
    const nothing = { run_url: null, release: null, snapshot: null, state_serial: null }
    const facts = { target_app: 'null-or-nothing', ts_utc: '2026-05-03T00:00:00Z' }
    const deploy = await reported({ ...facts, ...nothing })
    expect(deploy).toMatchObject(nothing)
    expect((await reported(facts)).id).toBe(deploy.id)
    await problemOf(await report({ ...facts, target_app: null }), 422, 'invalid_input')
  })

  test('of another environment is recorded, and is not what runs here', async () => {
    await reported({ surface: 'console', to_sha: 'ddddddd', ts_utc: desk.time.text() })
    const before = await runningAt('console')
    expect(before).toMatchObject({ sha: 'ddddddd' })
    const { last_deploys } = await desk.surface()
    const staging = { environment: 'staging', to_sha: 'eeeeeee', ts_utc: desk.time.text() }
    const ways = [
      { ...staging, surface: 'console' },
      { ...staging, target_app: 'console' },
      { ...staging, surface: 'console', kind: 'rollback', from_sha: 'ddddddd', run_url: run(20) },
    ]
    for (const way of ways) {
      expect(await reported(way)).toMatchObject({ surface: 'console-staging', environment: 'staging' })
      expect(await runningAt('console')).toEqual(before)
    }
    expect(await reported({ ...staging, to_sha: 'fffffff' })).toMatchObject({ surface: 'raxx-console-prod' })
    const lost = { ...staging, surface: 'console', id: 'lost-1' }
    await reported({ ...lost, outcome: 'unknown' })
    expect(await reported(lost)).toMatchObject({ outcome: 'success' })
    expect(await runningAt('console')).toEqual(before)
    const after = await desk.surface()
    expect(after.last_deploys).toEqual(last_deploys)
    expect(after.quarantined.map(({ sha }) => sha)).not.toContain('ddddddd')
  })

  test('of a surface that nobody knows by that name is that of its app, in the same environment', async () => {
    expect(await reported({ surface: 'the-console', run_url: run(21) })).toMatchObject({ surface: 'console' })
    const other = { surface: 'the-console', environment: 'staging', run_url: run(22) }
    expect(await reported(other)).toMatchObject({ surface: 'the-console' })
  })

  test('of the same facts is one, also where it names neither a run nor itself', async () => {
    const facts = { target_app: 'twice', to_sha: 'abcdef0', ts_utc: '2026-05-02T00:00:00Z' }
    const told = await Promise.all([1, 2, 3].map(() => reported(facts)))
    expect(new Set(told.map(({ id }) => id)).size).toBe(1)
    const others = [
      { from_sha: null },
      { to_sha: 'abcdef1' },
      { ts_utc: '2026-05-02T00:00:01Z' },
      { trigger: 'local-script' },
      { outcome: 'deploy_failed' },
      { run_url: run(23) },
      { id: 'another-one' },
    ]
    const ids = new Set(told.map(({ id }) => id))
    for (const changed of others) ids.add((await reported({ ...facts, ...changed })).id)
    expect(ids.size).toBe(1 + others.length)
  })

  test('carries what there is to go back to, and what is told with its end', async () => {
    const terraform = { surface: 'tickets', target_app: 'lightsail', action: 'console.deploy.prod' }
    const kept = { snapshot: 'lightsail-20260429T143300Z-kris', state_serial: 41 }
    const deploy = await reported({ ...terraform, ...kept, run_url: run(24), release: 'v9' })
    expect(deploy).toMatchObject({ ...kept, surface: 'tickets', release: 'v9' })
    expect((await entriesOf(deploy.id))[0]).toMatchObject({
      action: terraform.action,
      data: { ...kept, surface: 'tickets' },
    })
    await reported({ ...terraform, id: 'begun-1', outcome: 'unknown' })
    expect(await reported({ ...terraform, ...kept, id: 'begun-1', release: 'v10' })).toMatchObject({
      ...kept,
      release: 'v10',
    })
    expect(await runningAt('tickets')).toMatchObject({ release: 'v10' })
    const [, end] = await entriesOf('begun-1')
    expect(end?.data).toMatchObject({ phase: 'outcome', ...kept, release: 'v10' })
  })

  test('brings no secret and nobody’s address into the ledger', async () => {
    const hush = 'token=hunter2hunter2 from ada@example.com'
    const said = { detail: hush, release: hush, comment: hush, snapshot: hush, target_app: hush }
    const deploy = await reported({ ...said, surface: 'hushed', approved_by: 'octo', run_url: run(25) })
    expect(deploy.detail).toBe('token=[redacted] from [address]')
    const unknown = await reported({ ...said, id: 'hush-2', surface: 'hushed', outcome: 'unknown' })
    await reported({ ...said, id: 'hush-2', surface: 'hushed', outcome: 'deploy_failed' })
    for (const { id } of [deploy, unknown])
      expect(JSON.stringify(await entriesOf(id))).not.toMatch(/hunter2|ada@example/)
  })

  test('names nobody who signs in, whatever it calls them, and the same people as its forge', async () => {
    const signsIn = {
      issuer: 'https://sso.example',
      subject: 'boss',
      email: null,
      name: 'boss',
      verified: true,
    } as const
    const known = (identity: Parameters<typeof knowActor>[1]) =>
      desk.services.store.write('w', (tx) => knowActor(tx, identity))
    const boss = await known({ ...signsIn, via: 'oidc' })
    const claimed = await reported({ actor: 'boss', run_url: 'https://sso.example/raxx/raxx/actions/runs/26' })
    expect(claimed.actor).toMatchObject({ issuer: 'forge:https://sso.example', via: 'forge', verified: false })
    expect(claimed.actor.id).not.toBe(boss.id)
    expect((await known({ ...signsIn, via: 'forge' })).id).not.toBe(boss.id)
    expect(await known({ ...signsIn, via: 'oidc' })).toEqual(boss)
    const octo = await reported({ actor: 'Octo', run_url: run(27) })
    expect(octo.actor.id).toBe((await known(forgePerson('https://api.github.com', 'Octo'))).id)
    expect((await reported({ actor: 'Octo', to_sha: 'abcdef2' })).actor).toMatchObject({ issuer: 'reported:elsewhere' })
  })

  test('of what nothing is known yet to have been hides nothing that its host says', async () => {
    const sha = desk.service.commit()
    desk.service.push(sha)
    await reported({ id: 'soon', to_sha: 'fedcba9', outcome: 'unknown', ts_utc: desk.time.text() })
    await reported({ id: 'soon', to_sha: 'fedcba9', ts_utc: desk.time.text(240) })
    const { running } = await desk.surface('?fresh=true')
    expect(running).toMatchObject({ sha, observed_at: expect.any(String) })
  })

  test('is told by a runner, whose key deploys nothing', async () => {
    const told = await desk.send(`${deploys}/records`, reportOf({ run_url: run(28) }), 'runner')
    expect((await desk.begun(told)).outcome).toBe('success')
    for (const [path, body] of [
      [deploys, { surface: 'console', path: 'local', preview_id: 'x', phrase: 'x' }],
      ['/api/v1/surfaces/console/rollback', {}],
      [`${deploys}/run-7/cancel`, {}],
      ['/api/v1/surfaces/console/lock', { reason: 'x' }],
    ] as const)
      await problemOf(await desk.send(path, body, 'runner'), 403, 'permission_denied')
  })

  test('by whom it may not be, it is not', async () => {
    await problemOf(await desk.send(`${deploys}/records`, reportOf(), 'viewer'), 403, 'permission_denied')
  })

  test('and the ledger verifies', async () => {
    expect(await desk.verify()).toMatchObject({ ok: true })
  })
})
