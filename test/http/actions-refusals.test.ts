import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { actions, type Command, type Person, type Queue, rightly, startQueue } from './action-kit.ts'
import { breaking, entriesOf, type Scene, scenes } from './action-scenes.ts'
import { problemOf } from './problem-shape.ts'

const asks: Record<string, [Command, body: Record<string, unknown>]> = {
  approve: ['approve', rightly('approve')],
  'break glass': ['approve', breaking],
  reject: ['reject', {}],
  repoint: ['repoint', rightly('repoint')],
  claim: ['claim', {}],
  execute: ['mark-executed', {}],
  review: ['close-review', rightly('close-review')],
}
const statusOf: Record<string, number> = {
  ok: 200,
  approval_expired: 400,
  invalid_transition: 409,
  dry_run_never_executes: 409,
  already_claimed: 409,
  outcome_unknown: 409,
  self_approval: 403,
}

/** What a commander is told who has had nothing to do with the row so far. */
const table = `
  scene                          | approve            | break glass        | reject             | repoint            | claim                  | execute                | review
  proposed, tier 1               | ok                 | invalid_transition | ok                 | ok                 | invalid_transition     | invalid_transition     | invalid_transition
  proposed, tier 2               | ok                 | invalid_transition | ok                 | ok                 | invalid_transition     | invalid_transition     | invalid_transition
  proposed, tier 3               | ok                 | ok                 | ok                 | ok                 | invalid_transition     | invalid_transition     | invalid_transition
  a dry run                      | ok                 | invalid_transition | ok                 | ok                 | dry_run_never_executes | dry_run_never_executes | invalid_transition
  a dry run, approved            | invalid_transition | invalid_transition | ok                 | ok                 | dry_run_never_executes | dry_run_never_executes | invalid_transition
  approved once of twice         | ok                 | ok                 | ok                 | ok                 | invalid_transition     | invalid_transition     | invalid_transition
  approved                       | invalid_transition | invalid_transition | ok                 | ok                 | ok                     | ok                     | invalid_transition
  approved by breaking glass     | invalid_transition | invalid_transition | ok                 | ok                 | ok                     | ok                     | ok
  claimed                        | invalid_transition | invalid_transition | already_claimed    | already_claimed    | already_claimed        | already_claimed        | invalid_transition
  claimed, and the lease is over | invalid_transition | invalid_transition | ok                 | ok                 | outcome_unknown        | ok                     | invalid_transition
  executed                       | invalid_transition | invalid_transition | invalid_transition | invalid_transition | invalid_transition     | invalid_transition     | invalid_transition
  executed after breaking glass  | invalid_transition | invalid_transition | invalid_transition | invalid_transition | invalid_transition     | invalid_transition     | ok
  reviewed after breaking glass  | invalid_transition | invalid_transition | ok                 | ok                 | ok                     | ok                     | invalid_transition
  executed by itself             | invalid_transition | invalid_transition | invalid_transition | invalid_transition | invalid_transition     | invalid_transition     | invalid_transition
  rejected                       | invalid_transition | invalid_transition | invalid_transition | invalid_transition | invalid_transition     | invalid_transition     | invalid_transition
  re-pointed                     | invalid_transition | invalid_transition | invalid_transition | invalid_transition | invalid_transition     | invalid_transition     | invalid_transition
  expired                        | approval_expired   | approval_expired   | invalid_transition | invalid_transition | invalid_transition     | invalid_transition     | invalid_transition
`
const [[, ...columns] = [], ...lines] = table
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
const cells = lines.flatMap(([scene = '', ...codes]) =>
  codes.map((code, i): [string, Scene, string] => [columns[i] ?? '', scene as Scene, code]),
)

describe.each(engines)('refusals of actions on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())

  test('the table has every scene', () => {
    expect(lines.map(([scene]) => scene)).toEqual(Object.keys(scenes))
  })

  test.each(cells)('to %s what is %s: %s', async (asked, scene, code) => {
    const row = await scenes[scene](q)
    const before = await q.row(row.id)
    const [command, body] = asks[asked] ?? ['approve', {}]
    const response = await q.give(row.id, command, 'deputy', body)
    if (code === 'ok') return expect(response.status).toBe(command === 'repoint' ? 201 : 200)
    const said = await problemOf(response, statusOf[code] ?? 0, code)
    if (code !== 'dry_run_never_executes') expect(said.current_status).toBe(before.status)
    expect(await q.row(row.id)).toEqual(before)
  })

  test.each<[Scene, by: 'approver' | 'second' | 'runner' | 'operator' | undefined, words: string]>([
    ['proposed, tier 2', undefined, 'has not been approved yet'],
    ['executed', 'runner', 'has been executed already'],
    ['rejected', 'approver', 'has been rejected'],
    ['re-pointed', 'operator', 'took its place'],
  ])('of what is %s says what happened, by whom and when', async (scene, by, words) => {
    const { id } = await scenes[scene](q)
    const { status: _, ...said } = await problemOf(
      await q.give(id, 'mark-executed', 'commander'),
      409,
      'invalid_transition',
    )
    expect(said.detail).toContain(words)
    const { proposed_by, approvals, rejected_by, executed_by } = await q.row(id)
    const people = [proposed_by, rejected_by, executed_by, ...approvals.map(({ actor }) => actor)]
    expect(people.map((actor) => actor?.id)).toContain(by === undefined ? proposed_by.id : said.by)
    expect(said.at).toBe(by === undefined ? undefined : (await q.row(id)).history.at(-1)?.at)
  })

  test('a claim of another’s says whose and until when', async () => {
    const { id, claimed_by, claim_expires_at } = await scenes.claimed(q)
    for (const command of ['claim', 'mark-executed', 'reject', 'repoint'] as const)
      expect(await problemOf(await q.give(id, command, 'commander'), 409, 'already_claimed')).toMatchObject({
        current_status: 'approved',
        claimed_by: claimed_by?.id,
        claim_expires_at,
      })
  })

  test.each<[command: Command, Person, permission: string]>([
    ['approve', 'viewer', 'actions.approve'],
    ['approve', 'operator', 'actions.approve'],
    ['approve', 'runner', 'actions.approve'],
    ['claim', 'approver', 'actions.execute'],
    ['mark-executed', 'approver', 'actions.execute'],
    ['mark-executed', 'operator', 'actions.execute'],
    ['close-review', 'operator', 'actions.approve'],
    ['reject', 'runner', 'actions.reject'],
    ['reject', 'auditor', 'actions.reject'],
    ['repoint', 'viewer', 'actions.propose'],
    ['comments', 'viewer', 'actions.propose'],
    ['comments', 'runner', 'actions.propose'],
  ])('%s by %s: 403, and the permission that it takes', async (command, who, permission) => {
    const { id } = await scenes['approved by breaking glass'](q)
    expect(await problemOf(await q.give(id, command, who), 403, 'permission_denied')).toMatchObject({ permission })
    // Before anything of what was sent is looked at, and before it is counted.
    q.services.limits.transitionsPerMinute = 0
    const malformed = await q.send(`${actions}/${id}/${command}`, {}, who, { body: '{' })
    q.services.limits.transitionsPerMinute = 1_000_000
    expect(await problemOf(malformed, 403, 'permission_denied')).toMatchObject({ permission })
  })

  test('breaking glass takes a commander', async () => {
    const { id } = await q.propose({ type: 'kill_run' })
    const refused = await problemOf(await q.give(id, 'approve', 'approver', breaking), 403, 'permission_denied')
    expect(refused).toMatchObject({ permission: 'actions.break_glass' })
  })

  describe('whoever proposed', () => {
    test.each(['proposed, tier 1', 'proposed, tier 3', 'approved', 'claimed, and the lease is over'] as const)(
      'may take back what is %s, whatever their role',
      async (scene) => {
        const { id } = await scenes[scene](q)
        const withdrawn = await q.did(id, 'reject', 'operator', {})
        expect(withdrawn).toMatchObject({ status: 'rejected', rejection_note: null, rejected_by: { name: 'operator' } })
      },
    )

    test('may not take back another’s, nor re-point it, where their role does not say so', async () => {
      const { id } = await q.propose({}, 'approver')
      for (const command of ['reject', 'repoint'] as const) {
        const refused = await problemOf(await q.give(id, command, 'operator'), 403, 'permission_denied')
        expect(refused).toMatchObject({ permission: 'actions.reject' })
      }
    })

    test('may approve their own tier 1 and 2, and never their own tier 3', async () => {
      for (const type of ['alert', 'throttle'])
        await q.did((await q.propose({ type }, 'approver')).id, 'approve', 'approver')
      const { id } = await q.propose({ type: 'scale_down' }, 'approver')
      await problemOf(await q.give(id, 'approve', 'approver'), 403, 'self_approval')
      await q.did(id, 'approve', 'second')
      await problemOf(await q.give(id, 'approve', 'approver'), 403, 'self_approval')
      await problemOf(await q.give(id, 'approve', 'second'), 409, 'already_approved')
      expect((await q.did(id, 'approve', 'commander')).status).toBe('approved')
    })
  })

  test('a tier 3 is typed exactly: the first 8 characters, all of a shorter target, and no more', async () => {
    const tries = (target_ref: string, ...texts: unknown[]) =>
      Promise.all(
        texts.map(async (confirmation) => {
          const { id } = await q.propose({ type: 'kill_run', target_ref })
          return (await q.give(id, 'approve', 'approver', { confirmation, note: 'x' })).status
        }),
      )
    expect(await tries('checkout-agent', 'checkout', 'checkou', 'checkout-', 'CHECKOUT', ' checkout', '')).toEqual([
      200, 422, 422, 422, 422, 422,
    ])
    expect(await tries('run', 'run', 'ru', 'run ')).toEqual([200, 422, 422])
    expect(await tries('🚀🚀🚀🚀🚀🚀🚀🚀🚀', '🚀🚀🚀🚀🚀🚀🚀🚀', '🚀🚀🚀🚀')).toEqual([200, 422])
    expect(await tries('checkout-agent', undefined)).toEqual([422])
  })

  test.each(['', '   ', '\n\t'])('a tier 3 takes a reason, and %j is none', async (note) => {
    const { id } = await q.propose({ type: 'kill_run' })
    await problemOf(await q.give(id, 'approve', 'approver', { confirmation: 'checkout', note }), 422, 'reason_required')
    await problemOf(
      await q.give(id, 'approve', 'commander', { confirmation: 'checkout', note, break_glass: true }),
      422,
      'reason_required',
    )
    expect(await entriesOf(q, id)).toEqual({ 'action.proposal.created': 1 })
  })
})
