import { type Status, statuses } from '../../../shared/domain/action.ts'
import { actionTypes, modes, tiers } from '../../../shared/domain/action-policy.ts'
import type { Patch } from '../../state/address.ts'

export const sortColumns = ['tier', 'type', 'target_ref', 'reason', 'mode', 'status', 'proposed_at'] as const
type SortColumn = (typeof sortColumns)[number]
export type Sort = SortColumn | `-${SortColumn}`
export const newestFirst: Sort = '-proposed_at'

/**
 * What of this screen lives in the address, so that back, forward, reload and a shared link work. Several values of one
 * name stand beside each other: `tier=2,3`. "Today" stays a word: it is the reader's own day.
 */
export type QueueAddress = {
  status?: string
  tier?: string | number
  type?: string
  mode?: string
  q?: string
  sort?: Sort
  pending?: true
  needs_me?: true
  executed?: 'today'
  rejected?: 'today'
  review_open?: true
  /** The action in the drawer. */
  open?: string
}

export type QueueFilter = Omit<QueueAddress, 'open' | 'sort'>

/** Reads an address that anyone may have typed: what makes no sense is dropped, never an error. */
export function readAddress(search: Record<string, unknown>): QueueAddress {
  const sort = sorts.find((each) => each === search.sort)
  const flag = (name: 'pending' | 'needs_me' | 'review_open') => (isOn(search[name]) ? ({ [name]: true } as const) : {})
  return {
    ...given('status', several(search.status, statuses)),
    ...given('tier', several(search.tier, tiers)),
    ...given('type', several(search.type, actionTypes)),
    ...given('mode', several(search.mode, modes)),
    ...given('q', words(search.q, 200)),
    ...(sort === undefined || sort === newestFirst ? {} : { sort }),
    ...flag('pending'),
    ...flag('needs_me'),
    ...(search.executed === 'today' ? { executed: 'today' as const } : {}),
    ...(search.rejected === 'today' ? { rejected: 'today' as const } : {}),
    ...flag('review_open'),
    ...given('open', words(search.open, 100)),
  }
}

/** What one of the lists of an address names, in the order of the list itself. */
export function listed<V extends string | number>(value: unknown, of: readonly V[]): V[] {
  const named = new Set(String(value ?? '').split(','))
  return of.filter((each) => named.has(String(each)))
}

/** The same, as it stands in the address: nothing for none, and one number as a number, so that it needs no quotes. */
export function joined(values: readonly (string | number)[]): string | number | undefined {
  const [first] = values
  if (first === undefined) return undefined
  return values.length === 1 ? first : values.join(',')
}

const several = (value: unknown, of: readonly (string | number)[]) =>
  typeof value === 'string' || typeof value === 'number' ? joined(listed(value, of)) : undefined

const nothing: Patch<QueueFilter> = {
  status: undefined,
  tier: undefined,
  type: undefined,
  mode: undefined,
  q: undefined,
  pending: undefined,
  needs_me: undefined,
  executed: undefined,
  rejected: undefined,
  review_open: undefined,
}

/** Patches to the address: what is undefined leaves it. What is open stays open, whatever is filtered. */
export const openAction = (open: string): Patch<QueueAddress> => ({ open })
export const closeAction: Patch<QueueAddress> = { open: undefined }
export const clearFilter: Patch<QueueAddress> = nothing
export const showOnly = ({ open: _, ...view }: QueueAddress): Patch<QueueAddress> => ({
  ...nothing,
  sort: undefined,
  ...view,
})

/** The parts of the queue that exclude each other: a status, what waits for approval, or what was decided today. */
export type Scope = Status | 'all' | 'pending' | 'executed_today' | 'rejected_today'
const wholeQueue = { status: undefined, pending: undefined, executed: undefined, rejected: undefined }

export function scopeTo(scope: Scope): Patch<QueueAddress> {
  switch (scope) {
    case 'all':
      return wholeQueue
    case 'pending':
      return { ...wholeQueue, pending: true }
    case 'executed_today':
      return { ...wholeQueue, executed: 'today' }
    case 'rejected_today':
      return { ...wholeQueue, rejected: 'today' }
    default:
      return { ...wholeQueue, status: scope }
  }
}

/** Null where the address asks for something that is none of them, as a link may. */
export function scopeOf({ status, pending, executed, rejected }: QueueFilter): Scope | null {
  const asked = [status, pending, executed, rejected].filter((each) => each !== undefined)
  if (asked.length === 0) return 'all'
  if (asked.length > 1) return null
  if (pending) return 'pending'
  if (executed) return 'executed_today'
  if (rejected) return 'rejected_today'
  return statuses.find((each) => each === status) ?? null
}

/** What the table says it is sorted by; by nothing means as it comes. */
export function sortOf(model: readonly { colId: string; sort: 'asc' | 'desc' }[]): Sort {
  const [first] = model
  const column = sortColumns.find((each) => each === first?.colId)
  if (first === undefined || column === undefined) return newestFirst
  return first.sort === 'asc' ? column : `-${column}`
}

export const isFiltered = (filter: QueueFilter): boolean =>
  Object.keys(nothing).some((name) => filter[name as keyof QueueFilter] !== undefined)

const sorts: readonly Sort[] = sortColumns.flatMap((column) => [column, `-${column}`] as const)

const given = (name: string, value: unknown): object => (value === undefined ? {} : { [name]: value })

// A bare number in the address (`q=12`) reaches us as a number.
function words(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  return text === '' || text.length > longest ? undefined : text
}

const isOn = (value: unknown): boolean => value === true || value === 'true' || value === 1 || value === '1'
