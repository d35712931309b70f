import { deployKinds, outcomes } from '../../../../shared/domain/gate.ts'
import type { DeployQuery } from '../../../deploys-api.ts'

type Outcome = (typeof outcomes)[number]

/** What of the history lives in the address: which surface, which kind, what came of them. */
export type HistoryAddress = { surface?: string; kind?: (typeof deployKinds)[number]; outcome?: string }

/** Reads an address that anyone may have typed: what makes no sense is dropped, never an error. */
export function readAddress({ surface, kind, outcome }: Record<string, unknown>): HistoryAddress {
  const address: HistoryAddress = {}
  if (typeof surface === 'string' && /^[a-z0-9][a-z0-9-]{0,49}$/.test(surface)) address.surface = surface
  const known = deployKinds.find((each) => each === kind)
  if (known !== undefined) address.kind = known
  const wanted = outcomesIn(outcome)
  if (wanted.length > 0) address.outcome = wanted.join(',')
  return address
}

/** As they stand in the address, in the order of the list. */
export function outcomesIn(text: unknown): Outcome[] {
  const named = typeof text === 'string' ? text.split(',') : []
  return outcomes.filter((each) => named.includes(each))
}

export const isFiltered = ({ surface, kind, outcome }: HistoryAddress): boolean =>
  surface !== undefined || kind !== undefined || outcome !== undefined

export const queryOf = (address: HistoryAddress): DeployQuery => ({ limit: 50, ...filterOf(address) })

/** As the list and an export of it are both asked. */
export function filterOf({ surface, kind, outcome }: HistoryAddress) {
  return {
    ...(surface === undefined ? {} : { surface }),
    ...(kind === undefined ? {} : { kind }),
    ...(outcome === undefined ? {} : { outcome: outcomesIn(outcome) }),
  }
}
