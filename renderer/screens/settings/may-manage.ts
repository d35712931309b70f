import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'

/** Why this person cannot change a setting here, or nobody can just now. */
export function useMayManage(what: string): { denied: string | null; asleep: string | null } {
  const { data: session } = useSession()
  const offline = useAsleep(what)
  const denied =
    session !== undefined && !session.permissions['settings.manage']
      ? 'This needs the permission settings.manage, which your roles do not carry.'
      : null
  return { denied, asleep: denied ?? offline }
}
