import type { z } from '@hono/zod-openapi'
import type { tryRule as contract } from '../../../../shared/contract/rules.ts'
import type { Label } from '../../../../shared/domain/fleet.ts'
import type { FleetRule } from '../../../../shared/domain/fleet-rule.ts'
import { concerns, inputsOf, judge } from '../../../../shared/domain/judge-trace.ts'
import type { Services } from '../../../services.ts'
import { readJudgedSpans } from '../../../store/judging.ts'
import { readTraces } from '../../../store/traces.ts'

type Tried = z.output<(typeof contract.responses)[200]['content']['application/json']['schema']>

/** Spans of all of them together: whoever may read may ask this as often as they like. */
const most = { looked: 500, judged: 200, spans: 50_000, worst: 10 }

/** What a rule would say of the last traces of the agents that it is for, enabled or not; nothing is kept. */
export async function tryRule(
  { store }: Pick<Services, 'store'>,
  workspace: string,
  { rule, agent }: { rule: FleetRule; agent?: string | undefined },
): Promise<Tried> {
  const last = await readTraces(store.read, workspace, { agent }, { limit: most.looked })
  const traces = last.filter((trace) => concerns({ ...rule, enabled: true }, trace.agent)).slice(0, most.judged)
  const counts: Record<Label, number> = { green: 0, amber: 0, red: 0 }
  const found: Tried['worst'] = []
  let judged = 0
  let spans = 0
  for (const { trace_id, agent: of, span_count } of traces) {
    spans += span_count
    // The newest one is judged, however long it is.
    if (judged > 0 && spans > most.spans) break
    judged++
    const { score, label } = judge(rule, inputsOf(await readJudgedSpans(store.read, workspace, trace_id)))
    counts[label]++
    if (label !== 'green') found.push({ trace_id, agent: of, score, label })
  }
  const worst = found.sort((one, other) => other.score - one.score).slice(0, most.worst)
  return { traces: judged, ...counts, worst }
}
