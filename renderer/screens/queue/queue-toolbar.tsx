import { ArrowUp } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../../components/button.tsx'
import { count } from '../../components/clock.ts'
import { ExportEvidence } from '../../components/export-evidence.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { useWidth } from '../../components/use-width.ts'
import type { Patch } from '../../state/address.ts'
import type { QueueAddress, QueueFilter } from './address.ts'
import type { KeptColumns } from './columns.ts'
import { ColumnsMenu } from './columns-menu.tsx'
import { QueueFilters } from './queue-filters.tsx'
import { exportFilterOf, queryOf } from './queue-query.ts'
import { SearchField } from './search-field.tsx'
import { useSelection } from './selection.ts'
import { SelectionBar } from './selection-bar.tsx'
import type { SavedView } from './views.ts'
import { ViewsMenu } from './views-menu.tsx'

type Props = {
  filter: QueueFilter
  current: SavedView['search']
  input: RefObject<HTMLInputElement | null>
  /** How many wait to be shown. */
  waiting: number
  views: readonly SavedView[]
  columns: KeptColumns
  asleep: string | null
  proposeAsleep: string | null
  todaySince: string | undefined
  /** How many match; undefined while nobody knows. */
  matching: number | undefined
  onFilter: (patch: Patch<QueueAddress>, typing?: boolean) => void
  onShowNew: () => void
  onPropose: () => void
  onColumns: (columns: KeptColumns) => void
  onView: (view: SavedView) => void
  onSaveView: (name: string) => void
  onDeleteView: (name: string) => void
}

export function QueueToolbar(props: Props) {
  const { filter, waiting, onFilter } = props
  const [box, width] = useWidth<HTMLDivElement>()
  const picking = useSelection(({ rows }) => rows.size > 0)
  return (
    <section aria-label="Search, filter, propose" ref={box} className="shrink-0 border-b border-line">
      <div className="flex h-12 items-center gap-2 px-3">
        {picking ? (
          <SelectionBar asleep={props.asleep} />
        ) : (
          <>
            <SearchField q={filter.q} input={props.input} onChange={(q) => onFilter({ q: q || undefined }, true)} />
            <QueueFilters filter={filter} narrow={width < 860} onChange={onFilter} />
          </>
        )}
        <div aria-live="polite" className={`shrink-0 ${picking ? '' : 'ml-auto'}`}>
          {waiting > 0 && (
            <Button kind="ghost" className="px-1! text-accent!" onClick={props.onShowNew}>
              <ArrowUp size={13} aria-hidden />
              {count(waiting)} new
              <span className="max-2xl:hidden">
                <Kbd keys="N" />
              </span>
            </Button>
          )}
        </div>
        {!picking && (
          <>
            <ViewsMenu
              views={props.views}
              current={props.current}
              onShow={props.onView}
              onSave={props.onSaveView}
              onDelete={props.onDeleteView}
            />
            <ExportEvidence
              kind="actions"
              group="Queue"
              filter={exportFilterOf(queryOf(filter, props.todaySince))}
              what={props.matching === undefined ? 'actions of the queue' : actionsOf(props.matching)}
              className={width < 1100 ? 'sr-only' : ''}
            />
            {width >= 560 && <ColumnsMenu kept={props.columns} onColumns={props.onColumns} />}
            <Button kind="primary" asleep={props.proposeAsleep} onClick={props.onPropose}>
              Propose
            </Button>
          </>
        )}
      </div>
    </section>
  )
}

const actionsOf = (many: number): string => (many === 1 ? '1 action' : `${count(many)} actions`)
