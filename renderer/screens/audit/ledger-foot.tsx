import { count } from '../../components/clock.ts'
import { Kbd } from '../../components/kbd.tsx'
import { Foot } from '../../components/page.tsx'
import { ZoneNote } from '../../components/time.tsx'
import { isFiltered, type LedgerFilter } from './address.ts'
import { type LiveRows, rowCount } from './live-rows.ts'

const keys: readonly [string, string][] = [
  ['j k', 'move'],
  ['Enter', 'open'],
  ['/', 'filter'],
  ['v', 'verify'],
  ['?', 'keys'],
]

type Props = { filter: LedgerFilter; state: LiveRows; size: number | undefined }

export function LedgerFoot({ filter, state, size }: Props) {
  return (
    <Foot>
      {size !== undefined && (
        <span>
          {isFiltered(filter) && `${count(rowCount(state) + state.waiting.length)} match of `}
          {count(size)} {size === 1 ? 'entry' : 'entries'}
        </span>
      )}
      <div className="flex h-5 min-w-0 flex-1 flex-wrap gap-x-4 overflow-hidden">
        {keys.map(([key, does]) => (
          <span key={key} className="inline-flex h-5 items-center gap-1.5">
            <Kbd keys={key} /> {does}
          </span>
        ))}
      </div>
      <span className="shrink-0">
        <ZoneNote />
      </span>
    </Foot>
  )
}
