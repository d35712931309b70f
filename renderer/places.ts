import { type LucideIcon, ScrollText, Settings } from 'lucide-react'
import type { ComponentType } from 'react'

/** A place of the console. Rail, routes, palette and keys all come from this list: a new place is a new line. */
export type Place = {
  path: `/${string}`
  label: string
  icon: LucideIcon
  keys: string
  /** The parts it has, the first being the one that is shown when none is named: `#/settings/session`. */
  parts?: readonly string[]
  load: () => Promise<ComponentType>
}

export const places: readonly [Place, ...Place[]] = [
  {
    path: '/audit',
    label: 'Audit',
    icon: ScrollText,
    keys: 'g a',
    load: async () => (await import('./screens/audit/audit-screen.tsx')).AuditScreen,
  },
  {
    path: '/settings',
    label: 'Settings',
    icon: Settings,
    keys: 'g s',
    parts: ['appearance', 'connections', 'session', 'about'],
    load: async () => (await import('./screens/settings/settings-screen.tsx')).SettingsScreen,
  },
]

export const homePlace = places[0]

/** Places that links may already name, and that this version does not have. */
export const absentPlaces: Readonly<Record<string, string>> = {
  '/deployments': 'The action queue',
  '/incidents': 'Incidents',
  '/drills': 'Drills',
  '/deploys': 'Deploys',
  '/assistant': 'The assistant',
  '/traces': 'Traces',
}

export const placeAt = (pathname: string): Place | undefined =>
  places.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
