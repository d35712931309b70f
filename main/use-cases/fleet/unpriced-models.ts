import { type Price, priceOf } from '../../../shared/domain/fleet-settings.ts'
import type { UsedBy } from '../../store/usage.ts'

/** More than these nobody gives prices by hand. */
const most = 100

/** Models whose calls cost nothing for want of a price, and that still have none. A call that named no model is not one. */
export function unpricedModels(used: readonly UsedBy[], prices: readonly Price[]): string[] {
  const found = used.filter(({ unpriced, model }) => unpriced > 0 && model !== '')
  const models = [...new Set(found.map(({ model }) => model))]
  return models
    .filter((model) => priceOf(prices, model) === undefined)
    .sort()
    .slice(0, most)
}
