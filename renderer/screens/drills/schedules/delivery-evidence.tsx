import { Mark } from '../../../components/mark.tsx'
import type { drillsApi } from '../../../drills-api.ts'
import { readEvidence } from './evidence.ts'
import { DecisionTable } from './plan-preview.tsx'

export type Delivered = Awaited<ReturnType<typeof drillsApi.deliver>>

const outcomes: Readonly<Record<string, readonly [means: 'ok' | 'bad' | 'warn' | 'waiting', word: string]>> = {
  delivered: ['ok', 'arrived'],
  failed: ['bad', 'failed'],
  unknown: ['warn', 'not known whether it arrived: it is never sent twice'],
  pending: ['waiting', 'on its way'],
}

/** What was sent and what came of it, without anything secret: a message that fails takes nothing from the plan. */
export function DeliveryEvidence({ delivered: { plan, metadata } }: { delivered: Delivered }) {
  const { success, attempts, outcomes: told, urls } = readEvidence(metadata)
  return (
    <div role="status" className="flex flex-col gap-3">
      {told.length === 0 ? (
        <Mark means="neutral">Nothing was sent</Mark>
      ) : (
        <Mark means={success ? 'ok' : 'bad'}>
          {success ? 'Everything arrived' : 'Not everything arrived; the plan stands'}
        </Mark>
      )}
      <ul className="flex flex-col gap-1" aria-label="Messages">
        {told.map(([provider, outcome]) => {
          const [means, word] = outcomes[outcome] ?? ['waiting' as const, outcome]
          return (
            <li key={provider} className="flex flex-wrap items-baseline gap-x-2">
              <span className="font-mono text-s">{provider}</span>
              <Mark means={means}>{word}</Mark>
            </li>
          )
        })}
      </ul>
      <p className="text-s text-muted">
        {attempts === 1 ? 'One attempt' : `${attempts} attempts`}
        {urls.map((url) => (
          <span key={url} className="block font-mono break-all">
            {url}
          </span>
        ))}
      </p>
      <DecisionTable preview={{ route_decisions: plan.route_decisions, unknown_providers: [] }} />
    </div>
  )
}
