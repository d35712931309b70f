import { z } from 'zod'
import type { Who } from './action.ts'
import type { Entry, Json } from './entry.ts'
import { WhoShape } from './gate-shapes.ts'

/** Two years unless somebody says otherwise. Below a month nobody would have looked at what is gone. */
export const retentionDays = { usual: 730, least: 30, most: 36_500 } as const

/** How long the record is kept, and whether a legal hold keeps all of it; null for what nobody has said. */
export type Retention = {
  period: { days: number; by: Who; since: string } | null
  legal_hold: { reason: string; by: Who; since: string } | null
}

export const RetentionShape = z.strictObject({
  period: z.strictObject({ days: z.int(), by: WhoShape, since: z.string() }).nullable(),
  legal_hold: z.strictObject({ reason: z.string(), by: WhoShape, since: z.string() }).nullable(),
})

export const unsaid: Retention = { period: null, legal_hold: null }
export const daysKept = ({ period }: Retention): number => period?.days ?? retentionDays.usual

const dayMs = 86_400_000
/** What is older than this moment has been kept as long as it was to be: whole days of UTC, the same all day long. */
export function keptSince(retention: Retention, now: string): string {
  const today = Math.floor(Date.parse(now) / dayMs) * dayMs
  return new Date(today - daysKept(retention) * dayMs).toISOString()
}

export type RetentionEvent =
  | { kind: 'period_set'; days: number }
  | { kind: 'held'; reason: string }
  | { kind: 'hold_lifted' }

const names = {
  period_set: 'workspace.retention.set',
  held: 'workspace.legal_hold.set',
  hold_lifted: 'workspace.legal_hold.lifted',
} as const satisfies Record<RetentionEvent['kind'], string>

export function evolveRetention(retention: Retention, event: RetentionEvent, by: Who, at: string): Retention {
  switch (event.kind) {
    case 'period_set':
      return { ...retention, period: { days: event.days, by, since: at } }
    case 'held':
      return { ...retention, legal_hold: { reason: event.reason, by, since: at } }
    case 'hold_lifted':
      return { ...retention, legal_hold: null }
    default:
      return event satisfies never
  }
}

/** Who and when are the entry's own. */
export function writeRetentionEvent(workspace: string, event: RetentionEvent) {
  const { kind, ...said } = event
  const data: { [name: string]: Json } = said
  return { action: names[kind], subject: `workspace:${workspace}`, data }
}

const Days = z.strictObject({ days: z.int() })
const Reason = z.strictObject({ reason: z.string() })

/** Nothing, where an entry is about something else, or not of the form that this program writes. */
export function readRetentionEntry({ action, data }: Pick<Entry, 'action' | 'data'>): RetentionEvent | undefined {
  switch (action) {
    case names.period_set: {
      const said = Days.safeParse(data).data
      return said && { kind: 'period_set', days: said.days }
    }
    case names.held: {
      const said = Reason.safeParse(data).data
      return said && { kind: 'held', reason: said.reason }
    }
    case names.hold_lifted:
      return { kind: 'hold_lifted' }
    default:
      return undefined
  }
}
