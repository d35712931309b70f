import { z } from 'zod'
import type { Entry, Json } from './entry.ts'
import { FleetRule } from './fleet-rule.ts'

/** What happens to the rules that Countersign evaluates itself. */
export type RuleEvent = { kind: 'set'; rule: FleetRule } | { kind: 'removed' }

const names = { set: 'fleet.rule.set', removed: 'fleet.rule.removed' } as const satisfies Record<
  RuleEvent['kind'],
  string
>
const prefix = 'fleet_rule:'
const SetData = z.strictObject({ rule: FleetRule })
const RemovedData = z.strictObject({})

/** Who and when are the entry's own. */
export function writeRuleEvent(id: string, event: RuleEvent) {
  const data: { [name: string]: Json } = event.kind === 'set' ? { rule: event.rule as unknown as Json } : {}
  return { action: names[event.kind], subject: `${prefix}${id}`, data }
}

/** Nothing, where an entry is about something else; null where it is not of the form that this program writes. */
export function readRuleEntry({
  action,
  subject,
  data,
}: Pick<Entry, 'action' | 'subject' | 'data'>): { id: string; event: RuleEvent } | null | undefined {
  const id = subject.startsWith(prefix) ? subject.slice(prefix.length) : ''
  switch (action) {
    case names.set: {
      if (id === '') return null
      const said = SetData.safeParse(data).data
      return said ? { id, event: { kind: 'set', rule: said.rule } } : null
    }
    case names.removed:
      return id !== '' && RemovedData.safeParse(data).success ? { id, event: { kind: 'removed' } } : null
    default:
      return undefined
  }
}
