import { z } from 'zod'
import { canonicalText } from '../../../shared/domain/entry.ts'
import { FleetRule } from '../../../shared/domain/fleet-rule.ts'
import { readRuleEntry } from '../../../shared/domain/fleet-rule-entries.ts'
import { FleetSettings, readSettingsEntry, settingsEntry } from '../../../shared/domain/fleet-settings.ts'
import { WhoShape } from '../../../shared/domain/gate-shapes.ts'
import type { Bad, Replay } from './replay.ts'

const SettingsState = z
  .strictObject({ settings: FleetSettings, by: WhoShape, since: z.string(), last_seq: z.int() })
  .nullable()

/** Prices, limits and how long telemetry is kept stand as the last entry about them has set them. */
export function replayFleetSettings(row: { document: string; last_seq: number } | undefined): Replay {
  let known: z.output<typeof SettingsState> = null
  let fault: Bad | undefined
  return {
    name: 'fleet_settings',
    resume(carried) {
      known = SettingsState.parse(carried ?? null)
    },
    apply(entry) {
      if (entry.action !== settingsEntry) return
      const settings = readSettingsEntry(entry)
      if (settings === undefined) {
        fault ??= { seq: entry.seq, why: 'the entry does not say how the fleet’s settings were set' }
        return
      }
      const by = { id: entry.actor_id, digest: entry.actor_digest }
      known = { settings, by, since: entry.at, last_seq: entry.seq }
    },
    state: () => known,
    compare() {
      if (fault) return fault
      if (known === null) return row && { seq: 1, why: 'the settings of the fleet were never set by an entry' }
      const { last_seq, ...said } = known
      if (row?.last_seq === last_seq && row.document === canonicalText(said)) return undefined
      return { seq: last_seq, why: 'the settings of the fleet are not as the ledger says' }
    },
  }
}

export type RuleRow = { rule_id: string; document: string; removed: number; last_seq: number }

const KnownRule = z.strictObject({
  rule_id: z.string(),
  rule: FleetRule,
  by: WhoShape,
  since: z.string(),
  removed: z.boolean(),
  last_seq: z.int(),
})
const RulesState = z.array(KnownRule)

/** Every rule that judges traces is as its last entry has set it, and one that was removed judges no more. */
export function replayFleetRules(rows: readonly RuleRow[]): Replay {
  const known = new Map<string, z.output<typeof KnownRule>>()
  let fault: Bad | undefined
  return {
    name: 'fleet_rules',
    resume(carried) {
      for (const rule of RulesState.parse(carried ?? [])) known.set(rule.rule_id, rule)
    },
    apply(entry) {
      const said = readRuleEntry(entry)
      if (said === undefined) return
      if (said === null) {
        fault ??= { seq: entry.seq, why: 'the entry does not say how the rule was set' }
        return
      }
      const { id, event } = said
      const before = known.get(id)
      if (before?.removed || (event.kind === 'removed' && before === undefined)) {
        fault ??= { seq: entry.seq, why: `rule ${id} was changed or removed while it was not there` }
        return
      }
      const by = { id: entry.actor_id, digest: entry.actor_digest }
      if (event.kind === 'set')
        known.set(id, { rule_id: id, rule: event.rule, by, since: entry.at, removed: false, last_seq: entry.seq })
      else if (before) known.set(id, { ...before, removed: true, last_seq: entry.seq })
    },
    state: () => [...known.values()],
    compare() {
      if (fault) return fault
      const present = new Map(rows.map((row) => [row.rule_id, row]))
      for (const [id, { rule, by, since, removed, last_seq }] of known) {
        const row = present.get(id)
        if (row === undefined) return { seq: last_seq, why: `rule ${id} was taken away` }
        const same = row.document === canonicalText({ rule, by, since }) && (row.removed === 1) === removed
        if (!same || row.last_seq !== last_seq) return { seq: last_seq, why: `rule ${id} is not as the ledger says` }
      }
      const stranger = rows.find(({ rule_id }) => !known.has(rule_id))
      return stranger && { seq: 1, why: `rule ${stranger.rule_id} was never set by an entry` }
    },
  }
}
