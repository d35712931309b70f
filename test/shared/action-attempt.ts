import type { Action } from '../../shared/domain/action.ts'
import type { Asker, Command, Deed } from '../../shared/domain/action-commands.ts'
import { evolve } from '../../shared/domain/action-evolve.ts'
import { decide, perform } from '../../shared/domain/action-rules.ts'
import { broken, type Edge } from './action-invariants.ts'
import { act, ask, rowOf } from './action-oracle.ts'
import { whoIs } from './action-setting.ts'

/** What came of an attempt, and everything that is wrong about it: the rules it broke, and where the oracle differs. */
export type Attempt = { after: Action; code: string; wrong: string[] }

export function attempt(before: Action, command: Command, asker: Asker): Attempt {
  const decision = decide(before, command, asker)
  const event = decision.ok ? decision.value : decision.event
  const after = event ? evolve(before, event) : before
  const code = decision.ok ? 'accepted' : decision.refusal.code
  const oracle = ask(before.proposal, rowOf(before), command, asker)
  const { who, ...asking } = asker
  const edge = { before, after, did: command.name, refused: !decision.ok, by: who.id, ...asking, held: false }
  return { after, code, wrong: compared(edge, code, oracle.code ?? 'accepted', oracle.row) }
}

export function attemptAlone(before: Action, deed: Deed, now: string, held: boolean): Attempt {
  const event = perform(before, deed, whoIs('countersign'), now, held)
  const after = event ? evolve(before, event) : before
  const code = event ? 'done' : 'nothing'
  const oracle = act(before.proposal, rowOf(before), deed.name, now, held)
  const by = { by: 'countersign', permissions: nothing, signedIn: null }
  const edge = { before, after, did: deed.name, refused: !event, ...by, now, held }
  return { after, code, wrong: compared(edge, code, oracle ? 'done' : 'nothing', oracle ?? rowOf(before)) }
}

const nothing: Edge['permissions'] = new Set()

function compared(edge: Edge, told: string, expected: string, row: ReturnType<typeof rowOf>): string[] {
  const where = `${edge.did} by ${edge.by} at ${edge.now} of ${JSON.stringify(rowOf(edge.before))}`
  const wrong = broken(edge).map((name) => `${where}: ${name}`)
  if (told !== expected) wrong.push(`${where}: ${told}, and the oracle says ${expected}`)
  const is = JSON.stringify(rowOf(edge.after))
  if (is !== JSON.stringify(row)) wrong.push(`${where}: ${is}, and the oracle says ${JSON.stringify(row)}`)
  return wrong
}
