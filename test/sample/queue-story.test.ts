import { expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import { readQueue } from '../../main/store/action-queue.ts'
import { countHeld } from '../../main/store/actions.ts'
import { statuses } from '../../shared/domain/action.ts'
import { tiers } from '../../shared/domain/action-policy.ts'

test('every tier stands in every status, and nothing has expired but what should', async () => {
  const { store, workspace, clock, close } = await openSample({ log: createLog('silent') })
  const now = clock()
  const asked = { engine: store.engine, workspace, now: new Date(now).toISOString() }
  const window = { sort: 'proposed_at' as const, descending: true, limit: 100 }
  const actions = (await readQueue(store.read, asked, {}, window)).map(({ record }) => record.action)
  const combinations = actions.map(({ proposal, progress }) => `${proposal.tier} ${progress.status}`)
  expect(combinations.sort()).toEqual(tiers.flatMap((tier) => statuses.map((status) => `${tier} ${status}`)).sort())
  for (const { proposal, progress } of actions) {
    expect(proposal.reason.length).toBeGreaterThan(20)
    // A newcomer takes their time.
    if (progress.status === 'proposed') expect(Date.parse(proposal.expires_at) - now).toBeGreaterThan(3 * 3_600_000)
  }
  expect(await countHeld(store.read, workspace, asked.now)).toBe(0)
  await close()
})

test('one tier 3 rollback waits for a second approver', async () => {
  const { store, workspace, clock, close } = await openSample({ log: createLog('silent') })
  const asked = { engine: store.engine, workspace, now: new Date(clock()).toISOString() }
  const window = { sort: 'proposed_at' as const, descending: true, limit: 100 }
  const waiting = await readQueue(store.read, asked, { status: ['proposed'], tier: [3] }, window)
  expect(waiting.map(({ record }) => [record.action.proposal.type, record.action.approvals.length])).toEqual([
    ['rollback_deploy', 1],
  ])
  await close()
})
