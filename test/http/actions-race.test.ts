import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '../../shared/contract/problem.ts'
import { engines } from '../support/engines.ts'
import { type Command, joinQueue, type Person, type Queue, type Row, rightly, startQueue } from './action-kit.ts'
import { approvedTier3, breaking, entriesOf } from './action-scenes.ts'

const approvers: readonly Person[] = ['approver', 'second', 'commander', 'deputy', 'admin']
const rounds = Array.from({ length: 4 }, (_, round) => round)
type Answer = { who: Person; status: number; body: Row & Omit<Problem, 'status'> }

/** Several at once, on two processes of one database: one wins, and the others are told what happened. */
describe.each(engines)('people at once on %s', (engine) => {
  let q: Queue
  let other: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
    other = await joinQueue(engine, q)
  })
  afterAll(async () => {
    await other.close()
    await q.close()
  })

  const ask = (on: Queue, id: string, command: Command, who: Person, body?: Record<string, unknown>) =>
    on.give(id, command, who, body).then(
      async (response): Promise<Answer> => ({
        who,
        status: response.status,
        body: (await response.json()) as Answer['body'],
      }),
    )
  /** Everybody at once, every other one at the other process. */
  const all = (id: string, command: Command, whom: readonly Person[], body = rightly(command)) =>
    Promise.all(whom.map((who, i) => ask(i % 2 ? other : q, id, command, who, body)))
  const split = (answers: readonly Answer[]) => ({
    won: answers.filter(({ status }) => status < 300),
    lost: answers.filter(({ status }) => status >= 300),
  })

  test.each(['alert', 'throttle'])('one approval of %s counts', async (type) => {
    for (const _ of rounds) {
      const { id } = await q.propose({ type })
      const { won, lost } = split(await all(id, 'approve', approvers, {}))
      const row = await q.row(id)
      expect(won).toHaveLength(1)
      expect(row).toMatchObject({ status: 'approved', approvals: [won[0]?.body.approvals[0]] })
      for (const { status, body } of lost) {
        expect([status, body.code, body.current_status]).toEqual([409, 'invalid_transition', 'approved'])
        expect([body.by, body.at]).toEqual([row.approvals[0]?.actor.id, row.approved_at])
      }
      expect(await entriesOf(q, id)).toEqual({ 'action.proposal.created': 1, 'action.proposal.approved': 1 })
    }
  })

  test('two approvals of a tier 3 count, of two people, however often each asks', async () => {
    for (const _ of rounds) {
      const { id } = await q.propose({ type: 'rollback_deploy' })
      const { won, lost } = split(await all(id, 'approve', [...approvers, ...approvers]))
      const row = await q.row(id)
      expect(row.status).toBe('approved')
      expect(won.map(({ who }) => who)).toHaveLength(2)
      expect(new Set(won.map(({ who }) => who)).size).toBe(2)
      expect(row.approvals.map(({ actor }) => actor.id).toSorted()).toEqual(
        won.map(({ body }) => body.approvals.at(-1)?.actor.id).toSorted(),
      )
      for (const { status, body } of lost) {
        expect(status).toBe(409)
        expect(['invalid_transition', 'already_approved']).toContain(body.code)
      }
      expect(await entriesOf(q, id)).toEqual({ 'action.proposal.created': 1, 'action.proposal.approved': 2 })
    }
  })

  test('of an approval and a rejection the row is what the ledger says came last, and it was possible', async () => {
    for (const round of rounds) {
      const { id } = await q.propose()
      const [approved, rejected] = await Promise.all([
        ask(round % 2 ? q : other, id, 'approve', 'approver', {}),
        ask(q, id, 'reject', 'second'),
      ])
      expect(rejected?.status).toBe(200)
      const counts = await entriesOf(q, id)
      expect(counts).toMatchObject({ 'action.proposal.created': 1, 'action.proposal.rejected': 1 })
      expect(counts['action.proposal.approved'] ?? 0).toBe(approved?.status === 200 ? 1 : 0)
      if (approved?.status !== 200)
        expect(approved?.body).toMatchObject({
          code: 'invalid_transition',
          current_status: 'rejected',
          by: rejected?.body.rejected_by?.id,
        })
      expect((await q.row(id)).status).toBe('rejected')
    }
  })

  test.each<[Command, Person[], code: string, entry: string, body?: Record<string, unknown>]>([
    ['mark-executed', ['runner', 'machine', 'commander', 'admin'], 'invalid_transition', 'executed'],
    ['claim', ['runner', 'machine', 'commander', 'admin'], 'already_claimed', 'claimed'],
    ['reject', ['operator', ...approvers], 'invalid_transition', 'rejected'],
    ['repoint', ['operator', ...approvers], 'invalid_transition', 'rejected'],
  ])('one %s goes through', async (command, whom, code, entry) => {
    for (const _ of rounds) {
      const { id } = await approvedTier3(q)
      const { won, lost } = split(await all(id, command, whom))
      expect(won).toHaveLength(1)
      expect(lost.map(({ status, body }) => [status, body.code])).toEqual(lost.map(() => [409, code]))
      const counts = await entriesOf(q, id)
      expect(counts).toEqual({
        'action.proposal.created': 1,
        'action.proposal.approved': 2,
        [`action.proposal.${entry}`]: 1,
      })
      if (command === 'repoint') expect((await q.row(id)).superseded_by).toBe(won[0]?.body.id)
    }
  })

  test('one breaks the glass, and one closes the review', async () => {
    for (const _ of rounds) {
      const { id } = await q.propose({ type: 'kill_run' })
      const broke = split(await all(id, 'approve', ['commander', 'deputy', 'admin'], breaking))
      expect(broke.won).toHaveLength(1)
      const closed = split(await all(id, 'close-review', ['approver', 'second', 'approver', 'second']))
      expect(closed.won).toHaveLength(1)
      expect(await entriesOf(q, id)).toEqual({
        'action.proposal.created': 1,
        'action.proposal.glass_broken': 1,
        'action.review.closed': 1,
      })
    }
  })

  test('a runner and whoever takes the approval back: one of them is in time', async () => {
    for (const round of rounds) {
      const { id } = await approvedTier3(q)
      const answers = await Promise.all([
        ask(round % 2 ? other : q, id, 'claim', 'runner'),
        ask(q, id, 'reject', 'operator'),
        ask(other, id, 'mark-executed', 'machine'),
      ])
      const { status, claimed_by } = await q.row(id)
      const [claimed, rejected, executed] = answers.map((answer) => answer.status === 200)
      expect(status).toBe(executed ? 'executed' : rejected ? 'rejected' : 'approved')
      expect(claimed_by !== null).toBe(claimed)
      expect([rejected, executed].filter(Boolean).length).toBe(claimed ? 0 : 1)
    }
  })

  test('after all of it the ledger verifies', async () => {
    expect(await q.verify()).toMatchObject({ ok: true })
  })
})
