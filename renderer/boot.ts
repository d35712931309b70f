import './trusted-types.ts'
import './styles/main.css'
import { rememberedTheme, resolveTheme } from './state/remembered-theme.ts'

// Small on purpose: the frame in index.html is painted in the right theme while the console itself is still loading.
document.documentElement.dataset.theme = resolveTheme(rememberedTheme())

// Two frames: the first is asked for, the second comes once it stands. Before that, parsing the console would hold it up.
const frames = new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
// A page in the background has no frames, and is not to wait for the day it is looked at.
const hidden = new Promise((resolve) => document.hidden && resolve(undefined))
const load = Promise.race([frames, hidden]).then(() => import('./main.tsx'))
load.catch(() => {
  const place = document.getElementById('loading')
  if (place !== null) place.textContent = 'The console could not be loaded. Reload the page to try again.'
})
