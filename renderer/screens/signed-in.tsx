import { CircleCheck } from 'lucide-react'
import { Placeholder } from '../components/states.tsx'
import { useSession } from '../state/connection.ts'

/** Where a window ends up that was opened for a sign-in alone: what asked for it goes on by itself. */
export function SignedInScreen() {
  const { data: session } = useSession()
  return (
    <Placeholder wholePage icon={CircleCheck} title={`Signed in${session?.actor ? ` as ${session.actor.name}` : ''}`}>
      You can close this window. The one that asked for it goes on by itself.
    </Placeholder>
  )
}
