import { type RefObject, useEffect, useLayoutEffect, useMemo, useState } from 'react'
import { useWidth } from '../../../components/use-width.ts'
import { layoutFor } from './columns.ts'
import { RouteRow, type RowHands } from './route-row.tsx'
import { rowHeight, windowOf } from './row-window.ts'
import type { Routes } from './use-routes.ts'

type Props = RowHands & {
  routes: Routes
  box: RefObject<HTMLDivElement | null>
  open: string | undefined
  current: number | null
  asleep: string | null
  onScrolled: (scrolled: boolean) => void
}

/** Of however many rows, those that are looked at are there; a screen reader is told which of all they are. */
export function RouteTable({ routes, box, open, current, asleep, onScrolled, ...hands }: Props) {
  const [place, width] = useWidth<HTMLDivElement>()
  const [scroll, setScroll] = useState({ top: 0, height: 0 })
  const total = routes.counts?.total ?? 0
  const { first, last } = windowOf(scroll.top, scroll.height, total)
  const layout = useMemo(() => layoutFor(width), [width])
  const { setSeen } = routes

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const look = () => {
      setScroll({ top: element.scrollTop, height: element.clientHeight })
      onScrolled(element.scrollTop > 0)
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [box, onScrolled])
  useEffect(() => setSeen({ first, last }), [first, last, setSeen])

  return (
    <div ref={place} aria-busy={routes.outdated} className="aria-busy:pointer-events-none aria-busy:opacity-50">
      <table className="w-full table-fixed border-collapse" aria-label="Routes" aria-rowcount={total + 1}>
        <colgroup>
          {layout.map(({ id, width: wide }) => (
            <col key={id} style={{ width: wide }} />
          ))}
        </colgroup>
        <thead className="sticky top-0 z-2 bg-bg">
          <tr aria-rowindex={1} className="h-8 text-left text-xs text-faint">
            {layout.map(({ id, name }) => (
              <th
                key={id}
                scope="col"
                className="truncate border-b border-line px-2 font-semibold shadow-[inset_0_-1px_var(--line)] first:pl-3 last:pr-3"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={first} columns={layout.length} />
          {Array.from({ length: last - first }, (_, n) => {
            const index = first + n
            const route = routes.rowAt(index)
            return (
              <RouteRow
                key={route?.route_id ?? index}
                route={route}
                index={index}
                layout={layout}
                open={route !== undefined && route.route_id === open}
                current={index === (current ?? 0)}
                asleep={asleep}
                {...hands}
              />
            )
          })}
          <Gap rows={total - last} columns={layout.length} />
        </tbody>
      </table>
    </div>
  )
}

/** Holds the room of rows that are not drawn. */
function Gap({ rows, columns }: { rows: number; columns: number }) {
  if (rows <= 0) return null
  return (
    <tr aria-hidden style={{ height: rows * rowHeight }}>
      <td colSpan={columns} />
    </tr>
  )
}
