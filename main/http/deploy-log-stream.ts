import { isOver } from '../../shared/domain/gate.ts'
import { type LogLine, readLog } from '../store/deploy-log.ts'
import { findDeploy } from '../store/deploys.ts'
import type { Store } from '../store/store.ts'
import { within } from '../store/within.ts'

const batch = 500
const encoder = new TextEncoder()

type Options = {
  store: Store
  workspace: string
  deploy_id: string
  after: number
  /** The client went away, or the program stops. */
  signal: AbortSignal
  heartbeatMs: number
  /** Asked now and then, however busy the stream is: what lets somebody read may end meanwhile. */
  mayGoOn?: (() => Promise<boolean>) | undefined
}

/**
 * What a deploy says, from `after` on, as server-sent events, until it is over and all of it is said. Read from the table
 * in order and only woken by commits, so nothing is missed or said twice; and only as fast as it is taken.
 */
export function deployLogStream(options: Options): ReadableStream<Uint8Array> {
  const { store, workspace, deploy_id, after, signal, heartbeatMs, mayGoOn } = options
  let cursor = after
  let news = true
  let wake = () => {}
  let over = signal.aborted
  let quietSince = performance.now()
  let admittedAt = quietSince
  let unwatch: (() => void) | undefined
  const finish = () => {
    over = true
    signal.removeEventListener('abort', finish)
    unwatch?.()
    wake()
  }
  // From the first read on, and not before: a stream that nobody reads must hold nothing.
  const watch = () => {
    over ||= signal.aborted
    if (over || unwatch) return
    signal.addEventListener('abort', finish, { once: true })
    unwatch = store.watch(() => {
      news = true
      wake()
    })
  }
  const isAdmitted = async () => {
    if (!mayGoOn || performance.now() - admittedAt < heartbeatMs) return true
    admittedAt = performance.now()
    return mayGoOn()
  }

  /** What there is to say next, however long it takes; undefined when it is over. */
  const next = async (): Promise<string | undefined> => {
    while (!over) {
      if (!(await isAdmitted())) finish()
      if (news && !over) {
        news = false
        // Whether it is over is asked before what it said: what was said until then is all there.
        const isEnd = await within(workspace, async () => {
          const found = await findDeploy(store.read, workspace, deploy_id)
          return found === undefined || isOver(found.deploy)
        })
        const lines = await within(workspace, () =>
          readLog(store.read, workspace, deploy_id, { after: cursor, limit: batch }),
        )
        // A full batch means that more may wait behind it.
        news ||= lines.length === batch
        if (isEnd && lines.length < batch) finish()
        cursor = lines.at(-1)?.n ?? cursor
        if (lines.length > 0) return lines.map(frame).join('')
        continue
      }
      const beat = await waitFor(quietSince + heartbeatMs - performance.now(), (done) => {
        wake = done
        if (news || over) done()
      })
      if (!beat || over) continue
      // A look of its own now and then, so that a lost wake-up cannot delay a line for longer than this.
      news = true
      return ': still here\n\n'
    }
    return undefined
  }

  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode('retry: 2000\n\n')),
      async pull(controller) {
        watch()
        try {
          const text = await next()
          if (text === undefined) return controller.close()
          quietSince = performance.now()
          controller.enqueue(encoder.encode(text))
        } catch (error) {
          finish()
          throw error
        }
      },
      cancel: finish,
    },
    { highWaterMark: 1 },
  )
}

/** `line` carries its text; `state` and `health` what happened, as JSON; each with when it was. */
const frame = ({ n, at, kind, text }: LogLine): string =>
  `id: ${n}\nevent: ${kind}\ndata: ${kind === 'line' ? JSON.stringify({ at, text }) : withTime(at, text)}\n\n`

const withTime = (at: string, text: string): string => JSON.stringify({ at, ...(JSON.parse(text) as object) })

/** True when the time ran out, false when woken. */
function waitFor(ms: number, arm: (done: () => void) => void): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, Math.max(0, ms), true)
  arm(() => resolve(false))
  return promise.finally(() => clearTimeout(timer))
}
