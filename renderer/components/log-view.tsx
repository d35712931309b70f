import { ArrowDown, ChevronDown, ChevronUp } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { count, timeOfDay } from './clock.ts'
import { CopyButton } from './copy-button.tsx'
import { markedParts, matchesIn } from './log-view-search.ts'
import { useRowWindow } from './row-window.ts'
import { ScrollRegion } from './scroll-region.tsx'

export type LogRow = { key: number; at: string; text: string; look: 'line' | 'state' | 'ok' | 'bad' }

const rowHeight = 18
const looks = {
  line: 'text-ink',
  state: 'font-semibold text-accent',
  ok: 'text-ok',
  bad: 'font-semibold text-bad',
} as const

type Props = {
  label: string
  rows: readonly LogRow[]
  /** What is known of the stream: that it goes on, waits, or is all. */
  status: ReactNode
  /** In the place of rows, as long as there are none. */
  empty: ReactNode
}

/** A log as it is said. It stays at its end until somebody scrolls up to read; what comes then waits below, and is counted. */
export function LogView({ label, rows, status, empty }: Props) {
  const { ref, scroller, show, first, last, total } = useRowWindow(rows.length, rowHeight)
  const [leftAt, setLeftAt] = useState<number | null>(null)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const matches = useMemo(() => matchesIn(rows, query), [rows, query])
  const current = matches[Math.min(at, matches.length - 1)]
  const length = rows.length

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new row moves the end
  useLayoutEffect(() => {
    if (scroller !== null && leftAt === null) scroller.scrollTop = scroller.scrollHeight
  }, [scroller, leftAt, length])

  const onScroll = () => {
    if (scroller === null) return
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < rowHeight
    setLeftAt((before) => (isAtEnd ? null : (before ?? length)))
  }
  const go = (to: number) => {
    const next = matches.length === 0 ? 0 : (to + matches.length) % matches.length
    setAt(next)
    const row = matches[next]
    if (row === undefined) return
    setLeftAt((before) => before ?? length)
    show(row)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      go(event.shiftKey ? at - 1 : at + 1)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      if (query === '') scroller?.focus()
      setQuery('')
    }
  }
  const search = (next: string) => {
    setQuery(next)
    setAt(0)
    const row = matchesIn(rows, next)[0]
    if (row === undefined) return
    setLeftAt((before) => before ?? length)
    show(row)
  }
  const unread = leftAt === null ? 0 : length - leftAt

  return (
    <section aria-label={label} className="flex h-full min-h-0 flex-col">
      <div className="flex h-10 shrink-0 items-center gap-2 border-b border-line px-3">
        <h3 className="text-s font-semibold text-muted">{label}</h3>
        <div role="status" className="min-w-0 flex-1 truncate text-s text-muted">
          {status}
        </div>
        <input
          ref={field}
          type="search"
          aria-label={`Search ${label.toLowerCase()}`}
          placeholder="Search the log"
          value={query}
          onChange={({ target }) => search(target.value)}
          onKeyDown={onKeyDown}
          className="h-7 w-36 rounded-m border border-line-strong bg-bg px-2 text-s text-ink placeholder:text-faint"
        />
        {query !== '' && (
          <>
            <span role="status" className="text-s whitespace-nowrap text-muted">
              {matches.length === 0
                ? 'none'
                : `${count(Math.min(at, matches.length - 1) + 1)} of ${count(matches.length)}`}
            </span>
            <IconButton name="The one before" onClick={() => go(at - 1)}>
              <ChevronUp size={13} aria-hidden />
            </IconButton>
            <IconButton name="The next one" onClick={() => go(at + 1)}>
              <ChevronDown size={13} aria-hidden />
            </IconButton>
          </>
        )}
        <CopyButton
          text={() => Promise.resolve(rows.map(({ at: when, text }) => `${when} ${text}`).join('\n'))}
          what="the whole log"
          asleep={length === 0 ? 'It has said nothing yet' : null}
        />
      </div>
      <div className="relative min-h-0 flex-1">
        {length === 0 && <div className="p-3 text-muted">{empty}</div>}
        <ScrollRegion ref={ref} label={`${label}, lines`} onScroll={onScroll} className="h-full overflow-x-auto bg-bg">
          <div className="relative w-max min-w-full" style={{ height: total }}>
            <div className="absolute inset-x-0" style={{ top: first * rowHeight }}>
              {rows.slice(first, last).map(({ key, at: when, text, look }, place) => (
                <div
                  key={key}
                  className={`flex h-[18px] gap-3 px-3 font-mono text-s leading-[18px] whitespace-pre ${looks[look]} ${first + place === current ? 'bg-hover' : ''}`}
                >
                  <time dateTime={when} className="shrink-0 font-normal text-faint">
                    {timeOfDay(new Date(when))}
                  </time>
                  <span>{query === '' ? text : <Marked text={text} query={query} />}</span>
                </div>
              ))}
            </div>
          </div>
        </ScrollRegion>
        {leftAt !== null && (
          <Button className="absolute right-5 bottom-3 shadow-pop" onClick={() => setLeftAt(null)}>
            <ArrowDown size={13} aria-hidden />
            {unread === 0 ? 'To the end' : `${count(unread)} new ${unread === 1 ? 'line' : 'lines'}`}
          </Button>
        )}
      </div>
    </section>
  )
}

const Marked = ({ text, query }: { text: string; query: string }) =>
  markedParts(text, query).map(({ start, part, hit }) =>
    hit ? (
      <mark key={start} className="bg-accent text-on-accent">
        {part}
      </mark>
    ) : (
      <span key={start}>{part}</span>
    ),
  )
