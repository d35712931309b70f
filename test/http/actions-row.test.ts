import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { Action, ActionDetail, ActionPage } from '../../shared/contract/actions.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { actions, asJson, type Detail, type Queue, type Row, startQueue } from './action-kit.ts'
import { type Scene, scenes } from './action-scenes.ts'

/** The row as api.md lists it, word for word. */
const documented = `id, tier, type, target_ref, reason, mode, status, payload, outcome, proposal_digest, approvals_required, approvals,
  approver_note, rejection_note, proposed_by, proposed_through, supersedes, superseded_by, proposed_at, expires_at, approved_at,
  rejected_at, executed_at, expired_at, claimed_by, claim_expires_at, break_glass, commands`
const fields = documented.split(/,\s*/)

const at = '2026-11-21T10:00:00.000Z'
const by = (name: string) => expect.objectContaining({ name, via: 'api_key', verified: true, erased: false })
const vote = (name: string, note = 'I looked') => ({ actor: by(name), at, note, proposal_digest: null })
const fresh = {
  outcome: null,
  approvals: [],
  approver_note: null,
  rejection_note: null,
  proposed_by: by('operator'),
  proposed_through: 'direct',
  supersedes: null,
  superseded_by: null,
  approved_at: null,
  rejected_at: null,
  rejected_by: null,
  executed_at: null,
  executed_by: null,
  expired_at: null,
  claimed_by: null,
  claimed_at: null,
  claim_expires_at: null,
  outcome_unknown: false,
  break_glass: null,
  single_operator: false,
}
const twice = {
  approvals: [vote('approver'), vote('approver')],
  approver_note: 'I looked',
  approved_at: at,
}
const broken = {
  approvals: [vote('incident_commander', 'Nobody else is awake')],
  approver_note: 'Nobody else is awake',
  approved_at: at,
  break_glass: { by: by('incident_commander'), at, note: 'Nobody else is awake', review: null },
}
const ran = { status: 'executed', executed_at: at, executed_by: by('runner'), outcome: { exit: 0 } }
const taken = { claimed_by: by('runner'), claimed_at: at }

const rows: Record<Scene, object> = {
  'proposed, tier 1': { status: 'proposed', tier: 1, type: 'alert', approvals_required: 1, mode: 'supervised' },
  'proposed, tier 2': { status: 'proposed', tier: 2, type: 'throttle', approvals_required: 1 },
  'proposed, tier 3': { status: 'proposed', tier: 3, type: 'kill_run', approvals_required: 2 },
  'a dry run': { status: 'proposed', mode: 'dry_run' },
  'a dry run, approved': {
    status: 'approved',
    mode: 'dry_run',
    approvals: [vote('approver')],
    approver_note: 'I looked',
    approved_at: at,
  },
  'approved once of twice': { status: 'proposed', approvals: [vote('approver')], approver_note: 'I looked' },
  approved: { status: 'approved', ...twice },
  'approved by breaking glass': { status: 'approved', ...broken },
  claimed: { status: 'approved', ...twice, ...taken, claim_expires_at: '2026-11-21T10:00:30.000Z' },
  'claimed, and the lease is over': {
    status: 'approved',
    ...twice,
    ...taken,
    claim_expires_at: '2026-11-21T10:00:05.000Z',
    outcome_unknown: true,
  },
  executed: { ...twice, ...ran },
  'executed after breaking glass': { ...broken, ...ran },
  'reviewed after breaking glass': {
    status: 'approved',
    ...broken,
    break_glass: { ...broken.break_glass, review: { by: by('approver'), at, note: 'It was right' } },
  },
  'executed by itself': {
    status: 'executed',
    mode: 'autonomous',
    executed_at: at,
    executed_by: expect.objectContaining({ name: 'Countersign' }),
    outcome: { alert: { message: 'The canary drifts', notice: expect.any(Number), webhooks: 0 } },
  },
  rejected: { status: 'rejected', rejected_at: at, rejected_by: by('approver'), rejection_note: 'Not now' },
  're-pointed': {
    status: 'rejected',
    rejected_at: at,
    rejected_by: by('operator'),
    superseded_by: expect.stringMatching(/^[0-9a-f-]{36}$/),
  },
  expired: { status: 'expired', expires_at: '2026-11-21T10:00:30.000Z', expired_at: '2026-11-21T10:00:30.000Z' },
}
const scene = Object.keys(rows) as Scene[]

describe.each(engines)('a row on %s', (engine) => {
  let q: Queue
  beforeAll(async () => {
    q = await startQueue(engine)
  })
  afterAll(() => q.close())

  test.each(scene)('that is %s says all that became of it, and nothing else', async (name) => {
    q.time.set(at)
    const detail = await q.row((await scenes[name](q)).id)
    ActionDetail.strict().parse(detail)
    const { history, comments, actors, incidents, ...row } = detail
    expect(Object.keys(row)).toEqual(expect.arrayContaining(fields))
    expect(row).toMatchObject({
      ...fresh,
      target_ref: 'checkout-agent@4f2c9e1',
      reason: 'The canary drifts',
      payload: {},
      proposed_at: at,
      last_seq: expect.any(Number),
      ...rows[name],
    })
    expect(row.proposal_digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(history[0]).toMatchObject({ action: 'action.proposal.created', subject: `action:${row.id}`, at })
    expect(history.at(-1)?.seq).toBe(row.last_seq)
    expect([comments, incidents]).toEqual([[], []])
    for (const { actor_digest, actor_id } of history) expect(actors[actor_digest]?.id).toBe(actor_id)
  })

  test('is the same in the list, in the answer to whoever changed it, and alone', async () => {
    q.time.set(at)
    const answered = await scenes.approved(q)
    const { items } = ActionPage.strict().parse(await asJson(await q.get(actions, 'second'), 200))
    const { history, comments, actors, incidents, ...alone } = await q.row(answered.id, 'second')
    expect(items.find(({ id }) => id === answered.id)).toEqual(answered)
    expect(alone).toEqual(answered)
    Action.strict().parse(answered)
  })

  test('carries its questions and answers, in the order in which they came, also after it is over', async () => {
    q.time.set(at)
    const { id, last_seq } = await scenes.executed(q)
    const said = ['Why now?', 'Because it pages.', 'Так\nи есть 👍']
    for (const [i, body] of said.entries()) {
      const who = i === 1 ? 'operator' : 'approver'
      const comment = await asJson<Detail['comments'][number]>(await q.give(id, 'comments', who, { body }), 201)
      expect(comment).toEqual({ seq: expect.any(Number), at, by: by(who), body })
    }
    const after = await q.row(id)
    expect(after.comments.map(({ body, by: { name } }) => [body, name])).toEqual([
      [said[0], 'approver'],
      [said[1], 'operator'],
      [said[2], 'approver'],
    ])
    expect(after.comments.map(({ seq }) => seq)).toEqual(after.history.slice(-3).map(({ seq }) => seq))
    expect(after).toMatchObject({ status: 'executed', last_seq })
  })

  test('names those who were erased no more, and verifies as before', async () => {
    const { id, proposed_by } = await q.propose({ target_ref: 'erased' })
    await q.did(id, 'comments', 'operator', { body: 'mine' })
    await eraseActor(q.services, ada, { workspace: 'w', actor: proposed_by.id })
    const gone = { id: proposed_by.id, name: 'erased person', subject: null, erased: true }
    const after: Row & Pick<Detail, 'comments'> = await q.row(id)
    expect(after.proposed_by).toMatchObject(gone)
    expect(after.comments[0]?.by).toMatchObject(gone)
    expect(await q.verify()).toMatchObject({ ok: true })
  })
})
