import type { CustomCellRendererProps } from 'ag-grid-react'
import type { Action } from '../../../api.ts'
import { shortTime } from '../../../components/clock.ts'
import { Skeleton } from '../../../components/states.tsx'
import { useNow } from '../../../state/now.ts'
import { modeNames, nounOf } from '../dialogs/action-words.ts'
import { TierMark } from '../marks.tsx'
import { useRowContext } from '../row-context.ts'
import { toggleSelected, useSelection } from '../selection.ts'

type Cell = CustomCellRendererProps<Action>

export const TierCell = ({ data }: Cell) => (data ? <TierMark tier={data.tier} /> : <Skeleton className="h-3 w-6" />)

export const ModeCell = ({ data }: Cell) =>
  data && <span className={`text-s ${data.mode === 'supervised' ? 'text-muted' : ''}`}>{modeNames[data.mode]}</span>

export const ProposedCell = ({ data }: Cell) => data && <Proposed at={data.proposed_at} />

/** Absolute, and relative beside it while that says more; the whole of it in UTC on hover. */
function Proposed({ at }: { at: string }) {
  const [absolute, relative] = shortTime(new Date(at), useNow())
  return (
    <time
      dateTime={at}
      title={`${at.replace('T', ' ')} UTC`}
      className="flex h-5 flex-wrap gap-x-1.5 overflow-hidden leading-5 whitespace-nowrap"
    >
      <span className="font-mono text-s leading-5">{absolute}</span>
      <span className="text-s leading-5 text-faint">{relative}</span>
    </time>
  )
}

export const SelectCell = ({ data }: Cell) => data && <Select action={data} />

function Select({ action }: { action: Action }) {
  const picked = useSelection(({ rows }) => rows.has(action.id))
  const reachable = useRowContext(({ current }) => current === action.id)
  return (
    <input
      type="checkbox"
      tabIndex={reachable ? 0 : -1}
      aria-label={`Select ${nounOf(action)}`}
      checked={picked}
      className="grid size-3.5 cursor-pointer appearance-none place-items-center rounded-[3px] border border-faint bg-bg text-[10px] leading-none font-bold text-on-accent checked:border-accent checked:bg-accent checked:before:content-['✓']"
      onChange={({ currentTarget }) => toggleSelected(action, currentTarget.checked)}
    />
  )
}
