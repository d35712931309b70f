import type { ReactNode } from 'react'

/** A place's own top: its name, a sentence about it, and what can be done there. */
export function PageHeader({ title, says, children }: { title: string; says?: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2">
      <h1 className="text-l font-semibold">{title}</h1>
      <div className="min-w-0 flex-1 text-s text-muted">{says}</div>
      {children !== undefined && <div className="flex items-center gap-2">{children}</div>}
    </header>
  )
}

/** Name and value, one under the other. */
export function Fact({ name, children, mono = false }: { name: string; children: ReactNode; mono?: boolean }) {
  return (
    <div className="py-1.5">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className={`mt-px break-words ${mono ? 'font-mono text-s' : ''}`}>{children}</dd>
    </div>
  )
}

/** The thin line under a list: how many, the keys, the zone of its times. */
export function Foot({ children }: { children: ReactNode }) {
  return (
    <footer className="flex h-7 shrink-0 items-center gap-4 overflow-hidden border-t border-line px-3 text-s whitespace-nowrap text-faint">
      {children}
    </footer>
  )
}
