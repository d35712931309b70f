import { useCallback, useMemo, useRef, useState } from 'react'
import { useReading } from '../../../components/use-reading.ts'
import { type Patch, useAddress } from '../../../state/address.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useDrillDashboard } from '../../../state/drills.ts'
import { UnreadRows } from '../../queue/unread-rows.tsx'
import { RoutesDialogs } from '../dialogs/routes-dialogs.tsx'
import { RouteDrawer } from '../drawer/route-drawer.tsx'
import { Outlook } from '../outlook/outlook.tsx'
import { useOutlookShown } from '../outlook/shown.ts'
import { useSchedules } from '../schedules/use-schedules.ts'
import {
  clearFilter,
  closeRoute,
  isFiltered,
  openRoute,
  type RoutesAddress,
  readAddress,
  scopeOf,
  scopeTo,
} from './address.ts'
import { bulkOffers } from './bulk-offers.ts'
import { DashboardStrip } from './dashboard-strip.tsx'
import { openRoutesDialog, useRoutesDialog } from './drill-dialogs.ts'
import type { RowHands } from './route-row.tsx'
import { RouteTable } from './route-table.tsx'
import { RoutesFoot } from './routes-foot.tsx'
import { RoutesState } from './routes-state.tsx'
import { RoutesToolbar } from './routes-toolbar.tsx'
import { standingOf } from './standing.ts'
import { useMayAnswer } from './use-may-answer.ts'
import { useRouteDetail } from './use-route.ts'
import { useRoutes } from './use-routes.ts'
import { useRoutesKeys } from './use-routes-keys.ts'

/** Who was told of which drill, whether they have answered, and what may be done about each. */
export function RoutesView() {
  const [{ open, sort, ...rest }, change] = useAddress(readAddress)
  const filter = useSame(rest)
  const { data: dashboard } = useDrillDashboard()
  const { data: schedules } = useSchedules()
  const [scrolled, setScrolled] = useState(false)
  const [byKeyboard, setByKeyboard] = useState(false)
  const [current, setCurrent] = useState<number | null>(null)
  const [outlook, toggleOutlook] = useOutlookShown()
  const box = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const asking = useRoutesDialog(({ dialog }) => dialog !== null)
  const reading = useReading(box, scrolled, open !== undefined || asking)
  const standing = dashboard && standingOf(dashboard)
  const routes = useRoutes({ filter, sort: sort === 'newest' ? '-created_at' : 'urgency', reading, standing })
  const { data: detail } = useRouteDetail(open)
  const asleep = useAsleep('Answer')
  const may = useMayAnswer()
  const bulk = bulkOffers({ filter, counts: routes.outdated ? undefined : routes.counts, asleep, may })

  const show = useCallback(
    (id: string, how: 'keyboard' | 'pointer') => {
      setByKeyboard(how === 'keyboard')
      void change(openRoute(id), { replace: open !== undefined })
    },
    [change, open],
  )
  const showNew = () => {
    if (routes.waiting === 0) return
    routes.renew()
    if (box.current !== null) box.current.scrollTop = 0
  }
  const onBulk = (name: 'acknowledge' | 'escalate') => {
    const offer = bulk.find((each) => each.name === name)
    if (offer !== undefined && offer.asleep === null)
      openRoutesDialog({ kind: 'bulk', name, filter, count: offer.count })
  }
  const keys = useRoutesKeys({
    routes,
    openRoute: detail,
    box,
    search,
    open,
    current,
    asleep,
    bulk,
    onCurrent: setCurrent,
    onOpen: show,
    onShowNew: showNew,
    onBulk,
    onOutlook: toggleOutlook,
  })
  const close = () => {
    void change(closeRoute)
    keys.returnToTable()
  }
  const onFilter = (patch: Patch<RoutesAddress>, typing = false) => void change(patch, { replace: typing })
  const onAnswer = useCallback<RowHands['onAnswer']>(
    (name, route) => openRoutesDialog({ kind: 'answer', name, route }),
    [],
  )

  return (
    <div className="flex h-full min-h-0">
      <div className="flex h-full min-w-0 flex-1 flex-col">
        <DashboardStrip
          dashboard={dashboard}
          stale={schedules?.filter(({ stale }) => stale).length}
          active={schedules?.filter(({ status }) => status === 'active').length}
          scope={scopeOf(filter)}
          onScope={(scope) => onFilter(scopeTo(scope))}
        />
        <Outlook shown={outlook} onToggle={toggleOutlook} />
        <RoutesToolbar
          filter={filter}
          sort={sort}
          counts={routes.counts}
          input={search}
          waiting={routes.waiting}
          bulk={bulk}
          onFilter={onFilter}
          onShowNew={showNew}
          onBulk={onBulk}
        />
        {(routes.unread || routes.stale) && <UnreadRows onRetry={routes.renew} />}
        <div ref={box} className="min-h-0 flex-1 overflow-y-auto">
          <RoutesState routes={routes} filtered={isFiltered(filter)} onClear={() => onFilter(clearFilter)}>
            <RouteTable
              routes={routes}
              box={box}
              open={open}
              current={current}
              asleep={asleep}
              onScrolled={setScrolled}
              onOpen={show}
              onAnswer={onAnswer}
              onFocus={setCurrent}
            />
          </RoutesState>
        </div>
        <RoutesFoot counts={routes.outdated ? undefined : routes.counts} filtered={isFiltered(filter)} />
      </div>
      {open !== undefined && <RouteDrawer key={open} id={open} focused={byKeyboard} onClose={close} />}
      <RoutesDialogs onAnswered={routes.put} onBulkDone={routes.renew} />
    </div>
  )
}

/** The same object for as long as it says the same. */
function useSame<T extends object>(value: T): T {
  const text = JSON.stringify(value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is the value
  return useMemo(() => value, [text])
}
