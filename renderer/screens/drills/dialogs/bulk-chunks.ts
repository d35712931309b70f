import type { bulkSize as most } from '../../../../shared/contract/drills.ts'
import type { DrillAnswers, DrillRoute } from '../../../drills-api.ts'
import type { RowResult } from '../../queue/dialogs/bulk-run.ts'
import { targetOf } from '../route-words.ts'

// Held to the contract's by its type: the contract itself would bring its library into the page.
const bulkSize: typeof most = 100

/** What goes out in one request, always under the same key: sent again, it is done once. */
export type Chunk = { id: string; rows: readonly DrillRoute[]; body: DrillAnswers }
type Said = Pick<DrillAnswers, 'acknowledgement_state' | 'external_ref' | 'notes'>

export function chunksOf(rows: readonly DrillRoute[], said: Said, makeKey: () => string): Chunk[] {
  return Array.from({ length: Math.ceil(rows.length / bulkSize) }, (_, n) => {
    const part = rows.slice(n * bulkSize, (n + 1) * bulkSize)
    return { id: makeKey(), rows: part, body: { ...said, routes: part.map(targetOf) } }
  })
}

/** As the server answers a chunk: what was done, and what was not and why. */
export type ChunkAnswer = {
  acknowledgements: readonly { route_ids: readonly string[] }[]
  errors: readonly {
    route: { schedule_id: string; plan_id?: string | undefined; provider: string; owner?: string | undefined }
    code: string
    detail: string
  }[]
}

/** One result for each route of a chunk that was answered; of one that the answer does not name, nothing is believed. */
export function resultsIn({ rows }: Chunk, { acknowledgements, errors }: ChunkAnswer): [string, RowResult][] {
  const done = new Set(acknowledgements.flatMap(({ route_ids }) => route_ids))
  const refused = new Map(errors.map((error) => [nameOf(error.route), error]))
  return rows.map((row) => {
    const error = refused.get(nameOf(targetOf(row)))
    if (error !== undefined) return [row.route_id, { kind: 'refused', says: error.detail, code: error.code }]
    if (done.has(row.route_id)) return [row.route_id, { kind: 'done' }]
    return [row.route_id, { kind: 'refused', says: 'The answer does not say what became of it.', code: 'unsaid' }]
  })
}

const nameOf = ({ schedule_id, plan_id, provider, owner }: ChunkAnswer['errors'][number]['route']): string =>
  JSON.stringify([schedule_id, plan_id, provider, owner])

/** How it stands with every route: by what was answered of it, else as it stands with the request that it went out in. */
export function resultsOf(
  chunks: readonly Chunk[],
  sent: ReadonlyMap<string, RowResult>,
  answered: ReadonlyMap<string, RowResult>,
): Map<string, RowResult> {
  const results = new Map<string, RowResult>()
  for (const { id, rows } of chunks)
    for (const { route_id } of rows) {
      const result = answered.get(route_id) ?? sent.get(id)
      if (result !== undefined) results.set(route_id, result)
    }
  return results
}
