import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'

/** Why this caller cannot open an incident now, or null. Who may is the server's answer, not ours. */
export function useOpenAsleep(): string | null {
  const offline = useAsleep('New incident')
  const { data: session } = useSession()
  if (offline !== null) return offline
  if (session === undefined) return 'Not known yet whether you may open incidents'
  if (session.permissions['actions.propose']) return null
  return 'Opening incidents needs the permission actions.propose, which your roles do not carry.'
}
