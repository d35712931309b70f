import { CircleSlash2 } from 'lucide-react'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Drawer } from '../../../components/drawer.tsx'
import { ErrorState, Placeholder, SkeletonRows } from '../../../components/states.tsx'
import type { DrillRouteDetail } from '../../../drills-api.ts'
import { ApiProblem } from '../../../problem.ts'
import { LinkedIncidents } from '../../incidents/linked-incidents.tsx'
import { StateMark } from '../marks.tsx'
import { useRouteDetail } from '../routes/use-route.ts'
import { Deliveries } from './deliveries.tsx'
import { RouteAnswers } from './route-answers.tsx'
import { RouteCommands } from './route-commands.tsx'
import { RouteFacts } from './route-facts.tsx'
import { RouteLedger } from './route-ledger.tsx'

type Props = { id: string; focused: boolean; onClose: () => void }

/** Everything about one route, beside the table: where it stands, who said so in what words, and the proof of it. */
export function RouteDrawer({ id, focused, onClose }: Props) {
  const { data: route, error, refetch } = useRouteDetail(id)
  const missing = error instanceof ApiProblem && error.status === 404
  return (
    <Drawer
      over={route ? <StateMark state={route.acknowledgement_state} /> : 'Route'}
      title={route ? `${route.owner} at ${route.provider}` : 'Route'}
      under={
        <span className="flex items-center">
          <span className="min-w-0 truncate">{id}</span>
          <CopyButton text={() => Promise.resolve(linkTo(id))} what="the link to it" />
        </span>
      }
      footer={route && <RouteCommands route={route} />}
      focused={focused}
      onClose={onClose}
    >
      {route && <Everything route={route} />}
      {route === undefined && missing && (
        <Placeholder icon={CircleSlash2} title="There is no such route">
          It is not in this workspace. A link to it may be from another connection, or from a sample that began anew.
        </Placeholder>
      )}
      {route === undefined && error === null && <SkeletonRows rows={9} what="the route" />}
      {route === undefined && error !== null && !missing && (
        <ErrorState what="The route" error={error} onRetry={() => void refetch()} />
      )}
    </Drawer>
  )
}

const linkTo = (id: string): string => `${location.origin}${location.pathname}#/drills/${encodeURIComponent(id)}`

function Everything({ route }: { route: DrillRouteDetail }) {
  return (
    <>
      <RouteFacts route={route} />
      <RouteAnswers route={route} />
      <Deliveries route={route} />
      <LinkedIncidents kind="drill" id={route.schedule_id} />
      <RouteLedger route={route} />
    </>
  )
}
