import {
  type RouteAction,
  type RouteState,
  routeActions,
  routeCategories,
  routeStates,
} from '../../../../shared/domain/drill-route.ts'
import type { DrillRouteQuery } from '../../../drills-api.ts'
import type { Patch } from '../../../state/address.ts'

/**
 * What of the routes lives in the address, so that back, forward, reload and a shared link work. Names that people gave
 * may have commas in them: several stand in a list. Ours do not: `state=outstanding,escalated`.
 */
export type RoutesAddress = {
  schedule?: Names
  owner?: Names
  provider?: Names
  state?: string
  action?: RouteAction
  category?: string
  breached?: true
  /** With those that a later plan took over: on no list otherwise. */
  superseded?: true
  q?: string
  sort?: 'newest'
  /** The route in the drawer. */
  open?: string
}
type Names = string | readonly string[]
export type RoutesFilter = Omit<RoutesAddress, 'open' | 'sort'>

/** Reads an address that anyone may have typed: what makes no sense is dropped, never an error. */
export function readAddress(search: Record<string, unknown>): RoutesAddress {
  const action = routeActions.find((each) => each === search.action)
  return {
    ...given('schedule', asNames(namesIn(search.schedule))),
    ...given('owner', asNames(namesIn(search.owner))),
    ...given('provider', asNames(namesIn(search.provider))),
    ...given('state', joined(listed(search.state, routeStates))),
    ...given('action', action),
    ...given('category', joined(listed(search.category, routeCategories))),
    ...(isOn(search.breached) ? { breached: true } : {}),
    ...(isOn(search.superseded) ? { superseded: true } : {}),
    ...given('q', words(search.q, 200)),
    ...(search.sort === 'newest' ? { sort: 'newest' } : {}),
    ...given('open', words(search.open, 200)),
  }
}

/** Names in an address: one by itself, or several in a list. */
export function namesIn(value: unknown): string[] {
  const several = Array.isArray(value) ? value : [value]
  return [...new Set(several.flatMap((each) => words(each, 100) ?? []))]
}

/** The same, as it stands in the address: nothing for none, and one without a list around it. */
export const asNames = (names: readonly string[]): Names | undefined => (names.length > 1 ? names : names[0])

/** What a list of ours names, in its own order. */
export function listed<V extends string>(value: unknown, of: readonly V[]): V[] {
  const named = new Set(typeof value === 'string' ? value.split(',') : [])
  return of.filter((each) => named.has(each))
}
export const joined = (values: readonly string[]): string | undefined =>
  values.length === 0 ? undefined : values.join(',')

/** Patches to the address: what is undefined leaves it. What is open stays open, whatever is filtered. */
export const openRoute = (open: string): Patch<RoutesAddress> => ({ open })
export const closeRoute: Patch<RoutesAddress> = { open: undefined }
export const clearFilter = {
  schedule: undefined,
  owner: undefined,
  provider: undefined,
  state: undefined,
  action: undefined,
  category: undefined,
  breached: undefined,
  superseded: undefined,
  q: undefined,
} as const satisfies Record<keyof RoutesFilter, undefined>

export const isFiltered = (filter: RoutesFilter): boolean => Object.values(filter).some((each) => each !== undefined)

/** The parts that the strip at the top shows; each takes the place of the others, and is taken back by the same press. */
export type Scope = 'outstanding' | 'breached' | 'acknowledged' | 'escalated'
export const scopeTo = (scope: Scope | null): Patch<RoutesAddress> => ({
  state: scope === 'breached' || scope === null ? undefined : scope,
  breached: scope === 'breached' ? true : undefined,
})
export function scopeOf({ state, breached }: RoutesFilter): Scope | null {
  if (breached) return state === undefined ? 'breached' : null
  return (['outstanding', 'acknowledged', 'escalated'] as const).find((each) => each === state) ?? null
}

/** What the server is asked. */
export function queryOf({ schedule, owner, provider, state, action, category, breached, superseded, q }: RoutesFilter) {
  return {
    ...given('schedule_id', some(namesIn(schedule))),
    ...given('owner', some(namesIn(owner))),
    ...given('provider', some(namesIn(provider))),
    ...given('state', some(listed(state, routeStates))),
    ...given('action', action),
    ...given('category', some(listed(category, routeCategories))),
    ...(breached ? { breached: 'true' } : {}),
    ...(superseded ? { superseded: 'true' } : {}),
    ...given('q', q),
  } satisfies DrillRouteQuery
}

/** Whether routes in this state are part of what the filter shows. */
export const showsState = ({ state }: RoutesFilter, wanted: RouteState): boolean =>
  state === undefined || listed(state, routeStates).includes(wanted)

const some = <V>(values: readonly V[]): V[] | undefined => (values.length === 0 ? undefined : [...values])

function given<N extends string, V>(name: N, value: V | undefined): { [K in N]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [K in N]?: V })
}

// A bare number in the address (`q=12`) reaches us as a number, and a bare `true` as what it means.
function words(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  const text = String(value).trim()
  return text === '' || text.length > longest ? undefined : text
}

const isOn = (value: unknown): boolean => value === true || value === 'true' || value === 1 || value === '1'
