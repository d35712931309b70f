import type { Evaluation } from '../../../fleet-api.ts'

export type Found = { amber: number; red: number }

/** What was found wrong with each span that a judgement names. */
export function findingsOf(evaluations: readonly Evaluation[]): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>()
  for (const { span_id, label } of evaluations) {
    if (span_id === null || label === 'green') continue
    const before = found.get(span_id) ?? { amber: 0, red: 0 }
    found.set(span_id, { ...before, [label]: before[label] + 1 })
  }
  return found
}

/** The worst first, and of the same kind the newest. */
export const worstFirst = (evaluations: readonly Evaluation[]): Evaluation[] => {
  const weight = { red: 0, amber: 1, green: 2 }
  return evaluations.toSorted((a, b) => weight[a.label] - weight[b.label] || (a.at < b.at ? 1 : -1))
}
