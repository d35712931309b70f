import { ArrowRightLeft, KeyRound } from 'lucide-react'
import type { Connection, Connections } from '../api.ts'
import { type Command, useCommands } from '../state/commands.ts'
import { useSelectConnection, useSignedOut } from '../state/connection.ts'
import { environmentWords } from '../state/environments.ts'
import { showOverlay } from '../state/overlays.ts'
import { signInTo } from '../state/sign-in.ts'
import { connectionsKey } from './connection-menu.tsx'

const group = 'Connections'

/** Another connection is one key away, from everywhere. */
export function useConnectionCommands({ current, known }: Connections): void {
  const { mutate: select } = useSelectConnection()
  const lost = useSignedOut()
  const others = (known ?? []).filter(({ id }) => id !== current.id)
  const choose: Command = {
    id: 'connections',
    label: 'Choose a connection',
    group,
    keys: [connectionsKey],
    icon: ArrowRightLeft,
    run: () => showOverlay('connections'),
  }
  const signIn: Command = {
    id: 'connection.sign-in',
    label: `Sign in to ${current.name}`,
    group,
    icon: KeyRound,
    run: () => signInTo(current),
  }
  useCommands([
    ...(known === null ? [] : [choose]),
    ...(lost === null ? [] : [signIn]),
    ...others.map(
      (connection): Command => ({
        id: `connection.${connection.id}`,
        label: `Switch to ${connection.name}${wordOf(connection)}`,
        group,
        icon: ArrowRightLeft,
        run: () => select(connection),
      }),
    ),
  ])
}

/** The name first, as one would type it; which environment it is goes without saying for this machine's own. */
const wordOf = ({ kind, environment }: Connection): string =>
  kind === 'server' ? ` · ${environmentWords[environment]}` : ''
