import { statuses } from '../../../shared/domain/action.ts'
import { actionTypes, modes } from '../../../shared/domain/action-policy.ts'
import type { ActionQuery } from '../../api.ts'
import { listed, type QueueFilter, type Sort } from './address.ts'

type Matching = Omit<ActionQuery, 'sort' | 'limit' | 'offset' | 'cursor' | 'total' | 'until' | 'since'>

const tierTexts = ['1', '2', '3'] as const

/** What the server is asked for; undefined while it is not known yet when today began. */
export function queryOf(filter: QueueFilter, todaySince: string | undefined): Matching | undefined {
  const { status, tier, type, mode, q, pending, needs_me, executed, rejected, review_open } = filter
  if ((executed !== undefined || rejected !== undefined) && todaySince === undefined) return undefined
  return {
    ...several('status', listed(status, statuses)),
    ...several('tier', listed(tier, tierTexts)),
    ...several('type', listed(type, actionTypes)),
    ...several('mode', listed(mode, modes)),
    ...(q === undefined ? {} : { q }),
    ...(pending ? { pending: 'true' } : {}),
    ...(needs_me ? { needs_me: 'true' } : {}),
    ...(review_open ? { review_open: 'true' } : {}),
    ...(executed === undefined ? {} : { executed_since: todaySince }),
    ...(rejected === undefined ? {} : { rejected_since: todaySince }),
  }
}

/** The same question, as an export of evidence is asked it. */
export const exportFilterOf = (query: Matching | undefined): Record<string, string | string[]> | undefined =>
  query &&
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  )

/** Whether a row that changes may leave such a view, or move in it. */
export const canDrift = (filter: QueueFilter, sort: Sort): boolean =>
  sort.endsWith('status') ||
  (['status', 'pending', 'needs_me', 'executed', 'rejected', 'review_open'] as const).some(
    (name) => filter[name] !== undefined,
  )

const several = (name: string, values: readonly string[]): object => (values.length === 0 ? {} : { [name]: values })
