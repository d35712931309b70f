import type { CustomCellRendererProps } from 'ag-grid-react'
import { Ellipsis } from 'lucide-react'
import type { MouseEvent } from 'react'
import type { Action } from '../../../api.ts'
import { nounOf } from '../dialogs/action-words.ts'
import { useActionCommands } from '../queue-commands.ts'
import { arranged, type RowCommand } from '../row-commands.ts'
import { useRowContext } from '../row-context.ts'
import { openRowMenu } from '../row-menu.tsx'

export const CommandsCell = ({ data }: CustomCellRendererProps<Action>) => data && <Commands action={data} />

const look = 'inline-flex h-6 items-center rounded-m border px-1.5 text-s font-semibold whitespace-nowrap'
const plain = 'border-line-strong bg-raised text-ink hover:bg-hover'
const danger = 'border-bad-solid bg-bad-solid text-on-solid hover:brightness-110'
const asleep = 'border-line bg-transparent text-faint cursor-not-allowed!'

/** Light buttons without tooltips of their own: there are many of them, and one hint serves them all (`WhyHint`). */
function Commands({ action }: { action: Action }) {
  const me = useRowContext((context) => context.me)
  const offline = useRowContext((context) => context.asleep)
  const tabIndex = useRowContext(({ current }) => (current === action.id ? 0 : -1))
  const { run } = useActionCommands()
  const compact = useRowContext((context) => context.compact)
  const { buttons, more } = arranged(action, { me, compact })
  const press = (event: MouseEvent, { name, why }: RowCommand) => {
    // The row behind it would open.
    event.stopPropagation()
    if ((offline ?? why) === null) run(name, action)
  }
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      {buttons.map((command, index) => {
        const why = offline ?? command.why
        const state = why === null ? {} : { 'aria-disabled': true, 'aria-description': why, 'data-why': why }
        return (
          <button
            key={command.name}
            type="button"
            tabIndex={tabIndex}
            aria-label={command.does}
            {...state}
            className={`${look} ${index === 0 ? 'shrink-0' : 'min-w-0'} ${why !== null ? asleep : command.danger ? danger : plain}`}
            onClick={(event) => press(event, command)}
          >
            <span className="truncate">{command.label}</span>
          </button>
        )
      })}
      {more.length > 0 && (
        <button
          type="button"
          tabIndex={tabIndex}
          aria-haspopup="menu"
          aria-label={`More for ${nounOf(action)}`}
          className={`${look} w-6 shrink-0 justify-center border-transparent px-0! text-muted hover:bg-hover hover:text-ink`}
          onClick={(event) => {
            event.stopPropagation()
            openRowMenu(action, event.currentTarget)
          }}
        >
          <Ellipsis size={14} aria-hidden />
        </button>
      )}
    </span>
  )
}
