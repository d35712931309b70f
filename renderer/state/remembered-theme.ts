import { type ThemeChoice, themeChoices } from '../../shared/contract/desktop.ts'

export const themeKey = 'countersign.theme'
export const systemIsLight = matchMedia('(prefers-color-scheme: light)')

export function rememberedTheme(): ThemeChoice {
  const stored = localStorage.getItem(themeKey)
  return themeChoices.find((theme) => theme === stored) ?? 'dark'
}

export function resolveTheme(theme: ThemeChoice): 'dark' | 'light' {
  if (theme !== 'system') return theme
  return systemIsLight.matches ? 'light' : 'dark'
}
