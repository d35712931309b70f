import { useMemo } from 'react'
import { LogView } from '../../../components/log-view.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { Deploy } from '../../../deploys-api.ts'
import { logRows } from './deploy-words.ts'
import { type DeployLog, useDeployLog } from './use-deploy-log.ts'

/** What it says as it goes. */
export function LogPanel({ deploy }: { deploy: Deploy }) {
  const log = useDeployLog(deploy.id, deploy.outcome)
  const { events } = log
  const { kind, health_attempts } = deploy
  const rows = useMemo(() => logRows(events, { kind, health_attempts }), [events, kind, health_attempts])
  return (
    <LogView label="Log" rows={rows} status={<Status log={log} path={deploy.path} />} empty={emptyWords(log, deploy)} />
  )
}

function Status({ log: { events, state, why, heardAt }, path }: { log: DeployLog; path: Deploy['path'] }) {
  switch (state) {
    case 'connecting':
      return 'being read…'
    case 'following':
      return <Mark means="ok">live</Mark>
    case 'waiting':
      return (
        <Mark means="warn">
          not live
          {heardAt !== null && (
            <>
              , as it was <Time at={heardAt} show="relative" />
            </>
          )}
          : taken up again where it broke
        </Mark>
      )
    case 'ended':
      return path === 'ci' && events.length > 0 && !events.some(({ kind }) => kind === 'line')
        ? 'its run reported itself when it was over: what it said is at the forge'
        : 'that is all of it'
    case 'refused':
      return <Mark means="bad">{why ?? 'The server does not tell it.'}</Mark>
    default:
      return state satisfies never
  }
}

function emptyWords({ state }: DeployLog, { path }: Deploy): string {
  if (state !== 'ended') return 'It has said nothing yet.'
  return path === 'ci'
    ? 'It said nothing here: its run reported itself when it was over. What it said is at the forge.'
    : 'It said nothing, or its log is no longer kept. What matters is in the ledger.'
}
