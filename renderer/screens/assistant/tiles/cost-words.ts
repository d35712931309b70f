import { percent, usd } from '../../../components/quantity.ts'
import type { FleetCost } from '../../../fleet-api.ts'

type Compared = Pick<FleetCost, 'total_usd' | 'prior_usd' | 'delta_usd' | 'delta_ratio' | 'window_hours'>

/** "last 24 hours", "last 7 days" */
export function windowWords(hours: number): string {
  if (hours === 1) return 'last hour'
  return hours > 48 && hours % 24 === 0 ? `last ${hours / 24} days` : `last ${Number(hours.toFixed(1))} hours`
}

/** How it compares with the window before, said whole: the sign alone is misread. */
export function deltaWords({ total_usd, prior_usd, delta_usd, delta_ratio, window_hours }: Compared): string {
  const before = `the ${windowWords(window_hours).replace(/^last /, '')} before`
  if (prior_usd === null || delta_usd === null) return `What ${before} cost is not kept any more.`
  if (total_usd === 0 && prior_usd === 0) return `Nothing was spent, as in ${before}.`
  if (prior_usd === 0) return `In ${before} nothing was spent.`
  if (Math.abs(delta_usd) < 0.00005) return `As much as in ${before}.`
  const ratio = delta_ratio === null ? '' : ` (${percent(Math.abs(delta_ratio))})`
  const way = delta_usd > 0 ? 'more' : 'less'
  return `${usd(Math.abs(delta_usd))}${ratio} ${way} than in ${before}, which cost ${usd(prior_usd)}.`
}

const mostNames = 5

/** Why calls are not counted; a price that was given since counts for what comes. */
export function unpricedWords(models: readonly string[]): string {
  if (models.length === 0) return 'they had no price when they came'
  const more = models.length - mostNames
  return `no price for ${models.slice(0, mostNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const clock = new Intl.DateTimeFormat('sv-SE', { hour: '2-digit', minute: '2-digit' })
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})

/** The hour of a bucket; with its day where there are several. */
export const bucketName = (from: string, hours: number): string =>
  (hours > 24 ? dayAndClock : clock).format(new Date(from))
