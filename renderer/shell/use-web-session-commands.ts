import { LogOut } from 'lucide-react'
import { type Command, useCommands } from '../state/commands.ts'
import { useLive } from '../state/live.ts'
import { useHasWebSession, useSignOutHere } from '../state/web-session.ts'

/** What a browser that is signed in can do about it from everywhere. */
export function useWebSessionCommands(): void {
  const { mutate: signOut } = useSignOutHere()
  const offline = useLive((live) => live.state === 'offline')
  const leave: Command = {
    id: 'session.sign-out',
    label: 'Sign out',
    group: 'Session',
    icon: LogOut,
    asleep: offline ? 'The server does not answer.' : null,
    run: () => signOut(false),
  }
  useCommands(useHasWebSession() ? [leave] : [])
}
