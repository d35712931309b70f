import type { MouseEvent, ReactNode } from 'react'
import type { ActorView, Incident } from '../../api.ts'
import { Mark } from '../../components/mark.tsx'
import { Time } from '../../components/time.tsx'
import { ActorName } from '../audit/actor-name.tsx'
import type { ColumnName, Layout } from './columns.ts'
import { IncidentStatusMark, SeverityMark } from './marks.tsx'

type Opens = (id: string, how: 'keyboard' | 'pointer') => void
type Props = { incident: Incident; layout: Layout; open: boolean; onOpen: Opens }

/** The whole row opens it; its button is what the keyboard and a screen reader find. */
export function IncidentRow({ incident, layout, open, onOpen }: Props) {
  return (
    <tr
      className={`relative h-(--row) border-b border-line hover:bg-hover has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus ${open ? 'bg-accent-bg shadow-[inset_2px_0_var(--accent)]' : ''}`}
    >
      {layout.columns.map((name) => (
        <td key={name} className="px-2 first:pl-3 last:pr-3">
          <div className={`flex min-w-0 items-center ${name === 'linked' ? 'justify-end' : ''}`}>
            {cells[name](incident, layout, open, onOpen)}
          </div>
        </td>
      ))}
    </tr>
  )
}

const cells: Record<ColumnName, (incident: Incident, layout: Layout, open: boolean, onOpen: Opens) => ReactNode> = {
  severity: ({ severity, status }) => <SeverityMark severity={severity} over={status === 'resolved'} />,
  title: ({ id, title }, _, open, onOpen) => (
    <button
      type="button"
      data-incident={id}
      aria-expanded={open}
      // A press by Enter or Space has no pointer behind it.
      onClick={({ detail }: MouseEvent) => onOpen(id, detail === 0 ? 'keyboard' : 'pointer')}
      title={title}
      className="min-w-0 flex-1 cursor-pointer truncate text-left after:absolute after:inset-0 focus-visible:outline-none"
    >
      {title}
    </button>
  ),
  owner: ({ owner, status }) => <OwnerCell owner={owner} wanted={status === 'open'} />,
  linked: ({ linked }) => <span className={linked === 0 ? 'text-faint' : ''}>{linked}</span>,
  opened: ({ opened_at }) => <Time at={opened_at} />,
  status: ({ status, opened_at, resolved_at }, { since }) => (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <IncidentStatusMark status={status} />
      {since && <Time at={resolved_at ?? opened_at} show="relative" className="text-s text-muted" />}
    </span>
  ),
}

/** The name alone: how far it can be trusted is said where it is opened. */
function OwnerCell({ owner, wanted }: { owner: ActorView | null; wanted: boolean }) {
  if (owner === null) return wanted ? <Mark means="warn">Nobody</Mark> : <span className="text-faint">nobody</span>
  if (owner.erased) return <ActorName actor={owner} />
  return (
    <span className="truncate" title={owner.name}>
      {owner.name}
    </span>
  )
}
