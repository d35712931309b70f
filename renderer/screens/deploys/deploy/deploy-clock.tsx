import type { Deploy } from '../../../deploys-api.ts'
import { useNow } from '../../../state/now.ts'
import { elapsed } from '../rollback/rollback-words.ts'

/** How long it has been going; when it is over, how long it took. */
export function DeployClock({ deploy }: { deploy: Deploy }) {
  return deploy.finished_at === null ? (
    <Going since={deploy.started_at} />
  ) : (
    <Face says="took" milliseconds={Date.parse(deploy.finished_at) - Date.parse(deploy.started_at)} />
  )
}

const Going = ({ since }: { since: string }) => <Face says="going for" milliseconds={useNow() - Date.parse(since)} />

const Face = ({ says, milliseconds }: { says: string; milliseconds: number }) => (
  <span className="inline-flex items-baseline gap-1.5 text-s text-muted">
    {says}
    <span role="timer" aria-label="Time of the deploy" className="font-mono text-l font-semibold text-ink">
      {elapsed(milliseconds)}
    </span>
  </span>
)
