import { Link, useLocation } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { PageHeader } from '../../components/page.tsx'
import { About } from './about.tsx'
import { AiAssistantPart } from './ai-assistant.tsx'
import { Appearance } from './appearance.tsx'
import { ConnectionsPart } from './connections.tsx'
import { ConnectorsPart } from './connectors.tsx'
import { FleetPart } from './fleet/fleet-part.tsx'
import { NotificationsPart } from './notifications.tsx'
import { PolicyPart } from './policy.tsx'
import { SessionPart } from './session.tsx'
import { SurfacesPart } from './surfaces.tsx'
import { WebhooksPart } from './webhooks.tsx'

const parts: readonly [path: string, label: string, part: ComponentType][] = [
  ['/settings/appearance', 'Appearance', Appearance],
  ['/settings/notifications', 'Notifications', NotificationsPart],
  ['/settings/connections', 'Connections', ConnectionsPart],
  ['/settings/session', 'Session', SessionPart],
  ['/settings/policy', 'Policy', PolicyPart],
  ['/settings/connectors', 'Connectors', ConnectorsPart],
  ['/settings/surfaces', 'Surfaces', SurfacesPart],
  ['/settings/webhooks', 'Webhooks', WebhooksPart],
  ['/settings/ai-assistant', 'AI assistant', AiAssistantPart],
  ['/settings/fleet', 'Fleet', FleetPart],
  ['/settings/about', 'About', About],
]

export function SettingsScreen() {
  const { pathname } = useLocation()
  const Part = parts.find(([path]) => path === pathname)?.[2] ?? Appearance
  return (
    <div className="flex h-full flex-col">
      <PageHeader title="Settings" />
      <nav aria-label="Settings" className="flex flex-wrap gap-x-0.5 border-b border-line px-3">
        {parts.map(([path, label]) => (
          <Link
            key={path}
            to={path}
            className="border-b-2 border-transparent px-2.5 py-2 text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-ink"
          >
            {label}
          </Link>
        ))}
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="min-h-0 flex-1 overflow-y-auto" aria-label="Settings" tabIndex={0}>
        <div className="max-w-200 p-4 pb-12">
          <Part />
        </div>
      </section>
    </div>
  )
}
