import { Mark } from '../../../components/mark.tsx'
import type { Deploy, Surface } from '../../../deploys-api.ts'
import { RollbackSaid } from '../rollback/rollback-said.tsx'
import { useAsked } from '../rollback/use-rollbacks.ts'

/** What this page's hand on the rollback has come to: asked for, begun with a page of its own, or refused. */
export function RollbackNews({
  surface,
  deploy,
  onChoose,
}: {
  surface: Surface
  deploy: Pick<Deploy, 'id' | 'started_at'>
  onChoose: () => void
}) {
  const asked = useAsked(surface.id)
  // One of before says nothing of this one.
  const isLater = ({ started_at }: { started_at: string }) => started_at > deploy.started_at
  const going = surface.in_flight.find((each) => each.kind === 'rollback' && isLater(each))
  const other = going?.id ?? (asked?.kind === 'begun' && isLater(asked.deploy) ? asked.deploy.id : undefined)
  if (asked?.kind === 'refused')
    return (
      <div className="p-3">
        <RollbackSaid surface={surface} onChoose={onChoose} />
      </div>
    )
  if (asked?.kind === 'asking')
    return (
      <p role="status" className="border-b border-line px-4 py-2">
        <Mark means="waiting">The rollback was asked for: waiting for the server’s answer.</Mark>
      </p>
    )
  if (other === undefined || other === deploy.id) return null
  return (
    <p role="status" className="border-b border-line px-4 py-2">
      <Mark means={going === undefined ? 'neutral' : 'waiting'}>
        {going === undefined ? 'A rollback was begun after this.' : 'A rollback of this surface is under way.'}
      </Mark>{' '}
      <a href={`#/deploys/${other}`} className="rounded-s text-accent underline">
        Look at it
      </a>
    </p>
  )
}
