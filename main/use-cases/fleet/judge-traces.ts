import type { Json } from '../../../shared/domain/entry.ts'
import type { EvaluationDocument } from '../../../shared/domain/fleet.ts'
import { concerns, inputsOf, judge } from '../../../shared/domain/judge-trace.ts'
import type { Services } from '../../services.ts'
import { asStoreError, StoreError } from '../../store/errors.ts'
import { type RuleRecord, readRules } from '../../store/fleet-rules.ts'
import {
  dropOtherVerdicts,
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

/**
 * Spans of one trace come a little after each other. Where the root is still to come, so may be much else; and what never
 * falls quiet is looked at now and then.
 */
const waits = { whole: 5_000, any: 10 * 60_000, restless: 15 * 60_000 } as const
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
    const now = clock()
    const due = { whole: now - waits.whole, any: now - waits.any, restless: now - waits.restless }
    const quiet = await readUnjudged(store.read, workspace, due, batch)
    if (quiet.length === 0 || stopping.aborted) return
    const rules = await readRules(store.read, workspace)
    try {
      await judgeTogether(services, workspace, quiet, rules)
    } catch (error) {
      if (isOfTheStore(error)) throw error
      for (const trace of quiet) await judgeAlone(services, workspace, trace, rules)
    }
  }
}

const isOfTheStore = (error: unknown): boolean => asStoreError(error) instanceof StoreError

async function judgeTogether(
  services: Judges,
  workspace: string,
  traces: readonly Unjudged[],
  rules: readonly RuleRecord[],
): Promise<void> {
  const { store } = services
  const looked: { trace: Unjudged; verdicts: VerdictRow[] }[] = []
  for (const trace of traces) looked.push({ trace, verdicts: await verdictsOn(services, workspace, trace, rules) })
  await inTurn(store, () =>
    store.write(workspace, async (tx) => {
      const verdicts: VerdictRow[] = []
      for (const each of looked) {
        // What another process has judged meanwhile, or what has grown, is not ours to judge.
        if (!(await markJudged(tx, each.trace))) continue
        verdicts.push(...each.verdicts)
        await dropOtherVerdicts(
          tx,
          each.trace.trace_id,
          each.verdicts.map(({ rule_id }) => rule_id),
        )
      }
      await putVerdicts(tx, verdicts)
    }),
  )
}

/** A rule, or a trace, that cannot be stored is passed over, so that it stops no other one. */
async function judgeAlone(
  services: Judges,
  workspace: string,
  trace: Unjudged,
  rules: readonly RuleRecord[],
): Promise<void> {
  const { store, log } = services
  for (const each of [rules, ...rules.map((rule) => [rule])])
    try {
      const verdicts = await verdictsOn(services, workspace, trace, each)
      await inTurn(store, () => store.write(workspace, (tx) => putVerdicts(tx, verdicts)))
      if (each === rules) break
    } catch (error) {
      if (isOfTheStore(error)) throw error
      const rule_id = each === rules ? undefined : each[0]?.rule_id
      log.warn(
        { err: error, workspace, trace_id: trace.trace_id, rule_id },
        'a trace could not be judged; it is passed over',
      )
    }
  await inTurn(store, () => store.write(workspace, (tx) => markJudged(tx, trace)))
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
