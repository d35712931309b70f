import { traceStatuses } from '../../../shared/domain/fleet.ts'
import type { TraceQuery } from '../../fleet-api.ts'

export const traceViews = ['dag', 'waterfall', 'table'] as const
export type TraceView = (typeof traceViews)[number]
export const violationFilters = ['any', 'amber', 'red'] as const

/** How far back, counted from now on and again with every reading. */
const windows = { '15m': 15, '1h': 60, '24h': 24 * 60, '7d': 7 * 24 * 60 } as const
export type Window = keyof typeof windows
export const windowNames = Object.keys(windows) as Window[]

/** What of the traces lives in the address: the filter, the trace that is open, how it is looked at, and one of its spans. */
export type TracesAddress = {
  agent?: string
  status?: (typeof traceStatuses)[number]
  violation?: (typeof violationFilters)[number]
  /** One of the windows, or a moment. */
  since?: string
  until?: string
  q?: string
  open?: string
  view: TraceView
  span?: string
}
export type TraceFilter = Pick<TracesAddress, 'agent' | 'status' | 'violation' | 'since' | 'until' | 'q'>

/** Reads an address that anyone may have typed: what makes no sense is dropped, never an error. */
export function readAddress(raw: Record<string, unknown>): TracesAddress {
  const found = {
    agent: textIn(raw.agent, 200),
    status: traceStatuses.find((each) => each === raw.status),
    violation: violationFilters.find((each) => each === raw.violation),
    since: windowNames.find((each) => each === raw.since) ?? momentIn(raw.since),
    until: momentIn(raw.until),
    q: textIn(raw.q, 200),
    open: textIn(raw.open, 100),
    span: textIn(raw.span, 100),
  }
  const there = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
  return { view: traceViews.find((each) => each === raw.view) ?? 'dag', ...there }
}

// A bare number in the address (`q=12`, an id of digits alone) reaches us as a number.
function textIn(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  return text === '' || text.length > longest ? undefined : text
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/
function momentIn(value: unknown): string | undefined {
  if (typeof value !== 'string' || !moment.test(value) || Number.isNaN(Date.parse(value))) return undefined
  return new Date(value).toISOString()
}

export const filterOf = ({ agent, status, violation, since, until, q }: TracesAddress): TraceFilter => ({
  ...(agent === undefined ? {} : { agent }),
  ...(status === undefined ? {} : { status }),
  ...(violation === undefined ? {} : { violation }),
  ...(since === undefined ? {} : { since }),
  ...(until === undefined ? {} : { until }),
  ...(q === undefined ? {} : { q }),
})

export const isFiltered = (filter: TraceFilter): boolean => Object.values(filter).some((each) => each !== undefined)

export const clearFilter = {
  agent: undefined,
  status: undefined,
  violation: undefined,
  since: undefined,
  until: undefined,
  q: undefined,
} as const satisfies Record<keyof TraceFilter, undefined>

/** What the server is asked at this moment. */
export function queryOf({ since, ...filter }: TraceFilter, now: number): TraceQuery {
  const window = windowNames.find((each) => each === since)
  const from = window === undefined ? since : new Date(now - windows[window] * 60_000).toISOString()
  return { limit: 50, ...filter, ...(from === undefined ? {} : { since: from }) }
}

/** Quoted, because an id of digits alone would come back as a number. */
const quoted = (value: string): string => encodeURIComponent(JSON.stringify(value))

export const traceHref = (trace: string, span?: string): string =>
  `#/traces/${encodeURIComponent(trace)}${span === undefined ? '' : `?span=${quoted(span)}`}`

export const listHref = (filter: TraceFilter): string =>
  `#/traces?${Object.entries(filter)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join('&')}`
