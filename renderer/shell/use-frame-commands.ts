import { useNavigate } from '@tanstack/react-router'
import { CirclePause, Clapperboard, Keyboard, Moon, RotateCw, Search, Sun, SunMoon } from 'lucide-react'
import type { Connection } from '../api.ts'
import { places } from '../places.ts'
import { type Command, useCommands } from '../state/commands.ts'
import { usePlaySample } from '../state/connection.ts'
import { useHold, useHoldAsleep } from '../state/hold.ts'
import { useLive } from '../state/live.ts'
import { showOverlay } from '../state/overlays.ts'
import { chooseTheme } from '../state/theme.ts'

const themes = [
  ['dark', 'Dark theme', Moon],
  ['light', 'Light theme', Sun],
  ['system', "The system's theme", SunMoon],
] as const

/** What can be done from everywhere. */
export function useFrameCommands(current: Connection): void {
  const navigate = useNavigate()
  const hold = useHold()
  const holdAsleep = useHoldAsleep() ?? (hold === undefined ? 'Not known yet whether the workspace is held' : null)
  const { mutate: play } = usePlaySample()
  const offline = useLive((live) => live.state === 'offline')
  const playIncident: Command = {
    id: 'sample.play',
    label: 'Play an incident',
    group: 'Sample',
    icon: Clapperboard,
    asleep: offline ? 'The server does not answer.' : null,
    run: () => play(),
  }
  const goTo = places.map(
    ({ path, label, icon, keys }): Command => ({
      id: `go${path.replaceAll('/', '.')}`,
      label,
      group: 'Go to',
      keys: [keys],
      icon,
      run: () => void navigate({ to: path }),
    }),
  )
  const themeCommands = themes.map(
    ([theme, label, icon]): Command => ({
      id: `theme.${theme}`,
      label,
      group: 'Appearance',
      icon,
      run: () => chooseTheme(theme),
    }),
  )
  useCommands([
    ...goTo,
    ...(current.kind === 'sample' ? [playIncident] : []),
    {
      id: 'palette',
      label: 'Search or run a command',
      group: 'Console',
      keys: ['Mod+k'],
      icon: Search,
      palette: false,
      run: () => showOverlay('palette'),
    },
    {
      id: 'keys',
      label: 'Show the keys',
      group: 'Console',
      keys: ['?'],
      icon: Keyboard,
      run: () => showOverlay('keys'),
    },
    {
      id: 'hold',
      label: hold?.held ? 'Lift the hold' : 'Hold everything that runs by itself',
      group: 'Workspace',
      icon: CirclePause,
      asleep: holdAsleep,
      run: () => showOverlay('hold'),
    },
    { id: 'reload', label: 'Reload the console', group: 'Console', icon: RotateCw, run: () => location.reload() },
    ...themeCommands,
  ])
}
