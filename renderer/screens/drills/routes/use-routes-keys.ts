import { Check, CheckCheck, Search, TriangleAlert } from 'lucide-react'
import type { RefObject } from 'react'
import type { DrillRoute } from '../../../drills-api.ts'
import { type Command, useCommands } from '../../../state/commands.ts'
import { notify } from '../../../state/toasts.ts'
import { type AnswerName, answerWords, nounOf, refusedBecause } from '../route-words.ts'
import { openRoutesDialog } from './drill-dialogs.ts'
import type { BulkOffer } from './routes-toolbar.tsx'
import { rowHeight, scrollFor } from './row-window.ts'
import type { Routes } from './use-routes.ts'

type Hands = {
  routes: Routes
  /** What the drawer knows of the open one, which may be on no page that was read. */
  openRoute: DrillRoute | undefined
  box: RefObject<HTMLDivElement | null>
  search: RefObject<HTMLInputElement | null>
  open: string | undefined
  current: number | null
  asleep: string | null
  bulk: readonly BulkOffer[]
  onCurrent: (index: number) => void
  onOpen: (id: string, how: 'keyboard' | 'pointer') => void
  onShowNew: () => void
  onBulk: (name: BulkOffer['name']) => void
  onOutlook: () => void
}

const group = 'Drill routes'

/** Everything on this part without a mouse. With a route open, moving opens the next one. */
export function useRoutesKeys(hands: Hands) {
  const { routes, box, open, asleep } = hands
  const total = routes.counts?.total ?? 0
  const openIndex = () => (open === undefined ? undefined : routes.indexOf(open))
  const isWithin = () => box.current?.contains(document.activeElement) ?? false
  const place = () => (isWithin() ? hands.current : undefined) ?? openIndex() ?? hands.current

  const focus = (index: number) => {
    const element = box.current
    if (element === null) return
    // The head of the table covers what is scrolled under it.
    const height = element.clientHeight - rowHeight
    element.scrollTop = scrollFor(index, element.scrollTop, height)
    hands.onCurrent(index)
    const id = routes.rowAt(index)?.route_id
    // Drawn by the next frame, where it was not yet.
    requestAnimationFrame(() => requestAnimationFrame(() => rowOf(element, id)?.focus({ preventScroll: true })))
  }
  const move = (by: 1 | -1) => {
    if (total === 0) return
    const from = place()
    const to = from === null || from === undefined ? 0 : Math.min(Math.max(from + by, 0), total - 1)
    focus(to)
    const route = routes.rowAt(to)
    if (open !== undefined && route !== undefined) hands.onOpen(route.route_id, 'pointer')
  }
  /** The row that one sees to be chosen: nothing is done to one that merely had the focus before. */
  const chosen = (): DrillRoute | undefined => {
    const row = isWithin() && hands.current !== null ? routes.rowAt(hands.current) : undefined
    if (row !== undefined) return row
    const index = openIndex()
    return (index === undefined ? undefined : routes.rowAt(index)) ?? hands.openRoute
  }
  /** Where it cannot be done, the key says why, as the button would. */
  const give = (name: AnswerName | 'start_drill') => {
    const route = chosen()
    if (route === undefined) return notify.refused('No route is chosen', 'Move to one with j and k, or open it.')
    const why = refusedBecause(route, name)
    const does = name === 'start_drill' ? 'Start the drill' : `${answerWords[name].verb} the ${nounOf(route)}`
    if (why !== null) return notify.refused(`Not possible: ${does}`, why)
    if (name === 'start_drill') openRoutesDialog({ kind: 'drill', route })
    else openRoutesDialog({ kind: 'answer', name, route })
  }

  const here = (id: string, label: string, key: string, run: () => void): Command => ({
    id: `drills.${id}`,
    label,
    group,
    keys: [key],
    palette: false,
    run,
  })
  const [all, late] = hands.bulk
  useCommands([
    here('next', 'Next route', 'j', () => move(1)),
    here('previous', 'Previous route', 'k', () => move(-1)),
    { ...here('acknowledge', 'Acknowledge the route', 'a', () => give('acknowledge')), icon: Check, asleep },
    { ...here('escalate', 'Escalate the route', 'e', () => give('escalate')), icon: TriangleAlert, asleep },
    { ...here('resolve', 'Resolve the route', 'v', () => give('resolve')), asleep },
    { ...here('dismiss', 'Dismiss the route (typed)', 'x', () => give('dismiss')), asleep },
    { ...here('start', 'Start the drill of the route', 's', () => give('start_drill')), asleep },
    {
      ...here('all', `Acknowledge all outstanding that are shown (${all?.count ?? 0})`, 'A', () =>
        hands.onBulk('acknowledge'),
      ),
      icon: CheckCheck,
      palette: true,
      asleep: all?.asleep ?? null,
    },
    {
      ...here('late', `Escalate all breached that are shown (${late?.count ?? 0})`, 'E', () =>
        hands.onBulk('escalate'),
      ),
      palette: true,
      asleep: late?.asleep ?? null,
    },
    { ...here('new', 'Show new routes', 'u', hands.onShowNew), palette: true },
    { ...here('outlook', 'Show or hide what is ahead', 'o', hands.onOutlook), palette: true },
    { ...here('search', 'Search routes', '/', () => hands.search.current?.focus()), icon: Search, palette: true },
  ])
  return {
    /** Back to the row that was being looked at, if it is there. */
    returnToTable(): void {
      const index = openIndex() ?? hands.current
      if (index !== null && index !== undefined) focus(index)
    },
  }
}

const rowOf = (box: HTMLElement, id: string | undefined): HTMLElement | undefined =>
  [...box.querySelectorAll<HTMLElement>('[data-route]')].find((each) => each.dataset.route === id)
