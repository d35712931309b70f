import { Popover } from '@base-ui/react/popover'
import { Check, ChevronDown, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button, buttonLook, IconButton } from '../../components/button.tsx'
import { inputLook } from '../../components/field.tsx'
import { builtInViews, isSameSearch, type SavedView } from './views.ts'

type Props = {
  views: readonly SavedView[]
  current: SavedView['search']
  onShow: (view: SavedView) => void
  onSave: (name: string) => void
  onDelete: (name: string) => void
}

/** Filters, orders and columns that were worth a name. */
export function ViewsMenu({ views, current, onShow, onSave, onDelete }: Props) {
  const [open, setOpen] = useState(false)
  const show = (view: SavedView) => {
    setOpen(false)
    onShow(view)
  }
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const name = String(new FormData(form).get('name') ?? '').trim()
    if (name === '') return
    onSave(name)
    form.reset()
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={buttonLook('plain')}>
        Views
        <ChevronDown size={12} aria-hidden className="text-faint" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={4} className="z-30">
          <Popover.Popup
            aria-label="Views"
            className="max-h-[70vh] w-72 overflow-y-auto rounded-m border border-line-strong bg-raised py-1 shadow-pop outline-none"
          >
            <ul>
              {builtInViews.map((view) => (
                <Row key={view.name} view={view} current={current} onShow={show} />
              ))}
            </ul>
            <h2 className="mt-1 border-t border-line px-3 pt-2 pb-1 text-xs text-faint">Saved on this machine</h2>
            {views.length === 0 && <p className="px-3 pb-1 text-s text-muted">None yet.</p>}
            <ul>
              {views.map((view) => (
                <Row key={view.name} view={view} current={current} onShow={show} onDelete={onDelete} />
              ))}
            </ul>
            <form onSubmit={save} className="mt-1 flex gap-2 border-t border-line px-3 pt-2.5 pb-1.5">
              <input
                name="name"
                aria-label="Name of this view"
                placeholder="Save what is shown as…"
                maxLength={60}
                required
                autoComplete="off"
                className={`${inputLook} h-7! text-s!`}
              />
              <Button type="submit">Save</Button>
            </form>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

type RowProps = {
  view: SavedView
  current: SavedView['search']
  onShow: (view: SavedView) => void
  onDelete?: (name: string) => void
}

function Row({ view, current, onShow, onDelete }: RowProps) {
  const isShown = isSameSearch(view.search, current)
  return (
    <li className="flex items-center pr-1.5 hover:bg-hover">
      <button
        type="button"
        aria-current={isShown}
        onClick={() => onShow(view)}
        className="flex min-w-0 flex-1 items-center gap-2 px-3 py-1.5 text-left focus-visible:-outline-offset-2"
      >
        <Check size={14} aria-hidden className={`shrink-0 text-accent ${isShown ? '' : 'invisible'}`} />
        <span className="truncate">{view.name}</span>
      </button>
      {onDelete !== undefined && (
        <IconButton name={`Delete the view ${view.name}`} onClick={() => onDelete(view.name)}>
          <Trash2 size={13} aria-hidden />
        </IconButton>
      )}
    </li>
  )
}
