import { describe, expect, test } from 'vitest'
import { problems } from '../../shared/contract/problem.ts'
import { type Action, propose, type Status } from '../../shared/domain/action.ts'
import type { Asker, CommandName } from '../../shared/domain/action-commands.ts'
import { evolve } from '../../shared/domain/action-evolve.ts'
import { type ActionType, actionPolicy, type Mode, modes, tierOf } from '../../shared/domain/action-policy.ts'
import { allowed, decide, perform } from '../../shared/domain/action-rules.ts'
import { asker, at, type Person, play, proposalOf, proposed, rightly, ttl, whoIs } from './action-setting.ts'

/*
 * The source document (Deployment Actions), sentence by sentence as far as it is about the rules. Each test is named by
 * the words of the source; what they leave open is decided in `product.md` and tested in the other files.
 */

const offers = (action: Action, who: Asker): CommandName[] =>
  allowed(action, who).flatMap(({ name, enabled }) => (enabled ? [name] : []))
const can = (action: Action, person: Person, name: CommandName, seconds = 1): boolean =>
  decide(action, rightly[name], asker(person, seconds)).ok
/** What a proposal is at once, when nobody has done anything and nobody holds the workspace. */
const onCreation = (action: Action): Action => {
  const event = perform(action, { name: 'run', outcome: 'ran' }, whoIs('countersign'), at(0), false)
  return event ? evolve(action, event) : action
}
const statusOf = ({ progress }: Action): Status => progress.status
const types = {
  1: ['alert', 'tag_trace', 'create_incident'],
  2: ['throttle', 'switch_model', 'disable_flag'],
  3: ['kill_run', 'rollback_deploy', 'scale_down'],
} as const satisfies Record<number, ActionType[]>

describe('“The 3 tiers”', () => {
  test.each(types[1])(
    'Tier 1 “alert · tag_trace · create_incident”: “Autonomous-safe. In mode="autonomous", auto-executes on creation.” (%s)',
    (type) => {
      expect(tierOf[type]).toBe(1)
      expect(statusOf(onCreation(proposed({ type, mode: 'autonomous' })))).toBe('executed')
      expect(statusOf(onCreation(proposed({ type, mode: 'supervised' })))).toBe('proposed')
      expect(statusOf(onCreation(proposed({ type, mode: 'dry_run' })))).toBe('proposed')
    },
  )

  test.each(types[2])(
    'Tier 2 “throttle · switch_model · disable_flag”: “Supervised only. Requires explicit approval before execution, even in autonomous mode.” (%s)',
    (type) => {
      expect(tierOf[type]).toBe(2)
      for (const mode of ['supervised', 'autonomous'] as const) {
        const action = onCreation(proposed({ type, mode }))
        expect(statusOf(action)).toBe('proposed')
        expect(can(action, 'runner', 'mark_executed')).toBe(false)
        expect(can(play(action, ['approver', 'approve']), 'runner', 'mark_executed')).toBe(true)
      }
    },
  )

  test.each(types[3])(
    'Tier 3 “kill_run · rollback_deploy · scale_down”: “Explicit-enable only. Requires typed confirmation (first 8 chars of target ref) + operator reason.” (%s)',
    (type) => {
      expect(tierOf[type]).toBe(3)
      for (const mode of modes) {
        const action = onCreation(proposed({ type, mode }))
        expect(statusOf(action)).toBe('proposed')
        const told = (given: object) => {
          const decision = decide(action, { name: 'approve', ...given }, asker('approver'))
          return decision.ok ? 'approved' : decision.refusal.code
        }
        expect(told({})).toBe('confirmation_mismatch')
        expect(told({ confirmation: 'checkout-agent', note: 'whole' })).toBe('confirmation_mismatch')
        expect(told({ confirmation: 'checkout' })).toBe('reason_required')
        expect(told({ confirmation: 'checkout', note: 'the canary drifts' })).toBe('approved')
      }
    },
  )

  test('“for the highest-tier irreversible actions — typed confirmation + second-approver requirements”', () => {
    const once = play(proposed({ type: 'kill_run' }), ['approver', 'approve'])
    expect(statusOf(once)).toBe('proposed')
    expect(can(once, 'approver', 'approve')).toBe(false)
    expect(statusOf(play(once, ['second', 'approve']))).toBe('approved')
    for (const type of [...types[1], ...types[2]]) {
      expect(statusOf(play(proposed({ type }), ['approver', 'approve']))).toBe('approved')
    }
  })
})

describe('“Modes”', () => {
  const all = [...types[1], ...types[2], ...types[3]]
  const approvedOf = (type: ActionType, mode: Mode) => {
    const once = play(proposed({ type, mode }), ['approver', 'approve'])
    return tierOf[type] === 3 ? play(once, ['second', 'approve']) : once
  }

  test.each(all)('“dry_run — proposal surfaces in the queue, never executes” (%s)', (type) => {
    const action = proposed({ type, mode: 'dry_run' })
    expect(statusOf(onCreation(action))).toBe('proposed')
    for (const row of [action, approvedOf(type, 'dry_run')]) {
      for (const name of ['claim', 'mark_executed'] as const) {
        const decision = decide(row, rightly[name], asker('commander'))
        expect(decision).toMatchObject({ ok: false, refusal: { code: 'dry_run_never_executes' } })
      }
    }
  })

  test.each(all)('“supervised — execute after explicit approval within the TTL” (%s)', (type) => {
    const action = onCreation(proposed({ type, mode: 'supervised' }))
    expect(can(action, 'runner', 'mark_executed')).toBe(false)
    expect(can(action, 'approver', 'approve', ttl)).toBe(false)
    expect(can(approvedOf(type, 'supervised'), 'runner', 'mark_executed')).toBe(true)
  })

  test.each(all)(
    '“autonomous — Tier 1 executes immediately on creation; Tier 2/3 still require supervised approval regardless of mode” (%s)',
    (type) => {
      const action = onCreation(proposed({ type, mode: 'autonomous' }))
      expect(statusOf(action)).toBe(tierOf[type] === 1 ? 'executed' : 'proposed')
      expect(can(action, 'runner', 'mark_executed')).toBe(false)
      expect(can(approvedOf(type, 'autonomous'), 'runner', 'mark_executed')).toBe(true)
    },
  )
})

describe('“State machine”', () => {
  const approved = play(proposed({ type: 'throttle' }), ['approver', 'approve'])

  test('“propose ▼ proposed”', () => {
    expect(statusOf(propose(proposalOf({})))).toBe('proposed')
  })
  test('“proposed ──── reject ──► rejected”', () => {
    expect(statusOf(play(proposed(), ['approver', 'reject']))).toBe('rejected')
  })
  test('“├─ approve ───► approved”', () => {
    expect(statusOf(approved)).toBe('approved')
  })
  test('“approved ──── reject ──► rejected”', () => {
    expect(statusOf(play(approved, ['approver', 'reject']))).toBe('rejected')
  })
  test('“└─ mark-executed ──► executed”', () => {
    expect(statusOf(play(approved, ['runner', 'mark_executed']))).toBe('executed')
  })
  test('“├─ TTL exceeded ──► expired”', () => {
    const event = perform(proposed(), { name: 'expire' }, whoIs('countersign'), at(ttl), false)
    expect(event && statusOf(evolve(proposed(), event))).toBe('expired')
    expect(perform(proposed(), { name: 'expire' }, whoIs('countersign'), at(ttl - 0.001), false)).toBeUndefined()
  })
  test('“└─ propose w/ mode=autonomous + Tier 1 ──► executed”', () => {
    expect(statusOf(onCreation(proposed({ type: 'alert', mode: 'autonomous' })))).toBe('executed')
  })

  test('“proposed → approved → executed is the standard supervised flow”', () => {
    const flow = [
      proposed({ type: 'throttle', mode: 'supervised' }),
      approved,
      play(approved, ['runner', 'mark_executed']),
    ]
    expect(flow.map(statusOf)).toEqual(['proposed', 'approved', 'executed'])
  })
  test('“Tier 1 in autonomous mode: single-step proposed → executed”', () => {
    const { progress, approvals } = onCreation(proposed({ type: 'tag_trace', mode: 'autonomous' }))
    expect(progress).toMatchObject({ status: 'executed', approved_at: null, executed_at: at(0) })
    expect(approvals).toEqual([])
  })
  test('“approval attempts after the TTL window flip the row to expired and 400 the request”', () => {
    const decision = decide(proposed(), rightly.approve, asker('approver', ttl))
    if (decision.ok || !decision.event) throw new Error('accepted, or not flipped')
    expect(problems[decision.refusal.code][0]).toBe(400)
    expect(statusOf(evolve(proposed(), decision.event))).toBe('expired')
  })
  test('“approval TTL”: each tier has its own, which the proposal carries', () => {
    expect(actionPolicy.ttlSeconds).toEqual({ 1: 3600, 2: 1800, 3: 900 })
  })
})

describe('“The /deployments page”', () => {
  const rows = {
    proposed: proposed({ type: 'throttle' }),
    approved: play(proposed({ type: 'throttle' }), ['approver', 'approve']),
    executed: play(proposed({ type: 'throttle' }), ['approver', 'approve'], ['runner', 'mark_executed']),
    rejected: play(proposed({ type: 'throttle' }), ['approver', 'reject']),
    expired: evolve(proposed({ type: 'throttle' }), { kind: 'expired', at: at(ttl) }),
  } satisfies Record<Status, Action>

  test.each<[Status, CommandName[]]>([
    ['proposed', ['approve', 'reject', 'repoint', 'comment']],
    ['approved', ['reject', 'repoint', 'claim', 'mark_executed', 'comment']],
    ['executed', ['comment']],
    ['rejected', ['comment']],
    ['expired', ['comment']],
  ])(
    '“Approve / Reject / Mark-executed buttons on each row (visible only for valid state transitions)” (%s)',
    (status, names) => {
      expect(statusOf(rows[status])).toBe(status)
      expect(offers(rows[status], asker('chief'))).toEqual(names)
    },
  )
})

describe('“Typed Confirmation (Tier 3)”', () => {
  test('“the operator to type the first 8 characters of the target reference before the Approve button activates”', () => {
    const approve = (confirmation: string, action = proposed()) =>
      decide(action, { ...rightly.approve, confirmation }, asker('approver')).ok
    expect(['checkou', 'checkout', 'checkout-'].map((text) => approve(text))).toEqual([false, true, false])
    expect(approve('billing', proposed({ target_ref: 'billing' }))).toBe(true)
  })
})

describe('“Endpoints”', () => {
  test.each<[string, CommandName, Person, readonly Status[]]>([
    ['“approve: Approve a proposed action”', 'approve', 'approver', ['proposed']],
    ['“reject: Reject a proposed or approved action”', 'reject', 'approver', ['proposed', 'approved']],
    ['“mark-executed: External runner callback”', 'mark_executed', 'runner', ['approved']],
  ])('%s', (_, name, person, from) => {
    const start = proposed({ type: 'disable_flag' })
    const approved = play(start, ['approver', 'approve'])
    const executed = play(approved, ['runner', 'mark_executed'])
    const expired = evolve(start, { kind: 'expired', at: at(ttl) })
    const rows = [start, approved, executed, play(start, ['approver', 'reject']), expired]
    expect(rows.filter((row) => can(row, person, name)).map(statusOf)).toEqual(from)
  })
})
