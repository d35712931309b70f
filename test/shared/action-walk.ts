import type { Action } from '../../shared/domain/action.ts'
import type { Asker, Command, CommandName } from '../../shared/domain/action-commands.ts'
import { allowed } from '../../shared/domain/action-rules.ts'
import { attempt, attemptAlone } from './action-attempt.ts'
import { rowOf } from './action-oracle.ts'
import { asker, at, digestOf, type Person, rightly, signedIn, ttl } from './action-setting.ts'

const people = ['operator', 'approver', 'second', 'commander', 'runner'] as const satisfies Person[]
/** Early; just before, at and after the expiry; and so that leases of 30 s end before, at and after some of them. */
const clock = [10, ttl - 0.001, ttl, ttl + 29.999, ttl + 30] as const
/** Just in time to approve what is grave, and a moment too long ago. */
const signIns = [300, 300.001] as const
const askersAt = (person: Person, seconds: number) =>
  signIns.map((ago) => asker(person, seconds, signedIn(ago, seconds)))
const visits = people.flatMap((person) => clock.map((seconds) => askersAt(person, seconds)))

const inputs = (digest: string): Command[] => {
  const { approve, break_glass, close_review } = rightly
  const typed = [approve, break_glass].flatMap((right): Command[] => [
    right,
    { ...right, proposal_digest: digest },
    { ...right, proposal_digest: 'sha256:of something else' },
    { ...right, confirmation: 'checkou' },
    { ...right, note: ' ' },
  ])
  return [...typed, { ...close_review, note: '' }, ...Object.values(rightly)]
}

/** As much of a row as any rule can see: the order of the votes and a claim on what is over make no difference. */
function keyOf(action: Action): string {
  const { voters, claim, ...row } = rowOf(action)
  return JSON.stringify({ ...row, voters: [...voters].sort(), claim: row.status === 'approved' ? claim : null })
}

export type Walk = { rows: number; tried: number; accepted: number; wrong: string[] }

/** Everything that can become of a proposal: everybody tries everything at every moment, until nothing new comes of it. */
export function walk(start: Action): Walk {
  const commands = inputs(digestOf(start.proposal))
  const reached = new Map([[keyOf(start), start]])
  const result: Walk = { rows: 0, tried: 0, accepted: 0, wrong: [] }
  const note = ({ after, wrong }: ReturnType<typeof attempt>) => {
    result.tried++
    result.wrong.push(...wrong)
    const key = keyOf(after)
    if (!reached.has(key)) reached.set(key, after)
  }
  // A map is walked in the order of insertion, what is inserted meanwhile included: breadth first.
  for (const before of reached.values()) {
    for (const visit of visits) {
      // What is offered is what is accepted of somebody who has just signed in, whoever asks.
      const possible = new Set<CommandName>()
      for (const who of visit) {
        for (const command of commands) {
          const outcome = attempt(before, command, who)
          note(outcome)
          if (outcome.code !== 'accepted') continue
          result.accepted++
          possible.add(command.name)
        }
        result.wrong.push(...misoffered(before, who, possible))
      }
    }
    for (const seconds of clock) {
      for (const held of [true, false]) {
        note(attemptAlone(before, { name: 'expire' }, at(seconds), held))
        note(attemptAlone(before, { name: 'run', outcome: 'ran' }, at(seconds), held))
      }
    }
  }
  return { ...result, rows: reached.size }
}

/** What is offered is what is accepted of somebody who gives it rightly. */
const misoffered = (action: Action, who: Asker, possible: ReadonlySet<CommandName>): string[] =>
  allowed(action, who)
    .filter(({ name, enabled }) => enabled !== possible.has(name))
    .map(({ name, enabled }) => `${name} to ${who.who.id} at ${who.now} of ${keyOf(action)}: offered ${enabled}`)
