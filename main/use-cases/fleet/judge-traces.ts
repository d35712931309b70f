import type { Json } from '../../../shared/domain/entry.ts'
import type { EvaluationDocument } from '../../../shared/domain/fleet.ts'
import { concerns, inputsOf, judge } from '../../../shared/domain/judge-trace.ts'
import type { Services } from '../../services.ts'
import { type RuleRecord, readRules } from '../../store/fleet-rules.ts'
import {
  markJudged,
  putVerdicts,
  readJudgedSpans,
  readUnjudged,
  readUnjudgedWorkspaces,
  type Unjudged,
  type VerdictRow,
} from '../../store/judging.ts'
import { everywhere, within } from '../../store/within.ts'
import { inTurn } from '../telemetry/intake.ts'

/** Spans of one trace come a little after each other. */
const quietMs = 5_000
const batch = 100

type Judges = Pick<Services, 'store' | 'clock' | 'stopping' | 'log'>

/** Has every trace that nothing has come to for a while judged by the rules, in every workspace. */
export async function judgeTraces(services: Judges): Promise<void> {
  const { store, stopping, log } = services
  for (const workspace of await everywhere(() => readUnjudgedWorkspaces(store.read))) {
    if (stopping.aborted) return
    try {
      await within(workspace, () => judgeIn(services, workspace))
    } catch (error) {
      log.warn({ err: error, workspace }, 'traces could not be judged; it is tried again')
    }
  }
}

async function judgeIn(services: Judges, workspace: string): Promise<void> {
  const { store, clock, stopping } = services
  for (;;) {
    const quiet = await readUnjudged(store.read, workspace, clock() - quietMs, batch)
    if (quiet.length === 0 || stopping.aborted) return
    const rules = await readRules(store.read, workspace)
    const looked: { trace: Unjudged; verdicts: VerdictRow[] }[] = []
    for (const trace of quiet) looked.push({ trace, verdicts: await verdictsOn(services, workspace, trace, rules) })
    await inTurn(store, () =>
      store.write(workspace, async (tx) => {
        const verdicts: VerdictRow[] = []
        // What another process has judged meanwhile, or what has grown, is not ours to judge.
        for (const each of looked) if (await markJudged(tx, each.trace)) verdicts.push(...each.verdicts)
        await putVerdicts(tx, verdicts)
      }),
    )
  }
}

async function verdictsOn(
  { store, clock }: Judges,
  workspace: string,
  { trace_id, agent, ended_us }: Unjudged,
  rules: readonly RuleRecord[],
): Promise<VerdictRow[]> {
  const concerned = rules.filter(({ rule }) => concerns(rule, agent))
  if (concerned.length === 0) return []
  const inputs = inputsOf(await readJudgedSpans(store.read, workspace, trace_id))
  // A verdict is of its trace's time, also where the trace came late.
  const at_ms = Math.min(clock(), Math.floor(ended_us / 1000))
  return concerned.map(({ rule_id, rule }) => {
    const document: EvaluationDocument = {
      frameworks: rule.frameworks,
      judged: { rule: rule as unknown as Json, inputs },
      sent: null,
    }
    const verdict = { ...judge(rule, inputs), document: JSON.stringify(document), at_ms }
    return { trace_id, agent, rule: rule.name, rule_id, ...verdict }
  })
}
