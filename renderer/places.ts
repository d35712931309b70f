import {
  BellRing,
  ListChecks,
  type LucideIcon,
  Rocket,
  ScrollText,
  Settings,
  Siren,
  Sparkles,
  Waypoints,
} from 'lucide-react'
import type { ComponentType } from 'react'
import type { PlacePath } from './place-paths.ts'
import { DeploysCount } from './shell/deploys-count.tsx'
import { DrillsCount } from './shell/drills-count.tsx'
import { IncidentsCount } from './shell/incidents-count.tsx'
import { QueueCount } from './shell/queue-count.tsx'

/** A place of the console. Rail, routes, palette and keys all come from this list: a new place is a new line. */
export type Place = {
  path: PlacePath
  label: string
  icon: LucideIcon
  keys: string
  /** What waits there, beside its name in the rail. */
  count?: ComponentType
  /** One of its things can be named in the path: `#/incidents/ID` is the place with that one open. */
  opens?: true
  /** The parts it has, the first being the one that is shown when none is named: `#/settings/session`. */
  parts?: readonly string[]
  load: () => Promise<ComponentType>
}

export const places: readonly [Place, ...Place[]] = [
  {
    path: '/deployments',
    label: 'Queue',
    icon: ListChecks,
    keys: 'g q',
    count: QueueCount,
    opens: true,
    load: async () => (await import('./screens/queue/queue-screen.tsx')).QueueScreen,
  },
  {
    path: '/incidents',
    label: 'Incidents',
    icon: Siren,
    keys: 'g i',
    count: IncidentsCount,
    opens: true,
    load: async () => (await import('./screens/incidents/incidents-screen.tsx')).IncidentsScreen,
  },
  {
    path: '/drills',
    label: 'Drills',
    icon: BellRing,
    keys: 'g d',
    count: DrillsCount,
    opens: true,
    load: async () => (await import('./screens/drills/drills-screen.tsx')).DrillsScreen,
  },
  {
    path: '/deploys',
    label: 'Deploys',
    icon: Rocket,
    keys: 'g p',
    count: DeploysCount,
    opens: true,
    load: async () => (await import('./screens/deploys/deploys-screen.tsx')).DeploysScreen,
  },
  {
    path: '/assistant',
    label: 'Assistant',
    icon: Sparkles,
    keys: 'g c',
    load: async () => (await import('./screens/assistant/assistant-screen.tsx')).AssistantScreen,
  },
  {
    path: '/traces',
    label: 'Traces',
    icon: Waypoints,
    keys: 'g t',
    opens: true,
    load: async () => (await import('./screens/traces/traces-screen.tsx')).TracesScreen,
  },
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
    parts: [
      'appearance',
      'notifications',
      'connections',
      'session',
      'policy',
      'connectors',
      'surfaces',
      'webhooks',
      'ai-assistant',
      'fleet',
      'about',
    ],
    load: async () => (await import('./screens/settings/settings-screen.tsx')).SettingsScreen,
  },
]

export const homePlace = places[0]

export const placeAt = (pathname: string): Place | undefined =>
  places.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
