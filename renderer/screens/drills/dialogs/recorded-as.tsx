import { useSession } from '../../../state/connection.ts'
import { ActorName } from '../../audit/actor-name.tsx'

/** Under whose name it will stand: nothing that is typed here changes that. */
export function RecordedAs() {
  const { data: session } = useSession()
  if (!session?.actor) return null
  return (
    <span className="mt-1 flex flex-wrap items-center gap-x-2">
      Recorded as <ActorName actor={{ ...session.actor, erased: false }} />
    </span>
  )
}
