import { Search } from 'lucide-react'
import type { Connections } from '../api.ts'
import { Kbd } from '../components/kbd.tsx'
import { showOverlay } from '../state/overlays.ts'
import { HoldMark } from './banners.tsx'
import { ConnectionMenu } from './connection-menu.tsx'
import { EnvironmentPill } from './environment-pill.tsx'
import { LiveMark } from './live-mark.tsx'
import { Who } from './who.tsx'

export function TopBar({ connections: { current, known } }: { connections: Connections }) {
  return (
    <header className="frame-top">
      <span className="brand">Countersign</span>
      {known === null ? <EnvironmentPill connection={current} /> : <ConnectionMenu current={current} known={known} />}
      <LiveMark />
      <HoldMark />
      <span className="flex-1" />
      <button
        type="button"
        onClick={() => showOverlay('palette')}
        className="flex h-7 w-56 min-w-9 shrink items-center gap-2 overflow-hidden rounded-m border border-line px-2.5 text-s whitespace-nowrap text-faint hover:border-line-strong lg:w-67"
      >
        <Search size={13} aria-hidden className="shrink-0" />
        <span className="min-w-0 truncate">Search or run a command</span>
        <span className="ml-auto shrink-0">
          <Kbd keys="Mod+k" />
        </span>
      </button>
      <Who connection={current} />
    </header>
  )
}
