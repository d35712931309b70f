import type { GridApi } from 'ag-grid-community'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Action } from '../../api.ts'
import { useReading } from '../../components/use-reading.ts'
import { type Patch, useAddress } from '../../state/address.ts'
import { useQueueSummary } from '../../state/queue-summary.ts'
import {
  clearFilter,
  closeAction,
  isFiltered,
  newestFirst,
  openAction,
  type QueueAddress,
  readAddress,
  type Scope,
  scopeOf,
  scopeTo,
  showOnly,
} from './address.ts'
import { QueueDialogs } from './dialogs/queue-dialogs.tsx'
import { ActionDrawer } from './drawer/action-drawer.tsx'
import { useKept } from './kept.ts'
import { KpiStrip } from './kpi-strip.tsx'
import { useActionCommands, useQueueDialog } from './queue-commands.ts'
import { QueueFoot } from './queue-foot.tsx'
import { QueueGrid } from './queue-grid.tsx'
import { QueueState } from './queue-state.tsx'
import { QueueToolbar } from './queue-toolbar.tsx'
import { RowMenu } from './row-menu.tsx'
import { clearSelection, useSelection } from './selection.ts'
import { StatusTabs } from './status-tabs.tsx'
import { UnreadRows } from './unread-rows.tsx'
import { useQueue } from './use-queue.ts'
import { useQueueKeys } from './use-queue-keys.ts'
import { useCurrentRow, useRowFacts } from './use-row-facts.ts'
import { saved, withoutOpen } from './views.ts'
import { WhyHint } from './why-hint.tsx'

/** Every dangerous change that is proposed, waits, or was decided: newest first, live, and what may be done to it. */
export function QueueScreen() {
  const [address, change] = useAddress(readAddress)
  const { open, sort = newestFirst, ...rest } = address
  const filter = useSame(rest)
  const summary = useQueueSummary()
  const [kept, keep] = useKept()
  const { propose } = useActionCommands()
  const [scrolled, setScrolled] = useState(false)
  const [unread, setUnread] = useState(false)
  const [byKeyboard, setByKeyboard] = useState(false)
  const searchInput = useRef<HTMLInputElement>(null)
  const table = useRef<HTMLDivElement>(null)
  const grid = useRef<GridApi<Action> | null>(null)
  const picking = useSelection(({ rows }) => rows.size > 0)
  const asking = useQueueDialog(({ dialog }) => dialog !== null)
  const reading = useReading(table, scrolled, open !== undefined || picking || asking)
  const queue = useQueue({ filter, sort, todaySince: summary?.today_since, reading })
  const { asleep, proposeAsleep } = useRowFacts()
  useCurrentRow(table)

  // What is not shown any more must not be approved with the rest.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the filter becomes another one
  useEffect(() => clearSelection, [filter])

  const show = useCallback(
    (id: string, how: 'keyboard' | 'pointer') => {
      setByKeyboard(how === 'keyboard')
      void change(openAction(id), { replace: open !== undefined })
    },
    [change, open],
  )
  const showNew = () => {
    if (queue.waiting === 0) return
    queue.renew()
    grid.current?.ensureIndexVisible(0, 'top')
  }
  const onUnread = useCallback(() => setUnread(true), [])
  const readAgain = useCallback(() => {
    setUnread(false)
    grid.current?.refreshInfiniteCache()
  }, [])
  const onPropose = () => propose()
  const keys = useQueueKeys({
    grid,
    open,
    searchInput,
    asleep,
    proposeAsleep,
    onOpen: show,
    onShowNew: showNew,
    onPropose,
  })
  const close = () => {
    void change(closeAction)
    keys.returnToTable()
  }
  const onFilter = (patch: Patch<QueueAddress>, typing = false) => void change(patch, { replace: typing })
  const onScope = (scope: Scope) => onFilter(scopeTo(scope))
  const { view } = queue
  const filtered = isFiltered(filter)

  return (
    <div className="flex h-full min-h-0">
      <div className="flex h-full min-w-0 flex-1 flex-col">
        <h1 className="sr-only">Queue</h1>
        <KpiStrip summary={summary} scope={scopeOf(filter)} onScope={onScope} />
        <StatusTabs summary={summary} scope={scopeOf(filter)} onScope={onScope} />
        <QueueToolbar
          filter={filter}
          current={withoutOpen(address)}
          input={searchInput}
          waiting={queue.waiting}
          views={kept.views}
          columns={kept.columns}
          asleep={asleep}
          proposeAsleep={proposeAsleep}
          todaySince={summary?.today_since}
          matching={view && !queue.outdated ? view.total + queue.waiting : undefined}
          onFilter={onFilter}
          onShowNew={showNew}
          onPropose={onPropose}
          onColumns={(columns) => keep({ columns })}
          onView={({ search, columns }) => {
            void change(showOnly(search))
            if (columns !== undefined) keep({ columns })
          }}
          onSaveView={(name) => {
            const view = { name, search: withoutOpen(address), columns: kept.columns }
            keep({ views: saved(kept.views, view) })
          }}
          onDeleteView={(name) => keep({ views: kept.views.filter((each) => each.name !== name) })}
        />
        {unread && <UnreadRows onRetry={readAgain} />}
        <div ref={table} className="min-h-0 flex-1">
          <QueueState
            queue={queue}
            filtered={filtered}
            proposeAsleep={proposeAsleep}
            onClear={() => void change(clearFilter)}
            onPropose={onPropose}
          >
            {view && (
              <QueueGrid
                queue={queue}
                view={view}
                sort={sort}
                kept={kept.columns}
                open={open}
                grid={grid}
                onOpen={(id) => show(id, 'pointer')}
                onSort={(next) => void change({ sort: next === newestFirst ? undefined : next })}
                onColumns={(columns) => keep({ columns })}
                onScroll={(top) => setScrolled(top > 0)}
                onUnread={onUnread}
              />
            )}
          </QueueState>
        </div>
        <QueueFoot
          summary={summary}
          matching={filtered && view && !queue.outdated ? view.total + queue.waiting : undefined}
        />
      </div>
      {open !== undefined && <ActionDrawer key={open} id={open} focused={byKeyboard} onClose={close} />}
      <RowMenu />
      <WhyHint table={table} />
      <QueueDialogs />
    </div>
  )
}

/** The same object for as long as it says the same. */
function useSame<T extends object>(value: T): T {
  const text = JSON.stringify(value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is the value
  return useMemo(() => value, [text])
}
