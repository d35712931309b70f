import { create } from 'zustand'
import type { ThemeChoice } from '../../shared/contract/desktop.ts'
import { rememberedTheme, resolveTheme, systemIsLight, themeKey } from './remembered-theme.ts'

export const useTheme = create<{ theme: ThemeChoice; shown: 'dark' | 'light' }>(() => {
  const theme = rememberedTheme()
  return { theme, shown: resolveTheme(theme) }
})

function show(theme: ThemeChoice): void {
  const shown = resolveTheme(theme)
  document.documentElement.dataset.theme = shown
  useTheme.setState({ theme, shown })
  window.desktop?.setTheme(theme)
}

export function chooseTheme(theme: ThemeChoice): void {
  localStorage.setItem(themeKey, theme)
  show(theme)
}

/** Shows the remembered theme, and follows the system's and other windows' changes from then on. */
export function followSystemTheme(): void {
  show(rememberedTheme())
  systemIsLight.addEventListener('change', () => show(useTheme.getState().theme))
  addEventListener('storage', (event) => {
    if (event.key === themeKey) show(rememberedTheme())
  })
}
