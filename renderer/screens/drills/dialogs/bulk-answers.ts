import type { AcknowledgementState } from '../../../../shared/domain/drill-route.ts'
import type { DrillAnswers, DrillRoute } from '../../../drills-api.ts'
import { type BulkState, type RowResult, runBulk } from '../../queue/dialogs/bulk-run.ts'
import { type Chunk, type ChunkAnswer, chunksOf, resultsIn, resultsOf } from './bulk-chunks.ts'

export type Said = { notes: string; external_ref: string }

type Hands = {
  state: AcknowledgementState
  /** Asked again for the same request, it sends the same under the same key. */
  send: (body: DrillAnswers, key: string) => Promise<ChunkAnswer>
  makeKey: () => string
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  now: () => number
  onChange: (state: BulkState) => void
}

/** Many answers, a hundred to a request. It remembers what went out under which key for as long as it lives. */
export function createBulkAnswers({ state, send, makeKey, wait, now, onChange }: Hands) {
  let chunks: Chunk[] = []
  let sent: BulkState['results'] = new Map()
  const answered = new Map<string, RowResult>()

  async function run(going: readonly Chunk[], signal: AbortSignal): Promise<void> {
    const byId = new Map(going.map((chunk) => [chunk.id, chunk]))
    const before = sent
    await runBulk({
      ids: [...byId.keys()],
      before,
      now,
      wait,
      signal,
      onChange(next) {
        sent = new Map([...before, ...next.results])
        onChange({ ...next, results: resultsOf(chunks, sent, answered) })
      },
      async send(id) {
        const chunk = byId.get(id)
        if (chunk === undefined) return
        const answer = await send(chunk.body, chunk.id)
        for (const [route, result] of resultsIn(chunk, answer)) answered.set(route, result)
      },
    })
  }

  return {
    /** Sends them as a new request, also those that another one was refused. */
    start(rows: readonly DrillRoute[], { notes, external_ref }: Said, signal: AbortSignal): Promise<void> {
      const said = { acknowledgement_state: state, notes: notes.trim(), external_ref: external_ref.trim() }
      const made = chunksOf(rows, said, makeKey)
      const again = new Set(rows.map(({ route_id }) => route_id))
      for (const id of again) answered.delete(id)
      // What is asked anew is no longer part of the request that was refused.
      const kept = chunks.map((chunk) => ({ ...chunk, rows: chunk.rows.filter((row) => !again.has(row.route_id)) }))
      chunks = [...kept, ...made]
      return run(made, signal)
    },
    /** Sends what was not sent, and what was not answered under the key that it had: nothing is done twice. */
    goOn: (signal: AbortSignal): Promise<void> =>
      run(
        chunks.filter(({ id }) => isOpen(sent.get(id))),
        signal,
      ),
  }
}

const isOpen = (result: RowResult | undefined): boolean => result?.kind === 'left' || result?.kind === 'unknown'
