const names = ['bg', 'raised', 'line', 'line-strong', 'text', 'muted', 'faint', 'accent', 'ok', 'warn', 'bad'] as const
export type ChartColours = Readonly<Record<(typeof names)[number], string>> & { sans: string; mono: string }

/** The tokens as they are now: a canvas knows no variables. */
export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const colours = Object.fromEntries(names.map((name) => [name, token(name)])) as Record<(typeof names)[number], string>
  return { ...colours, sans: token('sans'), mono: token('mono') }
}
