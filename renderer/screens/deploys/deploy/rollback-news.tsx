import { Mark } from '../../../components/mark.tsx'
import type { Surface } from '../../../deploys-api.ts'
import { RollbackSaid } from '../rollback/rollback-said.tsx'
import { useAsked } from '../rollback/use-rollbacks.ts'

/** What this page's hand on the rollback has come to: asked for, begun with a page of its own, or refused. */
export function RollbackNews({
  surface,
  deploy,
  onChoose,
}: {
  surface: Surface
  deploy: string
  onChoose: () => void
}) {
  const asked = useAsked(surface.id)
  const going = surface.in_flight.find(({ kind }) => kind === 'rollback')
  const other = going?.id ?? (asked?.kind === 'begun' ? asked.deploy.id : undefined)
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
  if (other === undefined || other === deploy) return null
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
