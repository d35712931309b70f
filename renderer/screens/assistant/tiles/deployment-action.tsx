import { Rocket } from 'lucide-react'
import type { Tile } from '../../../../shared/contract/tiles.ts'
import { LiveAction } from './live-action.tsx'
import { LiveMark, TileFrame } from './tile-frame.tsx'
import { useLiveStale } from './use-live-stale.ts'

export type Proposed = Extract<Tile, { kind: 'deployment_action' }>['data']

/** What a message proposed, as it stands in the queue now. It was proposed in the name of whoever wrote the message. */
export function DeploymentAction({ proposed, sleeping }: { proposed: Proposed; sleeping: string | null }) {
  const stale = useLiveStale()
  return (
    <TileFrame icon={Rocket} title="Proposed action" age={<LiveMark stale={stale} />}>
      <LiveAction id={proposed.action_id} sleeping={sleeping} />
    </TileFrame>
  )
}
