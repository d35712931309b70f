import { isOver } from '../../shared/domain/gate.ts'
import { type LogLine, readLog } from '../store/deploy-log.ts'
import { findDeploy } from '../store/deploys.ts'
import type { Store } from '../store/store.ts'
import { within } from '../store/within.ts'
import { type EventReader, eventStream } from './event-stream.ts'

type Options = EventReader & { store: Store; workspace: string; deploy_id: string }

/** What a deploy says, from a place on, until it is over and all of it is said. */
export function deployLogStream({ store, workspace, deploy_id, ...reader }: Options): ReadableStream<Uint8Array> {
  return eventStream(
    {
      watch: store.watch,
      async read(after, limit) {
        // Whether it is over is asked before what it said: what was said until then is all there.
        const hasEnded = await within(workspace, async () => {
          const found = await findDeploy(store.read, workspace, deploy_id)
          return found === undefined || isOver(found.deploy)
        })
        const lines = await within(workspace, () => readLog(store.read, workspace, deploy_id, { after, limit }))
        return {
          events: lines.map(frame),
          place: lines.at(-1)?.n ?? after,
          isEnd: hasEnded && lines.length < limit,
        }
      },
    },
    reader,
  )
}

/** `line` carries its text; `state` and `health` what happened, as JSON; each with when it was. */
const frame = ({ n, at, kind, text }: LogLine): string =>
  `id: ${n}\nevent: ${kind}\ndata: ${kind === 'line' ? JSON.stringify({ at, text }) : withTime(at, text)}\n\n`

const withTime = (at: string, text: string): string => JSON.stringify({ at, ...(JSON.parse(text) as object) })
