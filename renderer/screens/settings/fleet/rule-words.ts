import type { FleetRule } from '../../../../shared/domain/fleet-rule.ts'
import { figure } from '../../../components/quantity.ts'
import { inputName, inputValue } from '../../../components/rule-inputs.ts'

/** What a rule looks at, a sentence for each part of it. */
export function ruleSentences(rule: FleetRule): string[] {
  switch (rule.kind) {
    case 'threshold':
      return rule.limits.map(
        ({ input, side, amber, red }) =>
          `${inputName(input)}: amber from ${inputValue(input, amber)}, red from ${inputValue(input, red)} ${side === 'above' ? 'upwards' : 'downwards'}`,
      )
    case 'weighted':
      return [
        ...rule.parts.map(
          ({ input, weight, from, to }) =>
            `${inputName(input)}, weight ${figure(weight)}: nothing at ${inputValue(input, from)}, all of it at ${inputValue(input, to)}`,
        ),
        `Amber from a score of ${figure(rule.amber)}, red from ${figure(rule.red)}`,
      ]
    default:
      return rule satisfies never
  }
}

export const kindNames: Record<FleetRule['kind'], string> = { threshold: 'limits', weighted: 'weighted sum' }

type Counts = { traces: number; green: number; amber: number; red: number }

/** What a trial found, said whole. */
export function trialWords({ traces, green, amber, red }: Counts): string {
  if (traces === 0) return 'There is no trace yet that it could be tried on.'
  return `Of the last ${traces === 1 ? 'trace' : `${traces} traces`}: ${green} green, ${amber} amber, ${red} red. Nothing of this is kept.`
}
