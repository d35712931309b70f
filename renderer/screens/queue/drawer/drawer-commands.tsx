import { useEffect, useRef } from 'react'
import type { ActionDetail } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { useAsleep } from '../../../state/asleep.ts'
import { useSession } from '../../../state/connection.ts'
import { type ActionCommand, useActionCommands } from '../queue-commands.ts'
import { commandsOf } from '../row-commands.ts'

/** What this status allows, enabled where the server says so; elsewhere the reason is said. */
export function DrawerCommands({ action }: { action: ActionDetail }) {
  const { run, propose } = useActionCommands()
  const { data: session } = useSession()
  const asleep = useAsleep('Decide')
  const bar = useRef<HTMLElement>(null)
  const focused = useRef(false)
  const { buttons, more } = commandsOf(action, session?.actor?.id ?? null)
  const commands = [...buttons, ...more]
  const shown = commands.map(({ name }) => name).join(' ')

  // A command that was given is gone with its button: whoever had the focus on it must not be thrown to the page's top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown is what matters
  useEffect(() => {
    if (!focused.current || document.activeElement !== document.body) return
    const heading = document.querySelector<HTMLElement>('aside h2[tabindex]')
    ;(bar.current ?? heading)?.focus()
  }, [shown])

  const again = action.status === 'rejected' || action.status === 'expired'
  if (commands.length === 0 && !again) return null
  return (
    <section
      ref={bar}
      tabIndex={-1}
      aria-label="What can be done"
      onFocus={() => {
        focused.current = true
      }}
      onBlur={({ relatedTarget }) => {
        if (relatedTarget !== null) focused.current = false
      }}
      className="flex flex-wrap gap-2 border-t border-line px-4 py-3"
    >
      {commands.map(({ name, label, does, why }) => (
        <Button
          key={name}
          aria-label={does}
          kind={kindOf(name, action)}
          asleep={asleep ?? why}
          onClick={() => run(name, action)}
        >
          {label}
        </Button>
      ))}
      {again && (
        <Button asleep={asleep} onClick={() => propose(action)}>
          Propose it again…
        </Button>
      )}
    </section>
  )
}

function kindOf(name: ActionCommand, { tier }: ActionDetail): 'plain' | 'primary' | 'danger' {
  if (name === 'approve') return tier === 3 ? 'danger' : 'primary'
  return name === 'close_review' ? 'primary' : 'plain'
}
