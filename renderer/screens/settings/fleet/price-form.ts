import { Price } from '../../../../shared/domain/fleet-settings.ts'

/** As it is typed. */
export type PriceForm = { model: string; input: string; output: string }

export const formOf = ({ model, input_usd_per_mtok, output_usd_per_mtok }: Price): PriceForm => ({
  model,
  input: String(input_usd_per_mtok),
  output: String(output_usd_per_mtok),
})

export type Judged<T, F extends string> =
  | { kind: 'fine'; value: T }
  | { kind: 'faulty'; errors: Partial<Record<F, string>> }

/** An empty field is no zero. */
export const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim()))

/** By the schema that the server judges by, and against the other rows. `before`: the row that is being edited. */
export function judgePrice(
  form: PriceForm,
  prices: readonly Price[],
  before: string | null,
): Judged<Price, keyof PriceForm> {
  const parsed = Price.safeParse({
    model: form.model,
    input_usd_per_mtok: numberOf(form.input),
    output_usd_per_mtok: numberOf(form.output),
  })
  if (parsed.success) {
    const { model } = parsed.data
    if (model !== before && prices.some((price) => price.model === model))
      return { kind: 'faulty', errors: { model: 'There is a price for this name: edit that one.' } }
    return { kind: 'fine', value: parsed.data }
  }
  const names = { model: 'model', input_usd_per_mtok: 'input', output_usd_per_mtok: 'output' } as const
  const errors: Partial<Record<keyof PriceForm, string>> = {}
  for (const { path } of parsed.error.issues) {
    const name = names[path[0] as keyof typeof names]
    errors[name] ??= name === 'model' ? 'A name of up to 120 characters.' : 'A number from 0 to 100,000.'
  }
  return { kind: 'faulty', errors }
}

/** The whole table, with one row new or changed: it stays in its place. */
export function withPrice(prices: readonly Price[], price: Price, before: string | null): Price[] {
  if (before === null) return [...prices, price]
  return prices.map((each) => (each.model === before ? price : each))
}

export const withoutPrice = (prices: readonly Price[], model: string): Price[] =>
  prices.filter((price) => price.model !== model)
