import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DeployDiff } from '../../shared/contract/deploys.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { engines } from '../support/engines.ts'
import type { Person } from './action-kit.ts'
import { type Desk, definitionOf, deploys, startDesk, surfaces } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'

const ci = { repository: 'raxx/raxx', workflow: 'deploy.yml' }

/** Nothing is carried out here: it is about what is let through, and how what is not is told. */
describe.each(engines)('what stands before a deploy, on %s', (engine) => {
  let desk: Desk
  let first: string
  let second: string
  beforeAll(async () => {
    desk = await startDesk(engine, { carried: false, surface: { paths: { local: {}, ci } } })
    first = desk.service.commit({ message: 'The first' })
    desk.service.push(first)
    second = desk.service.commit({ message: 'The second' })
  })
  afterAll(() => desk.close())

  const preview = async () => (await desk.diff()).preview_id
  const reason = 'It cannot wait'

  test('P1: the phrase names the target, and is typed exactly', async () => {
    const preview_id = await preview()
    for (const phrase of ['yes', 'deploy console to prod ', 'Deploy console to prod', ' deploy console to prod', ''])
      expect(await problemOf(await desk.begin(preview_id, { phrase }), 422, 'phrase_mismatch')).toMatchObject({
        expected: 'deploy console to prod',
      })
  })

  test.each<[what: string, wanted: object, who: Person, status: number, code: string]>([
    ['nobody who may', {}, 'viewer', 403, 'permission_denied'],
    ['a surface that there is not', { surface: 'another' }, 'commander', 422, 'invalid_input'],
    ['no preview', { preview_id: 'x' }, 'commander', 422, 'invalid_input'],
    ['a way that there is not', { path: 'carrier-pigeon' }, 'commander', 422, 'invalid_input'],
    ['no token of theirs, by the forge', { path: 'ci' }, 'commander', 409, 'forge_token_missing'],
  ])('refuses %s', async (_, wanted, who, status, code) => {
    await problemOf(await desk.begin(await preview(), wanted, who), status, code)
  })

  test('P2: what moved since the preview refuses, and what would ship now comes along', async () => {
    const before = await preview()
    const third = desk.service.commit({ message: 'The third' })
    const moved = await problemOf(await desk.begin(before), 409, 'target_moved')
    const diff = DeployDiff.parse(moved.diff)
    expect(diff).toMatchObject({ from_sha: first, to_sha: third, commits_total: 2 })
    expect(await problemOf(await desk.begin(before), 409, 'target_moved')).toMatchObject({
      detail: expect.stringContaining('would ship'),
    })
    desk.service.push(second)
    expect(await problemOf(await desk.begin(diff.preview_id), 409, 'target_moved')).toMatchObject({
      detail: expect.stringContaining('runs there'),
      diff: { from_sha: second, to_sha: third },
    })
    const last = await preview()
    const changed = { paths: { local: {}, ci }, health: { url: null } }
    const defined = definitionOf(desk.service, { paths: { local: {}, ci } })
    desk.bring([SurfaceDefinition.parse({ ...defined, ...changed })])
    expect(await problemOf(await desk.begin(last), 409, 'target_moved')).toMatchObject({
      detail: expect.stringContaining('defined anew'),
    })
    desk.bring([SurfaceDefinition.parse(defined)])
  })

  test('a commit that was named is deployed though the branch has moved on; a name that moved is not', async () => {
    const named = (await desk.diff(`?to=${second}`)).preview_id
    const branch = (await desk.diff('?to=main')).preview_id
    desk.service.commit({ message: 'Moved on' })
    await problemOf(await desk.begin(branch), 409, 'target_moved')
    // The phrase is asked before anything is looked at, so this one is only refused for it.
    await problemOf(await desk.begin(named, { phrase: 'x' }), 422, 'phrase_mismatch')
    await problemOf(await desk.get(`${surfaces}/console/diff?to=nowhere`), 404, 'not_found')
  })

  test('a lock and a freeze: a named person with the permission passes with a reason, a pipeline does not', async () => {
    const id = (await desk.commanded('freeze', { reason: 'The sale', until: desk.time.text(3600) })).freezes[0]?.id
    await problemOf(await desk.begin(await preview(), {}), 403, 'frozen')
    await desk.commanded('lock', { reason: 'Hands off' })
    await problemOf(await desk.begin(await preview(), {}), 403, 'locked')
    await problemOf(await desk.begin(await preview(), { pass_reason: ' ' }), 422, 'invalid_input')
    // Every credential of these tests is a key of a pipeline.
    const refusal = await problemOf(await desk.begin(await preview(), { pass_reason: reason }), 403, 'locked')
    expect(refusal.detail).toContain('pipeline')
    await desk.commanded('unlock', { reason })
    await problemOf(await desk.begin(await preview(), { pass_reason: reason }), 403, 'frozen')
    await desk.commanded('unfreeze', { reason, freeze_id: id })
  })

  test('a freeze that names no end lasts a day; its times may have an offset', async () => {
    const [day] = (await desk.commanded('freeze', { reason: 'xmas' })).freezes
    expect(day).toMatchObject({ reason: 'xmas', active: true })
    expect(Date.parse(`${day?.until}`) - Date.parse(`${day?.from}`)).toBe(24 * 60 * 60_000)
    await desk.commanded('unfreeze', { reason, freeze_id: day?.id })
    const times = { from: '2126-12-24T01:00:00+01:00', until: '2126-12-26T00:00:00.000000+00:00' }
    const [xmas] = (await desk.commanded('freeze', { reason: 'xmas', ...times })).freezes
    expect(xmas).toMatchObject({ from: '2126-12-24T00:00:00.000Z', until: '2126-12-26T00:00:00.000Z', active: false })
    await desk.commanded('unfreeze', { reason, freeze_id: xmas?.id })
    const later = (await desk.commanded('freeze', { reason: 'xmas', from: times.from })).freezes[0]
    expect(later).toMatchObject({ until: '2126-12-25T00:00:00.000Z' })
    await desk.commanded('unfreeze', { reason, freeze_id: later?.id })
    const over = await desk.command('freeze', { reason: 'xmas', until: '2020-01-01T00:00:00+00:00' })
    await problemOf(over, 422, 'invalid_input')
    expect(await desk.verify()).toMatchObject({ ok: true })
  })

  test('what is under way, in quarantine, over or already asked for is told with its code', async () => {
    const one = await desk.begun(desk.begin(await preview()))
    expect(one).toMatchObject({
      state: 'triggered',
      outcome: null,
      break_glass: true,
      review: { open: true },
      trigger: 'local-script',
      health_attempts: 3,
    })
    expect(await problemOf(await desk.begin(await preview()), 409, 'deploy_in_flight')).toMatchObject({
      deploy_id: one.id,
    })
    expect((await desk.surface('', 'commander')).in_flight).toMatchObject([{ id: one.id }])
    // Whoever broke glass does not close its review.
    const close = (who: Person, note: string) => desk.send(`${deploys}/${one.id}/close-review`, { note }, who)
    await problemOf(await close('commander', 'Fine'), 403, 'self_approval')
    await problemOf(await close('viewer', 'Fine'), 403, 'permission_denied')
    await problemOf(await close('deputy', ''), 422, 'invalid_input')
    expect((await desk.done(close('deputy', 'I looked'))).review).toMatchObject({ open: false, note: 'I looked' })
    await problemOf(await close('deputy', 'Again'), 409, 'invalid_transition')
    for (const step of ['approve', 'reject'])
      await problemOf(await desk.send(`${deploys}/${one.id}/${step}`, {}, 'commander'), 409, 'invalid_transition')

    await problemOf(await desk.rollback({ to_release: 'v1' }), 422, 'invalid_input')
    expect(await desk.deploy(one.id)).toMatchObject({ stopping: false })
    const to_release = desk.service.head() ?? ''
    const back = await desk.begun(desk.rollback({ to_release, reason: 'It is slow' }))
    expect(back).toMatchObject({ kind: 'rollback', break_glass: false })
    expect(await desk.deploy(one.id)).toMatchObject({ stopping: true, outcome: null })
    await problemOf(await desk.rollback(), 409, 'already_rolled_back')
    await problemOf(await desk.send(`${deploys}/${one.id}/cancel`, {}, 'commander'), 409, 'invalid_transition')
    const stopping = await desk.done(desk.send(`${deploys}/${back.id}/cancel`, {}, 'commander'))
    expect(stopping).toMatchObject({ stopping: true })
    await problemOf(await desk.rollback({}, 'viewer'), 403, 'permission_denied')
    for (const path of ['', '/cancel', '/log', '/approve'])
      await problemOf(
        await desk.ask(`${deploys}/nobody-knows${path}`, {
          key: desk.keys.get('admin'),
          method: path === '' || path === '/log' ? 'GET' : 'POST',
        }),
        404,
        'not_found',
      )
    await problemOf(await desk.get(`${deploys}?cursor=x`), 422, 'invalid_input')
    const page = await desk.page('?limit=1')
    expect(page.items.map(({ id }) => id)).toEqual([back.id])
    expect((await desk.page(`?limit=1&cursor=${page.next_cursor}`)).items.map(({ id }) => id)).toEqual([one.id])
    expect((await desk.page('?kind=rollback&in_flight=true&surface=console')).items).toHaveLength(1)
    expect((await desk.page('?outcome=success')).items).toEqual([])
    expect(await desk.verify()).toMatchObject({ ok: true })
  })
})
