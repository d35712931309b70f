import { useEffect, useRef, useState } from 'react'
import { useTheme } from '../state/theme.ts'
import { type ChartColours, chartColours } from './chart-colours.ts'
import type { ChartOption } from './chart-engine.ts'
import { Skeleton } from './states.tsx'

type Props = {
  /** Made anew for each theme. */
  option: (colours: ChartColours) => ChartOption
  /** What the picture shows, for those who cannot see it; a table behind it says the rest. */
  label: string
  height?: number
}

type State = 'loading' | 'shown' | 'failed'

/** A picture on a canvas. ECharts is fetched when the first one is shown, and writes no HTML: its hints are drawn too. */
export function Chart({ option, label, height = 132 }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<State>('loading')
  const theme = useTheme((held) => held.shown)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours that are read in it are the theme's
  useEffect(() => {
    const element = place.current
    if (element === null) return
    let stop: (() => void) | undefined
    let isOver = false
    const draw = async () => {
      const { init } = await import('./chart-engine.ts')
      if (isOver) return
      const chart = init(element, null, { renderer: 'canvas' })
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches
      chart.setOption({ ...option(chartColours()), animation: !still, animationDuration: 200 })
      const observer = new ResizeObserver(() => chart.resize())
      observer.observe(element)
      stop = () => {
        observer.disconnect()
        chart.dispose()
      }
      setState('shown')
    }
    draw().catch(() => setState('failed'))
    return () => {
      isOver = true
      stop?.()
    }
  }, [option, theme])
  return (
    <div className="relative" style={{ height }}>
      <div ref={place} role="img" aria-label={label} className="absolute inset-0" data-chart={state} />
      {state === 'loading' && <Skeleton className="absolute inset-0" />}
      {state === 'failed' && (
        <p role="status" className="text-s text-muted">
          The picture could not be drawn. The table has everything that it shows.
        </p>
      )}
    </div>
  )
}
