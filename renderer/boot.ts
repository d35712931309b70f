import './trusted-types.ts'
import './styles/main.css'
import { rememberedTheme, resolveTheme } from './state/remembered-theme.ts'

// Small on purpose: the frame in index.html is painted in the right theme while the console itself is still loading.
document.documentElement.dataset.theme = resolveTheme(rememberedTheme())

import('./main.tsx').catch(() => {
  const place = document.getElementById('loading')
  if (place !== null) place.textContent = 'The console could not be loaded. Reload the page to try again.'
})
