import { randomUUID } from 'node:crypto'
import { knowActor } from '../../main/store/actors.ts'
import type { Proposal } from '../../shared/domain/action.ts'
import { subjectOf, writeEvent, writeProposal } from '../../shared/domain/action-entries.ts'
import { writeAcknowledgement, writePlan, writeSchedule } from '../../shared/domain/drill-entries.ts'
import { answer, payments, plan } from '../support/evidence/drill-story.ts'
import { type Fixture, grow, workspace } from './ledger-fixture.ts'

const identity = (subject: string) =>
  ({ issuer: 'bench', subject, email: `${subject}@bench.invalid`, name: subject, via: 'oidc', verified: true }) as const

/** What each kind of package has most to do with. */
export const fillWith = { ledger: grow, actions: fillActions, drills: fillDrills } as const

/** Actions that were proposed, approved and executed: three entries each. */
async function fillActions({ store }: Fixture, entries: number): Promise<void> {
  for (let made = 0; made < entries; made += 300)
    await store.write(workspace, async (tx) => {
      const proposer = await knowActor(tx, identity('proposer'))
      const approver = await knowActor(tx, identity('approver'))
      for (let i = 0; i < 100; i++) {
        const id = randomUUID()
        const about = { subject: subjectOf(id), actor: approver }
        const proposal = proposalOf(id, tx.now, proposer)
        tx.append({ ...writeProposal(proposal), subject: about.subject, actor: proposer })
        const vote = { actor: approver, at: tx.now, note: 'Looked at the diff with the on-call.', saw: null }
        tx.append({ ...writeEvent({ kind: 'approved', vote, complete: true }), ...about })
        const outcome = { changed: true, took_ms: 1200 + i }
        tx.append({ ...writeEvent({ kind: 'executed', by: approver, at: tx.now, outcome }), ...about })
      }
    })
}

/** One schedule that was planned again and again, each of four routes answered: five entries each. */
async function fillDrills({ store }: Fixture, entries: number): Promise<void> {
  await store.write(workspace, async (tx) => {
    tx.append({ ...writeSchedule(payments), actor: await knowActor(tx, identity('planner')) })
  })
  for (let made = 0; made < entries; made += 500)
    await store.write(workspace, async (tx) => {
      const planner = await knowActor(tx, identity('planner'))
      const owner = await knowActor(tx, identity('owner'))
      for (let i = 0; i < 100; i++) {
        const planned = plan(`gordn-${randomUUID()}`, payments, tx.now)
        tx.append({ ...writePlan(planned), actor: planner })
        for (const { provider, owner: asked } of planned.route_decisions) {
          const given = { acknowledgement_state: 'resolved', notes: 'Rehearsed at noon.' } as const
          const answered = answer(planned, provider, asked, given)
          tx.append({ ...writeAcknowledgement(payments.schedule_id, answered), actor: owner })
        }
      }
    })
}

const proposalOf = (id: string, now: string, proposed_by: Proposal['proposed_by']): Proposal => ({
  id,
  workspace,
  type: 'throttle',
  tier: 2,
  target_ref: `sales-assistant-${id.slice(0, 8)}`,
  reason: 'Cost spike: $41/h against $6/h budget',
  mode: 'supervised',
  payload: { limit: 10, window_minutes: 30 },
  proposed_by,
  proposed_through: 'direct',
  supersedes: null,
  proposed_at: now,
  expires_at: new Date(Date.parse(now) + 1_800_000).toISOString(),
  terms: { approvals_required: 1, self_approval: true, typed: false, single_operator: false },
})
