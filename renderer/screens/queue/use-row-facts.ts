import { type RefObject, useEffect } from 'react'
import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'
import { useActionCommands } from './queue-commands.ts'
import { useRowContext } from './row-context.ts'

/** What all rows share: who looks at them, and whether the server can be asked. */
export function useRowFacts(): { asleep: string | null; proposeAsleep: string | null } {
  const asleep = useAsleep('Approve')
  useAsleep('Reject')
  const unreachable = useAsleep('Propose')
  const { data: session } = useSession()
  const { run } = useActionCommands()
  const me = session?.actor?.id ?? null
  useEffect(() => useRowContext.setState({ me, asleep, give: run }), [me, asleep, run])
  return { asleep, proposeAsleep: unreachable ?? mayPropose(session) }
}

/** Which row the keyboard is in. Told by the page and at once: the next Tab may come before the table tells of it. */
export function useCurrentRow(table: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = table.current
    const follow = ({ target }: FocusEvent) => {
      const current = target instanceof Element ? target.closest('[row-id]')?.getAttribute('row-id') : null
      if (current) useRowContext.setState({ current })
    }
    element?.addEventListener('focusin', follow)
    return () => element?.removeEventListener('focusin', follow)
  }, [table])
}

/** Who may is the server's answer, not ours. */
function mayPropose(session: ReturnType<typeof useSession>['data']): string | null {
  if (session === undefined) return 'Not known yet whether you may propose'
  if (session.permissions['actions.propose']) return null
  return 'Proposing needs the permission actions.propose, which your roles do not carry.'
}
