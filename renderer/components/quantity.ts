const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
const cents = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 })
const whole = new Intl.NumberFormat('en-US')
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })
const fine = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

/** What is little is said to four digits, so that something never reads as nothing. */
export function usd(value: number): string {
  if (value === 0 || Math.abs(value) >= 0.1) return dollars.format(value)
  return Math.abs(value) < 0.00005 ? (value < 0 ? '> -$0.0001' : '< $0.0001') : cents.format(value)
}

/** `4.2%`; what is not known is a dash, and never 0%. */
export function percent(share: number | null): string {
  if (share === null) return '–'
  const value = share * 100
  if (value > 0 && value < 0.1) return '< 0.1%'
  // Nothing is called whole that is not: 99.96% is no 100%.
  if (value > 99.9 && value < 100) return '> 99.9%'
  return `${Number(value.toFixed(value < 10 ? 1 : value > 99 ? 1 : 0))}%`
}

/** `840 ms`, `4.2 s`, `3 min 5 s`. */
export function span(milliseconds: number | null): string {
  if (milliseconds === null) return '–'
  if (milliseconds < 1) return `${Number(milliseconds.toFixed(2))} ms`
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 99_950) return `${Number((milliseconds / 1000).toFixed(1))} s`
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 7200
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

export const tokens = (value: number): string => (value < 10_000 ? whole.format(value) : short.format(value))

/** A number of any size, to three digits. */
export const figure = (value: number): string => fine.format(value)

/** `1 run`, `2 runs`. */
export const many = (value: number, one: string, several = `${one}s`): string =>
  `${whole.format(value)} ${value === 1 ? one : several}`
