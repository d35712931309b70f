import type { IncidentStatus } from '../../../shared/domain/incident.ts'
import type { Incident } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { count } from '../../components/clock.ts'
import { useWidth } from '../../components/use-width.ts'
import { heads, type Layout, layoutFor } from './columns.ts'
import { IncidentRow } from './incident-row.tsx'
import { statusWords } from './marks.tsx'
import type { Places } from './steady.ts'
import type { Incidents } from './use-incidents.ts'

type Props = {
  incidents: Incidents
  read: NonNullable<Incidents['read']>
  places: Places
  open: string | undefined
  narrowed: boolean
  onOpen: (id: string, how: 'keyboard' | 'pointer') => void
}

/** Open ones first, because they are why one looks; each part newest first. */
export function IncidentList({ incidents, read, places, open, narrowed, onOpen }: Props) {
  const { wanted, loading, showMore } = incidents
  const { parts, counts } = read
  const byId = new Map([...parts.open.rows, ...parts.resolved.rows].map((row) => [row.id, row]))
  const [box, width] = useWidth<HTMLDivElement>()
  const layout = layoutFor(width)
  return (
    <div ref={box}>
      <table className="w-full table-fixed border-collapse" aria-label="Incidents">
        <thead>
          <tr className="h-8 border-b border-line text-left text-xs text-faint">
            {layout.columns.map((name) => (
              <th
                key={name}
                scope="col"
                className={`px-2 font-semibold first:pl-3 last:pr-3 ${heads[name].look(layout)}`}
              >
                {heads[name].name}
              </th>
            ))}
          </tr>
        </thead>
        {wanted.map((status) => (
          <Part
            key={status}
            status={status}
            layout={layout}
            total={counts[status]}
            rows={places[status].flatMap((id) => byId.get(id) ?? [])}
            more={parts[status].more}
            loading={loading}
            narrowed={narrowed}
            open={open}
            onOpen={onOpen}
            onMore={() => showMore(status)}
          />
        ))}
      </table>
    </div>
  )
}

type PartProps = Pick<Props, 'open' | 'narrowed' | 'onOpen'> & {
  status: IncidentStatus
  layout: Layout
  total: number
  rows: readonly Incident[]
  more: boolean
  loading: boolean
  onMore: () => void
}

function Part({ status, layout, total, rows, more, loading, narrowed, open, onOpen, onMore }: PartProps) {
  const none = narrowed ? `None that matches is ${status}.` : nothing[status]
  return (
    <tbody>
      <tr className="border-b border-line bg-surface">
        <th
          scope="rowgroup"
          colSpan={layout.columns.length}
          className="h-8 px-3 text-left text-s font-semibold text-muted"
        >
          {statusWords[status]} <span className="font-normal">{count(total)}</span>
        </th>
      </tr>
      {rows.length === 0 && (
        <tr className="border-b border-line">
          <td colSpan={layout.columns.length} className="h-(--row) px-3 text-muted">
            {none}
          </td>
        </tr>
      )}
      {rows.map((incident) => (
        <IncidentRow
          key={incident.id}
          incident={incident}
          layout={layout}
          open={incident.id === open}
          onOpen={onOpen}
        />
      ))}
      {more && (
        <tr className="border-b border-line">
          <td colSpan={layout.columns.length} className="h-11 px-3">
            <Button asleep={loading ? 'Waiting for the server' : null} onClick={onMore}>
              {loading ? 'Asking the server…' : `Show older ones that are ${status}`}
            </Button>
          </td>
        </tr>
      )}
    </tbody>
  )
}

const nothing: Record<IncidentStatus, string> = {
  open: 'Nothing is open.',
  resolved: 'Nothing was resolved yet.',
}
