import type { Outcome } from './run-step.ts'
import type { Step } from './steps.ts'

const cores = 2

/** Runs the steps in order, side by side as far as two cores go, each after the step it needs. */
export async function runAll(
  steps: readonly Step[],
  run: (step: Step) => Promise<Outcome>,
  skip: (step: Step) => Outcome,
): Promise<Outcome[]> {
  const waiting = [...steps]
  const outcomes = new Map<string, Outcome>()
  const running = new Map<string, { step: Step; outcome: Promise<Outcome> }>()

  const isIncluded = (name: string) => steps.some((step) => step.name === name)
  const isReady = ({ after }: Step) => !after || !isIncluded(after) || outcomes.has(after)
  const isBlocked = ({ after }: Step) => after !== undefined && (outcomes.get(after)?.tally.failed ?? 0) > 0
  const freeCores = () => cores - [...running.values()].reduce((sum, { step }) => sum + step.cores, 0)

  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.find(isReady)
    if (next && isBlocked(next)) {
      outcomes.set(next.name, skip(next))
      waiting.splice(waiting.indexOf(next), 1)
    } else if (next && next.cores <= freeCores()) {
      running.set(next.name, { step: next, outcome: run(next) })
      waiting.splice(waiting.indexOf(next), 1)
    } else {
      const outcome = await Promise.race([...running.values()].map((entry) => entry.outcome))
      running.delete(outcome.step.name)
      outcomes.set(outcome.step.name, outcome)
    }
  }
  return [...outcomes.values()]
}
