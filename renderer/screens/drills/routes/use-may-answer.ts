import { permissionFor } from '../../../../shared/domain/drill-route.ts'
import { useSession } from '../../../state/connection.ts'

/** Why this person cannot do it to anything, or null. Who may is the server's answer, not ours. */
export function useMayAnswer(): Record<'acknowledge' | 'escalate', string | null> {
  const { data: session } = useSession()
  const why = (state: 'acknowledged' | 'escalated'): string | null => {
    if (session === undefined) return 'Not known yet whether you may'
    const permission = permissionFor[state]
    return session.permissions[permission]
      ? null
      : `This needs the permission ${permission}, which your roles do not carry.`
  }
  return { acknowledge: why('acknowledged'), escalate: why('escalated') }
}
