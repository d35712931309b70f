import { useQuery } from '@tanstack/react-query'
import { fleetApi, type PauseQuery } from '../fleet-api.ts'
import { queryClient } from './queries.ts'
import { useRefreshOnNews } from './refresh-on-news.ts'

/** What agents report is in no ledger: no entry tells of it, so it is asked for. */
const beat = 5_000
const slowBeat = 30_000

export const fleetKeys = {
  all: ['fleet'],
  traces: (query: object) => ['fleet', 'traces', query],
  trace: (id: string) => ['fleet', 'trace', id],
  span: (trace: string, span: string) => ['fleet', 'span', trace, span],
  status: (agent: string | undefined) => ['fleet', 'status', agent ?? null],
  settings: ['fleet', 'settings'],
  rules: ['fleet', 'rules'],
  attributions: (id: string) => ['fleet', 'attributions', id],
  pauses: (query: object) => ['fleet', 'pauses', query],
} as const

/** How the agents are: every agent that was heard of within a day. */
export const useFleetStatus = (agent?: string) =>
  useQuery({
    queryKey: fleetKeys.status(agent),
    queryFn: ({ signal }) => fleetApi.status(agent === undefined ? {} : { agent }, signal),
    refetchInterval: beat,
  })

export const useFleetSettings = () =>
  useQuery({ queryKey: fleetKeys.settings, queryFn: ({ signal }) => fleetApi.settings(signal) })

export const useFleetRules = () =>
  useQuery({ queryKey: fleetKeys.rules, queryFn: ({ signal }) => fleetApi.rules(signal) })

/** What of an evaluation never changes: asked for once. */
export const useAttributions = (id: string, enabled = true) =>
  useQuery({
    queryKey: fleetKeys.attributions(id),
    queryFn: ({ signal }) => fleetApi.attributions(id, signal),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Without anything asked: those that are to stand still now. They end by time too, which no entry tells. */
export const usePauses = (query: PauseQuery = {}) =>
  useQuery({
    queryKey: fleetKeys.pauses(query),
    queryFn: ({ signal }) => fleetApi.pauses(query, signal),
    refetchInterval: slowBeat,
  })

/** A trace grows while its agent works. */
export const useTrace = (id: string) =>
  useQuery({
    queryKey: fleetKeys.trace(id),
    queryFn: ({ signal }) => fleetApi.trace(id, signal),
    refetchInterval: beat,
  })

export const useSpan = (trace: string, span: string) =>
  useQuery({
    queryKey: fleetKeys.span(trace, span),
    queryFn: ({ signal }) => fleetApi.span(trace, span, signal),
  })

/** Something of it was just changed, or refused because something had changed. */
export const refreshFleet = (): Promise<void> => queryClient.invalidateQueries({ queryKey: fleetKeys.all })

/** Pauses, rules and settings are decided, and stand in the ledger; so do tags of traces. */
const isAboutFleet = ({ action }: { action: string }): boolean =>
  /^(agent\.pause|fleet)\./.test(action) || action === 'trace.tag.added'

/** Reads anew when the ledger says so. */
export const useFleetNews = (): void => useRefreshOnNews(isAboutFleet, refreshFleet)
