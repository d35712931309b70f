import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { type EvaluationFilter, type EvaluationPlace, readEvaluations } from '../../store/evaluations.ts'
import { readPlace, writePlace } from './place-cursor.ts'
import { viewEvaluation } from './view-evaluations.ts'
import type { EvaluationView, Page } from './views.ts'

const violationLabels = ['amber', 'red'] as const

export function evaluationPlace(cursor: string | undefined): Result<EvaluationPlace | undefined> {
  const place = readPlace('evaluations', /^\d{1,15}$/, cursor)
  if (!place.ok) return place
  return ok(place.value && { at_ms: place.value.first, n: Number(place.value.second) })
}

type Wanted = Omit<EvaluationFilter, 'labels'> & {
  labels?: readonly string[] | undefined
  limit?: number | undefined
  after?: EvaluationPlace | undefined
}

/** Evaluations, newest first: amber and red ones, unless others are asked for. */
export async function listViolations(
  { store }: Pick<Services, 'store'>,
  workspace: string,
  { limit = 50, after, labels = violationLabels, ...filter }: Wanted = {},
  db = store.read,
): Promise<Page<EvaluationView>> {
  const wanted = { ...filter, labels: [...new Set(labels)] }
  const found = await readEvaluations(db, workspace, wanted, {
    engine: store.engine,
    after,
    limit: limit + 1,
  })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(viewEvaluation),
    next_cursor:
      found.length > page.length && last
        ? writePlace('evaluations', { first: last.at_ms, second: String(last.n) })
        : null,
  }
}
