import { z } from 'zod'
import { readConnector, readConnectorRemoval } from '../../../shared/domain/connector-entries.ts'
import { connectorActions } from '../../../shared/domain/drill-entries.ts'
import type { Bad, Replay } from './replay.ts'

/** As stored; what is secret is elsewhere. */
export type ConnectorRecord = {
  name: string
  kind: string
  description: string
  enabled: number
  changed_at: string
  changed_by: string
  changed_by_digest: string
  last_seq: number
}

const Known = z.object({
  name: z.string(),
  kind: z.string(),
  description: z.string(),
  enabled: z.number(),
  changed_at: z.string(),
  changed_by: z.string(),
  changed_by_digest: z.string(),
  last_seq: z.number(),
})
const State = z.array(Known)

/** Every connector is as its last entry has set it, and one that was removed is gone. */
export function replayConnectors(records: readonly ConnectorRecord[]): Replay {
  const known = new Map<string, ConnectorRecord>()
  let fault: Bad | undefined
  return {
    name: 'connectors',
    resume(carried) {
      for (const connector of State.parse(carried ?? [])) known.set(connector.name, connector)
    },
    apply(entry) {
      const { seq, at, action, actor_id, actor_digest } = entry
      if (action === connectorActions.removed) {
        const name = readConnectorRemoval(entry)
        if (name === undefined || !known.delete(name))
          fault ??= { seq, why: 'a connector was removed that there was not' }
      }
      if (action !== connectorActions.set) return
      const set = readConnector(entry)
      if (set === undefined) {
        fault ??= { seq, why: 'the entry does not say how the connector was set' }
        return
      }
      const { name, kind, description, enabled } = set
      const by = { changed_at: at, changed_by: actor_id, changed_by_digest: actor_digest }
      known.set(name, { name, kind, description, enabled: enabled ? 1 : 0, ...by, last_seq: seq })
    },
    state: () => [...known.values()],
    compare() {
      if (fault) return fault
      const present = new Map(records.map((record) => [record.name, record]))
      for (const [name, connector] of known) {
        const record = present.get(name)
        if (!record) return { seq: connector.last_seq, why: `connector ${name} was removed without an entry` }
        if (!isSame(record, connector))
          return { seq: connector.last_seq, why: `connector ${name} is not as the ledger says: it was changed` }
      }
      const stranger = records.find(({ name }) => !known.has(name))
      return stranger && { seq: 1, why: `connector ${stranger.name} was never set by an entry` }
    },
  }
}

const isSame = (one: ConnectorRecord, other: ConnectorRecord): boolean =>
  one.kind === other.kind &&
  one.description === other.description &&
  one.enabled === other.enabled &&
  one.changed_at === other.changed_at &&
  one.changed_by === other.changed_by &&
  one.changed_by_digest === other.changed_by_digest &&
  one.last_seq === other.last_seq
