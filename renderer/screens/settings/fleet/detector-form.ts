import { Detector } from '../../../../shared/domain/fleet-settings.ts'
import { type Judged, numberOf } from './price-form.ts'

export const measures = ['error_rate', 'p95_ms', 'cost_usd'] as const
type Measure = (typeof measures)[number]
export type DetectorField = 'window_minutes' | 'least_runs' | `${Measure}.times` | `${Measure}.floor`
export type DetectorForm = { enabled: boolean; texts: Readonly<Record<DetectorField, string>> }

export function detectorForm(detector: Detector): DetectorForm {
  const { enabled, window_minutes, least_runs, error_rate, p95_ms, cost_usd } = detector
  return {
    enabled,
    texts: {
      window_minutes: String(window_minutes),
      least_runs: String(least_runs),
      'error_rate.times': String(error_rate.times),
      'error_rate.floor': String(error_rate.floor),
      'p95_ms.times': String(p95_ms.times),
      'p95_ms.floor': String(p95_ms.floor),
      'cost_usd.times': String(cost_usd.times),
      'cost_usd.floor': String(cost_usd.floor),
    },
  }
}

const ranges: Record<DetectorField, string> = {
  window_minutes: 'Whole minutes, 5 to 120.',
  least_runs: 'A whole number, 1 to 10,000.',
  'error_rate.times': 'A number from 1 to 100.',
  'error_rate.floor': 'A share from 0 to 1.',
  'p95_ms.times': 'A number from 1 to 100.',
  'p95_ms.floor': 'Milliseconds, 0 or more.',
  'cost_usd.times': 'A number from 1 to 100.',
  'cost_usd.floor': 'Dollars, 0 or more.',
}

/** By the schema that the server judges by. */
export function judgeDetector({ enabled, texts }: DetectorForm): Judged<Detector, DetectorField> {
  const measure = (name: Measure) => ({
    times: numberOf(texts[`${name}.times`]),
    floor: numberOf(texts[`${name}.floor`]),
  })
  const parsed = Detector.safeParse({
    enabled,
    window_minutes: numberOf(texts.window_minutes),
    least_runs: numberOf(texts.least_runs),
    error_rate: measure('error_rate'),
    p95_ms: measure('p95_ms'),
    cost_usd: measure('cost_usd'),
  })
  if (parsed.success) return { kind: 'fine', value: parsed.data }
  const errors: Partial<Record<DetectorField, string>> = {}
  for (const { path } of parsed.error.issues) {
    const field = path.join('.') as DetectorField
    errors[field] = ranges[field]
  }
  return { kind: 'faulty', errors }
}
