import { z } from 'zod'
import type { Replay } from './replay.ts'

export type TagRecord = { trace_id: string; tag: string; action_id: string; at: string; seq: number }

const Added = z.object({ tag: z.string(), action_id: z.string() })
const Tag = z.object({ trace_id: z.string(), tag: z.string(), action_id: z.string(), at: z.string(), seq: z.number() })

/** Every tag of a trace is the one that an entry put there. */
export function replayTraceTags(records: readonly TagRecord[]): Replay {
  const known = new Map<number, TagRecord>()
  return {
    name: 'trace_tags',
    resume(carried) {
      for (const tag of z.array(Tag).parse(carried ?? [])) known.set(tag.seq, tag)
    },
    apply({ seq, at, action, subject, data }) {
      const added = action === 'trace.tag.added' ? Added.safeParse(data).data : undefined
      if (added) known.set(seq, { trace_id: subject.slice('trace:'.length), ...added, at, seq })
    },
    state: () => [...known.values()],
    compare() {
      const present = new Map(records.map((record) => [record.seq, record]))
      for (const [seq, { trace_id, tag, action_id, at }] of known) {
        const record = present.get(seq)
        const same = record?.trace_id === trace_id && record.tag === tag && record.action_id === action_id
        if (!same || record.at !== at) return { seq, why: `the tag ${tag} of trace ${trace_id} was changed or removed` }
      }
      const stranger = records.find(({ seq }) => !known.has(seq))
      return stranger && { seq: stranger.seq, why: `the tag ${stranger.tag} was never added by an entry` }
    },
  }
}
