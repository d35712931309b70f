import { z } from 'zod'
import { canonicalText } from '../../../shared/domain/entry.ts'
import { evolveRetention, RetentionShape, readRetentionEntry, unsaid } from '../../../shared/domain/retention.ts'
import type { Replay } from './replay.ts'

const State = z.strictObject({ retention: RetentionShape, last_seq: z.int() }).nullable()

/** How long the record is kept stands as the entries about it have set it, one after the other. */
export function replayRetention(row: { document: string; last_seq: number } | undefined): Replay {
  let known: z.output<typeof State> = null
  return {
    name: 'retention',
    resume(carried) {
      known = State.parse(carried ?? null)
    },
    apply(entry) {
      const event = readRetentionEntry(entry)
      if (event === undefined) return
      const by = { id: entry.actor_id, digest: entry.actor_digest }
      known = { retention: evolveRetention(known?.retention ?? unsaid, event, by, entry.at), last_seq: entry.seq }
    },
    state: () => known,
    compare() {
      const same =
        known === null
          ? row === undefined
          : row?.last_seq === known.last_seq && row.document === canonicalText(known.retention)
      if (same) return undefined
      return { seq: known?.last_seq ?? 1, why: 'the retention of the workspace is not as the ledger says' }
    },
  }
}
