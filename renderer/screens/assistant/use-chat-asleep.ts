import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'

/** Why this person may not use the assistant, or nobody can just now. */
export function useChatAsleep(): { denied: string | null; asleep: string | null } {
  const { data: session } = useSession()
  const offline = useAsleep('Ask the assistant')
  const denied =
    session !== undefined && !session.permissions['chat.use']
      ? 'This needs the permission chat.use, which your roles do not carry.'
      : null
  return { denied, asleep: denied ?? offline }
}
