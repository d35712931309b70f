import { z } from 'zod'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { Replay } from './replay.ts'

/** A switch as it is stored: who set it last, when, and to what. */
export type SwitchRecord = { value: string; by_id: string; by_digest: string; since: string; last_seq: number }

const State = z.object({
  value: z.string(),
  by_id: z.string(),
  by_digest: z.string(),
  since: z.string(),
  last_seq: z.number(),
})

/** A switch of the workspace stands as the last entry about it has set it. */
function replaySwitch(
  name: string,
  record: SwitchRecord | undefined,
  valueIn: (entry: Entry) => string | undefined,
): Replay {
  let known: SwitchRecord | null = null
  return {
    name,
    resume(carried) {
      known = State.nullable().parse(carried ?? null)
    },
    apply(entry) {
      const value = valueIn(entry)
      if (value === undefined) return
      const { seq, at, actor_id, actor_digest } = entry
      known = { value, by_id: actor_id, by_digest: actor_digest, since: at, last_seq: seq }
    },
    state: () => known,
    compare() {
      if (JSON.stringify(record ?? null) === JSON.stringify(known)) return undefined
      return { seq: known?.last_seq ?? 1, why: `the ${name} of the workspace is not as the ledger says` }
    },
  }
}

const Reason = z.object({ reason: z.string().nullable() })
const Verified = z.object({ require_verified: z.boolean() })
const Single = z.object({ single_operator: z.boolean() })

export const replayHold = (record: SwitchRecord | undefined): Replay =>
  replaySwitch('hold', record, ({ action, data }) => {
    if (action !== 'workspace.hold.placed' && action !== 'workspace.hold.lifted') return undefined
    return JSON.stringify([action === 'workspace.hold.placed', Reason.safeParse(data).data?.reason ?? null])
  })

export const replayPolicy = (record: SwitchRecord | undefined): Replay =>
  replaySwitch('policy', record, ({ action, data }) =>
    action === 'workspace.policy.changed'
      ? JSON.stringify(Single.safeParse(data).data?.single_operator ?? null)
      : undefined,
  )

export const replayDrillPolicy = (record: SwitchRecord | undefined): Replay =>
  replaySwitch('drill policy', record, ({ action, data }) =>
    action === 'workspace.drill_policy.changed'
      ? JSON.stringify(Verified.safeParse(data).data?.require_verified ?? null)
      : undefined,
  )
