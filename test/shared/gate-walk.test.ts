import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  begin,
  decideOnDeploy,
  evolveDeploy,
  type GateState,
  isOver,
  isReviewOpen,
  isSettled,
  needsApproval,
  outcomeOf,
} from '../../shared/domain/gate.ts'
import { DeployShape } from '../../shared/domain/gate-shapes.ts'
import { events, factsOf, type Step, type Way, walk, ways } from './gate-kit.ts'

/** Section 5 of the source, edge by edge: what leads from which state to which. */
const diagram: readonly (readonly [from: GateState, event: string, to: GateState])[] = [
  ['triggered', 'smoke_started', 'smoke_gate'],
  ['smoke_gate', 'blocked', 'blocked'],
  ['smoke_gate', 'smoke_passed', 'resolved'],
  ['resolved', 'approval_asked', 'approval_pending'],
  ['resolved', 'deploy_started', 'deploying'],
  ['approval_pending', 'approved', 'deploying'],
  ['approval_pending', 'rejected', 'rejected'],
  ['deploying', 'deployed', 'health_check'],
  ['deploying', 'deploy_failed', 'deploy_failed'],
  ['health_check', 'success', 'audit_written'],
  ['health_check', 'health_check_failed', 'rollback_alert'],
]
/** P4: a rollback asks nothing before it, so its one way leads past the gate. */
const ofRollback = [['triggered', 'deploy_started', 'deploying'] as const, ...diagram.slice(7)]

const told = ({ kind, path, environment }: Way) => `a ${kind} by the ${path} path to ${environment}`
const edgesOf = (way: Way) => {
  if (way.kind === 'rollback') return ofRollback
  const asked = needsApproval(factsOf(way))
  const not = asked ? 'deploy_started' : 'approval_asked'
  return diagram.filter(([from, event]) => event !== not && (asked || from !== 'approval_pending'))
}
const edge = ([from, event, to]: readonly [string, string, string]) => `${from} -${event}-> ${to}`

describe.each(ways.map((way) => [told(way), way] as const))('%s', (_, way) => {
  const steps = walk(way)
  const moves = steps.filter(
    (step): step is Step & { after: NonNullable<Step['after']> } =>
      step.after !== undefined && step.after.stage.state !== step.before.stage.state,
  )

  test('goes the ways of the diagram, every one of them and no other', () => {
    // What was lost sight of is told of later: then it is what it came to be, from wherever it was lost.
    const seen = moves.filter(({ before }) => !isOver(before))
    const found = new Set(seen.map(({ before, name, after }) => edge([before.stage.state, name, after.stage.state])))
    expect([...found].sort()).toEqual(edgesOf(way).map(edge).sort())
  })

  test('of every state and every event: it happens, or it is said in words why it does not', () => {
    const states = new Set(steps.map(({ before }) => before.stage.state))
    for (const state of states) {
      const here = steps.filter(({ before }) => before.stage.state === state)
      expect(new Set(here.map(({ name }) => name))).toEqual(new Set(events.map(([name]) => name)))
    }
    for (const { before, event, why } of steps) {
      const decision = decideOnDeploy(before, event)
      if (why === undefined) expect(decision).toEqual({ ok: true, value: event })
      else {
        expect(why).toMatch(/^\w.*\w/)
        expect(decision).toMatchObject({ ok: false, refusal: { code: 'invalid_transition' } })
      }
    }
  })

  test('is over once: only what was lost sight of can be told of again', () => {
    for (const { before, name, after } of steps.filter(({ before }) => isOver(before))) {
      if (after === undefined || name === 'review_closed') continue
      expect(outcomeOf(before)).toBe('unknown')
      expect(outcomeOf(after)).not.toBe('unknown')
    }
  })

  test('P1: nothing is pushed to production by the forge before somebody approved', () => {
    for (const { after } of steps)
      if (after && needsApproval(after) && ['deploying', 'health_check', 'deploy_failed'].includes(after.stage.state))
        expect(after.approval !== null || after.stage.ending !== null).toBe(true)
  })

  test('P5: it ends well only after a probe that was well, and ill only after all of them', () => {
    for (const { before, name, after } of steps) {
      if (after === undefined || isOver(before) || before.health_attempts === 0) continue
      if (name === 'success') expect(before.probes.at(-1)?.ok).toBe(true)
      if (name === 'health_check_failed') {
        expect(before.probes).toHaveLength(before.health_attempts)
        expect(before.probes.every(({ ok }) => !ok)).toBe(true)
      }
    }
  })

  test('a review is open until somebody else has closed it, and it is settled only then', () => {
    for (const { after } of steps) if (after) expect(isSettled(after) && isReviewOpen(after)).toBe(false)
    const glass = steps.find(({ before }) => before.review !== null)
    if (!way.break_glass) return expect(glass).toBeUndefined()
    const own = { kind: 'review_closed', by: factsOf().began_by, at: 'x', note: 'x' } as const
    return expect(decideOnDeploy(begin(factsOf(way)), own)).toMatchObject({ ok: false })
  })

  test('comes back out of its row as it went in', () => {
    for (const { after } of steps)
      if (after) expect(DeployShape.parse(JSON.parse(JSON.stringify(after)))).toEqual(after)
  })
})

test('by whatever events in whatever order, no state is come to but by its way', () => {
  const anyWay = fc.constantFrom(...ways)
  const anyEvents = fc.array(fc.constantFrom(...events), { maxLength: 30 })
  fc.assert(
    fc.property(anyWay, anyEvents, (way, wanted) => {
      let deploy = begin(factsOf(way))
      const known = new Set(edgesOf(way).map(edge))
      for (const [name, event] of wanted) {
        const decision = decideOnDeploy(deploy, event)
        if (!decision.ok) continue
        const next = evolveDeploy(deploy, event)
        if (next.stage.state !== deploy.stage.state && !isOver(deploy))
          expect(known).toContain(edge([deploy.stage.state, name, next.stage.state]))
        deploy = next
      }
    }),
    { numRuns: 2_000 },
  )
})
