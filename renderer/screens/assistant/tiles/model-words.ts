import type { Tile } from '../../../../shared/contract/tiles.ts'
import { percent, usd } from '../../../components/quantity.ts'

export type Switched = Extract<Tile, { kind: 'model_switch' }>['data']

/** What the last day would have cost with the other model, said whole. */
export function switchWords({ from, to, cost_usd, projected_usd, delta_usd }: Switched): string {
  if (to === null) return 'The message named no model to switch to: whoever carries it out has to say which.'
  if (cost_usd === null || projected_usd === null || delta_usd === null)
    return `What it would change in cost is not known: ${from === null ? 'the agent’s model' : from} or ${to} has no price.`
  if (cost_usd === 0) return 'The agent’s calls of the last day cost nothing, so there is nothing to compare.'
  const day = `The agent’s calls of the last day cost ${usd(cost_usd)}`
  if (Math.abs(delta_usd) < 0.00005) return `${day}, and would have cost the same.`
  const way = delta_usd > 0 ? 'more' : 'less'
  return `${day}. With ${to} they would have cost ${usd(projected_usd)}: ${usd(Math.abs(delta_usd))} (${percent(Math.abs(delta_usd) / cost_usd)}) ${way}.`
}
