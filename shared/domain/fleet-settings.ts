import { z } from 'zod'
import type { Entry, Json } from './entry.ts'
import { isOneLine, oneLineExpected } from './one-line.ts'

/** What a million tokens of a model cost. A name that ends in `*` stands for all that begin so; the longest match counts. */
export const Price = z.strictObject({
  model: z.string().trim().min(1).max(120).refine(isOneLine, oneLineExpected),
  input_usd_per_mtok: z.number().min(0).max(100_000),
  output_usd_per_mtok: z.number().min(0).max(100_000),
})
export type Price = z.infer<typeof Price>

/** When something counts as unusual, of one agent, in the last minutes against the day before. */
export const Detector = z.strictObject({
  enabled: z.boolean(),
  window_minutes: z.int().min(5).max(120),
  /** Fewer runs than this in the window say nothing. */
  least_runs: z.int().min(1).max(10_000),
  /** How many times the usual; and a floor under which nothing is worth an alert. */
  error_rate: z.strictObject({ times: z.number().min(1).max(100), floor: z.number().min(0).max(1) }),
  p95_ms: z.strictObject({ times: z.number().min(1).max(100), floor: z.number().min(0) }),
  cost_usd: z.strictObject({ times: z.number().min(1).max(100), floor: z.number().min(0) }),
})
export type Detector = z.infer<typeof Detector>

export const telemetryDays = { usual: 30, least: 2, most: 3650 } as const

/** Which of two prices counted would be chance. */
const Prices = z
  .array(Price)
  .max(500)
  .superRefine((prices, context) => {
    const known = new Set<string>()
    for (const [place, { model }] of prices.entries()) {
      if (known.has(model)) context.addIssue({ code: 'custom', message: 'named twice', path: [place, 'model'] })
      known.add(model)
    }
  })

export const FleetSettings = z.strictObject({
  prices: Prices,
  detector: Detector,
  retention_days: z.int().min(telemetryDays.least).max(telemetryDays.most),
})
export type FleetSettings = z.infer<typeof FleetSettings>

/** Until somebody says otherwise. Prices are the providers' public ones of 2026, and are there to be edited. */
export const usualSettings: FleetSettings = {
  prices: [
    { model: 'gpt-5*', input_usd_per_mtok: 1.25, output_usd_per_mtok: 10 },
    { model: 'gpt-5-pro*', input_usd_per_mtok: 15, output_usd_per_mtok: 120 },
    { model: 'gpt-5-mini*', input_usd_per_mtok: 0.25, output_usd_per_mtok: 2 },
    { model: 'gpt-5-nano*', input_usd_per_mtok: 0.05, output_usd_per_mtok: 0.4 },
    { model: 'gpt-4.1*', input_usd_per_mtok: 2, output_usd_per_mtok: 8 },
    { model: 'gpt-4.1-mini*', input_usd_per_mtok: 0.4, output_usd_per_mtok: 1.6 },
    { model: 'gpt-4.1-nano*', input_usd_per_mtok: 0.1, output_usd_per_mtok: 0.4 },
    { model: 'gpt-4o*', input_usd_per_mtok: 2.5, output_usd_per_mtok: 10 },
    { model: 'gpt-4o-mini*', input_usd_per_mtok: 0.15, output_usd_per_mtok: 0.6 },
    { model: 'claude-opus-4*', input_usd_per_mtok: 15, output_usd_per_mtok: 75 },
    { model: 'claude-opus-4-5*', input_usd_per_mtok: 5, output_usd_per_mtok: 25 },
    { model: 'claude-sonnet-4*', input_usd_per_mtok: 3, output_usd_per_mtok: 15 },
    { model: 'claude-haiku-4*', input_usd_per_mtok: 1, output_usd_per_mtok: 5 },
    { model: 'claude-3-5-haiku*', input_usd_per_mtok: 0.8, output_usd_per_mtok: 4 },
  ],
  detector: {
    enabled: true,
    window_minutes: 15,
    least_runs: 10,
    error_rate: { times: 3, floor: 0.05 },
    p95_ms: { times: 2.5, floor: 1_000 },
    cost_usd: { times: 4, floor: 1 },
  },
  retention_days: telemetryDays.usual,
}

/** The price of a model: of the exact name, else of the longest beginning. */
export function priceOf(prices: readonly Price[], model: string): Price | undefined {
  const exact = prices.find((price) => price.model === model)
  if (exact) return exact
  const fits = ({ model: name }: Price) => name.endsWith('*') && model.startsWith(name.slice(0, -1))
  return prices.filter(fits).reduce<Price | undefined>((best, price) => longer(best, price), undefined)
}

const longer = (best: Price | undefined, price: Price): Price =>
  best === undefined || price.model.length > best.model.length ? price : best

/** In whole billionths of a dollar, so that sums of many small ones stay exact. */
export const costNano = (price: Price, input: number, output: number): number =>
  Math.round((input * price.input_usd_per_mtok + output * price.output_usd_per_mtok) * 1_000)

export const settingsEntry = 'fleet.settings.set'
export const writeSettings = (workspace: string, settings: FleetSettings) => ({
  action: settingsEntry,
  subject: `workspace:${workspace}`,
  data: settings as unknown as { [name: string]: Json },
})

/** Nothing, where an entry is about something else, or not of the form that this program writes. */
export function readSettingsEntry({
  action,
  workspace,
  subject,
  data,
}: Pick<Entry, 'action' | 'workspace' | 'subject' | 'data'>): FleetSettings | undefined {
  if (action !== settingsEntry || subject !== `workspace:${workspace}`) return undefined
  return FleetSettings.safeParse(data).data
}
