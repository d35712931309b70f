import { Button } from '../../components/button.tsx'
import { count } from '../../components/clock.ts'
import { Kbd } from '../../components/kbd.tsx'
import { useActionCommands } from './queue-commands.ts'
import { bulkOf } from './row-commands.ts'
import { clearSelection, useSelection } from './selection.ts'

/** What can be done to the picked rows at once. It takes the filters' place, so that nothing below moves. */
export function SelectionBar({ asleep }: { asleep: string | null }) {
  const rows = useSelection((selection) => selection.rows)
  const { bulk } = useActionCommands()
  const [approvable, rejectable] = [bulkOf('approve', rows.values()), bulkOf('reject', rows.values())]
  const typed = [...rows.values()].filter(({ tier, status }) => tier === 3 && status === 'proposed').length
  return (
    <>
      <span role="status" className="shrink-0 font-semibold">
        {count(rows.size)} selected
      </span>
      <Button
        asleep={asleep ?? (approvable.length === 0 ? 'None of them can be approved together by you' : null)}
        onClick={() => bulk('approve', approvable)}
      >
        Approve {approvable.length}…
      </Button>
      <Button
        asleep={asleep ?? (rejectable.length === 0 ? 'None of them can be rejected by you' : null)}
        onClick={() => bulk('reject', rejectable)}
      >
        Reject {rejectable.length}…
      </Button>
      <span className="min-w-0 flex-1 truncate text-s text-muted">
        {typed > 0 && `Tier 3 is approved one by one, typed: ${count(typed)} of these.`}
      </span>
      <Button kind="ghost" onClick={clearSelection}>
        Clear <Kbd keys="Escape" />
      </Button>
    </>
  )
}
