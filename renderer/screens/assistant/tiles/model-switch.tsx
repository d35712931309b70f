import { ArrowLeftRight, ArrowRight } from 'lucide-react'
import { LiveAction } from './live-action.tsx'
import { type Switched, switchWords } from './model-words.ts'
import { LiveMark, TileFrame } from './tile-frame.tsx'
import { useLiveStale } from './use-live-stale.ts'

/** A proposal of another model: what it would have meant for the cost, and the proposal itself as it is now. */
export function ModelSwitch({ proposed, sleeping }: { proposed: Switched; sleeping: string | null }) {
  const stale = useLiveStale()
  const { from, to, agent } = proposed
  return (
    <TileFrame icon={ArrowLeftRight} title="Proposed model switch" age={<LiveMark stale={stale} />}>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 font-mono">
        <span className="break-all">{from ?? 'model not known'}</span>
        <ArrowRight size={14} role="img" aria-label="to" className="shrink-0 text-muted" />
        <span className="font-semibold break-all">{to ?? 'not named'}</span>
        {agent !== null && <span className="font-sans text-s text-muted">for {agent}</span>}
      </p>
      <p className="mt-1 text-s text-muted">
        {switchWords(proposed)} <span className="text-faint">As of this message.</span>
      </p>
      <div className="mt-2.5 border-t border-line pt-2.5">
        <LiveAction id={proposed.action_id} sleeping={sleeping} />
      </div>
    </TileFrame>
  )
}
