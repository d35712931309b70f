import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { NewEvaluation } from '../../../shared/contract/telemetry.ts'
import { canonicalText } from '../../../shared/domain/entry.ts'
import { unknownAgent } from '../../../shared/domain/fleet.ts'
import { isOneLine, oneLineExpected } from '../../../shared/domain/one-line.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { agentsOfTraces } from '../../store/ingest/agents-of-traces.ts'
import { insertEvaluations, type NewEvaluationRow } from '../../store/ingest/insert-evaluations.ts'
import type { Act } from '../transition.ts'

type Told = z.output<typeof NewEvaluation>
type Taken = { accepted: number; known: number; ids: string[] }

/** How somebody else judged traces. The trace need not have come yet; the same report sent again is the same one. */
export async function takeEvaluations(
  { store }: Pick<Services, 'store'>,
  { tx }: Act,
  told: readonly Told[],
): Promise<Result<Taken>> {
  const issues = told.flatMap((each, i) =>
    namesIn(each).flatMap((path) => ({ path: [i, path], message: oneLineExpected })),
  )
  if (issues.length > 0) return refuse('invalid_input', 'A name is one line of visible characters.', { issues })
  const agents = await agentsOfTraces(
    tx,
    told.filter(({ agent }) => !agent).map(({ trace_id }) => trace_id),
  )
  const rows = told.map((each) => rowOf(each, agents.get(each.trace_id) ?? unknownAgent, Date.parse(tx.now)))
  const ids = await insertEvaluations(tx, store.engine, rows)
  return ok({ accepted: ids.length, known: told.length - ids.length, ids })
}

function namesIn({ agent, rule, frameworks, attributions }: Told): string[] {
  const isBad = (name: string | null | undefined) => name !== null && name !== undefined && !isOneLine(name)
  return [
    ...(isBad(agent) ? ['agent'] : []),
    ...(isBad(rule) ? ['rule'] : []),
    ...(frameworks?.some(isBad) ? ['frameworks'] : []),
    ...(attributions?.some(({ input }) => isBad(input)) ? ['attributions'] : []),
  ]
}

function rowOf(each: Told, agentOfTrace: string, now: number): NewEvaluationRow {
  const { trace_id, rule, label } = each
  const sent = each.attributions
    ? {
        attributions: each.attributions.map(({ value = null, ...rest }) => ({ ...rest, value })),
        base: each.base ?? null,
      }
    : null
  return {
    trace_id,
    span_id: each.span_id ?? null,
    agent: each.agent || agentOfTrace,
    rule,
    source: 'reported',
    rule_id: null,
    score: each.score ?? null,
    label,
    explanation: each.explanation?.replaceAll('\0', '').toWellFormed() ?? null,
    document: { frameworks: [...new Set(each.frameworks ?? [])], judged: null, sent },
    at_ms: each.at ? Math.min(Date.parse(each.at), now) : now,
    told_by: `sent:${createHash('sha256')
      .update(canonicalText(wellFormed(each)))
      .digest('hex')}`,
  }
}

/** As it was sent, without what was left out; the canonical form takes no half characters. */
const wellFormed = (each: Told) =>
  JSON.parse(JSON.stringify(each, (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)))
