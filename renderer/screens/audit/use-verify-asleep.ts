import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'

/** Why this caller cannot verify now, or null. Who may is the server's answer, not ours. */
export function useVerifyAsleep(): string | null {
  const offline = useAsleep('Verify now')
  const { data: session } = useSession()
  if (offline !== null) return offline
  if (session === undefined) return 'Not known yet whether you may verify'
  if (session.permissions['audit.verify']) return null
  return 'Verifying needs the permission audit.verify, which your roles do not carry. An auditor has it.'
}
