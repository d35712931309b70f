import type { SpanFacts } from '../../../shared/domain/fleet.ts'
import { costNano, type Price, priceOf } from '../../../shared/domain/fleet-settings.ts'
import { isModelCall } from '../../../shared/domain/model-call.ts'
import type { Services } from '../../services.ts'
import { readFleetSettings } from '../../store/fleet-settings.ts'
import { addUsage } from '../../store/ingest/add-usage.ts'
import { growTraces } from '../../store/ingest/grow-traces.ts'
import { insertEvaluations } from '../../store/ingest/insert-evaluations.ts'
import { insertSpans } from '../../store/ingest/insert-spans.ts'
import type { Tx } from '../../store/store.ts'
import { evaluationsOfSpans } from './evaluations-of-spans.ts'
import { growthOfTraces } from './growth-of-traces.ts'
import { growthOfUsage } from './growth-of-usage.ts'
import { inTurn } from './intake.ts'

export type Ingested = { accepted: number; rejected: { n: number; why: string }[] }

/** One transaction each. Small, so that nobody who decides something waits for long. */
const pieceSize = 512
/** Clocks differ; what is a day ahead is not a clock that is a little wrong, and would be the newest for that long. */
const aheadUs = 24 * 3600 * 1_000_000

/**
 * Keeps what agents report. It is observed, not decided, so it is in no ledger. Spans that are known already count as
 * accepted and change nothing, so a batch may be sent as often as its answer is lost, also where only a part of it was
 * stored.
 */
export async function ingestSpans(
  services: Pick<Services, 'store' | 'clock'>,
  workspace: string,
  spans: readonly SpanFacts[],
): Promise<Ingested> {
  const { store, clock } = services
  const latest = clock() * 1_000 + aheadUs
  const believed = spans.filter(({ start_us }) => start_us <= latest)
  const early = spans.length - believed.length
  for (let from = 0; from < believed.length; from += pieceSize) {
    const piece = believed.slice(from, from + pieceSize)
    await inTurn(store, () => store.write(workspace, (tx) => storePiece(tx, services, piece)))
  }
  return {
    accepted: believed.length,
    rejected: early === 0 ? [] : [{ n: early, why: 'no span begins more than a day from now' }],
  }
}

async function storePiece(tx: Tx, { store }: Pick<Services, 'store'>, spans: readonly SpanFacts[]): Promise<void> {
  const { engine } = store
  const { prices } = await readFleetSettings(tx.db, tx.workspace)
  const priced = pricing(prices)
  const fresh = await insertSpans(
    tx,
    engine,
    spans.map((span) => ({ ...span, cost_nano: priced(span) })),
  )
  if (fresh.length === 0) return
  await growTraces(tx, engine, growthOfTraces(fresh), Date.parse(tx.now))
  await addUsage(tx, engine, growthOfUsage(fresh))
  await insertEvaluations(tx, engine, evaluationsOfSpans(fresh))
}

/** More than any call costs; sums of it stay within what a column holds. */
const mostNano = 10_000 * 1_000_000_000

function pricing(prices: readonly Price[]): (span: SpanFacts) => number | null {
  const known = new Map<string, Price | undefined>()
  return (span) => {
    const { model, input_tokens, output_tokens } = span
    if (model === null || !isModelCall(span)) return null
    if (!known.has(model)) known.set(model, priceOf(prices, model))
    const price = known.get(model)
    return price ? Math.min(costNano(price, input_tokens ?? 0, output_tokens ?? 0), mostNano) : null
  }
}
