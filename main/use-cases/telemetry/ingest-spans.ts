import type { SpanFacts } from '../../../shared/domain/fleet.ts'
import { costNano, type Price, priceOf } from '../../../shared/domain/fleet-settings.ts'
import { isModelCall } from '../../../shared/domain/model-call.ts'
import type { Services } from '../../services.ts'
import { readFleetSettings } from '../../store/fleet-settings.ts'
import { addUsage } from '../../store/ingest/add-usage.ts'
import { growTraces } from '../../store/ingest/grow-traces.ts'
import { insertEvaluations } from '../../store/ingest/insert-evaluations.ts'
import { insertSpans, type PricedSpan } from '../../store/ingest/insert-spans.ts'
import { nameEvaluations } from '../../store/ingest/name-evaluations.ts'
import { agentsAbove } from '../../store/ingest/unnamed-spans.ts'
import type { Tx } from '../../store/store.ts'
import { within } from '../../store/within.ts'
import { evaluationsOfSpans } from './evaluations-of-spans.ts'
import { growthOfTraces } from './growth-of-traces.ts'
import { growthOfUsage } from './growth-of-usage.ts'
import { inTurn } from './intake.ts'
import { nameBelow } from './name-below.ts'

export type Ingested = { accepted: number; rejected: { n: number; why: string }[] }

/** One transaction each. Small, so that nobody who decides something waits for long. */
const pieceOf = { spans: 512, characters: 4_000_000 } as const
/** Clocks differ by that much; what is later would be the newest for that long. */
const aheadUs = 5 * 60 * 1_000_000
const dayUs = 24 * 3600 * 1_000_000

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
  const { prices, retention_days } = await within(workspace, () => readFleetSettings(store.read, workspace))
  const now = clock() * 1_000
  const isEarly = ({ start_us, duration_us }: SpanFacts) => start_us + duration_us > now + aheadUs
  const isLate = ({ start_us }: SpanFacts) => start_us < now - retention_days * dayUs
  const believed = spans.filter((span) => !isEarly(span) && !isLate(span))
  for (const piece of pieces(believed, pricing(prices)))
    await inTurn(store, () => store.write(workspace, (tx) => storePiece(tx, services, piece)))
  const rejected = [
    { n: spans.filter(isEarly).length, why: 'no span begins or ends more than five minutes from now' },
    { n: spans.filter(isLate).length, why: `telemetry is kept for ${retention_days} days, and this began before` },
  ]
  return { accepted: believed.length, rejected: rejected.filter(({ n }) => n > 0) }
}

/** By number and by size, each made when its turn has come: what all spans share is written into every one of them. */
function* pieces(spans: readonly SpanFacts[], priced: (span: SpanFacts) => number | null): Generator<PricedSpan[]> {
  let piece: PricedSpan[] = []
  let characters = 0
  for (const span of spans) {
    const text = JSON.stringify(span.document)
    if (piece.length === pieceOf.spans || (piece.length > 0 && characters + text.length > pieceOf.characters)) {
      yield piece
      piece = []
      characters = 0
    }
    piece.push({ ...span, cost_nano: priced(span), text })
    characters += text.length
  }
  if (piece.length > 0) yield piece
}

async function storePiece(
  tx: Tx,
  { store: { engine } }: Pick<Services, 'store'>,
  spans: readonly PricedSpan[],
): Promise<void> {
  const now = Date.parse(tx.now)
  const fresh = await insertSpans(tx, engine, await named(tx, spans))
  if (fresh.length === 0) return
  const traces = growthOfTraces(fresh)
  await growTraces(tx, engine, traces, now)
  await addUsage(tx, engine, growthOfUsage(fresh))
  await nameBelow(tx, engine, fresh)
  await insertEvaluations(tx, engine, evaluationsOfSpans(fresh, now))
  await nameEvaluations(
    tx,
    traces.map(({ trace_id }) => trace_id),
  )
}

/** What names nobody and came without its parent: the parent may be here since an earlier request. */
async function named(tx: Tx, spans: readonly PricedSpan[]): Promise<readonly PricedSpan[]> {
  const open = spans.filter((span) => span.named === false && span.parent_span_id !== null)
  if (open.length === 0) return spans
  const above = await agentsAbove(tx, open)
  if (above.size === 0) return spans
  const inPiece = new Map(open.map((span) => [span.trace_id + span.span_id, span]))
  const agentOf = (span: PricedSpan): string | undefined => {
    let at: PricedSpan | undefined = span
    for (let step = 0; at !== undefined && step < 64; step++) {
      const key: string = at.trace_id + at.parent_span_id
      const agent = above.get(key)
      if (agent !== undefined) return agent
      at = inPiece.get(key)
    }
    return undefined
  }
  return spans.map((span) => {
    const agent = span.named === false ? agentOf(span) : undefined
    return agent === undefined ? span : { ...span, agent, named: true }
  })
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
