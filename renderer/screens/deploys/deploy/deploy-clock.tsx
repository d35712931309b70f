import type { Deploy } from '../../../deploys-api.ts'
import { useNow } from '../../../state/now.ts'
import { elapsed, secondsWords } from '../rollback/rollback-words.ts'

/** How long it has been going; when it is over, how long it took. */
export function DeployClock({ deploy: { started_at, finished_at } }: { deploy: Deploy }) {
  if (finished_at === null) return <Going since={started_at} />
  return <Face says="took" face={secondsWords((Date.parse(finished_at) - Date.parse(started_at)) / 1000)} />
}

const Going = ({ since }: { since: string }) => <Face says="going for" face={elapsed(useNow() - Date.parse(since))} />

const Face = ({ says, face }: { says: string; face: string }) => (
  <span className="inline-flex items-baseline gap-1.5 text-s text-muted">
    {says}
    <span role="timer" aria-label="Time of the deploy" className="font-mono text-l font-semibold text-ink">
      {face}
    </span>
  </span>
)
