import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useCommands } from '../state/commands.ts'
import { IconButton } from './button.tsx'

type Props = {
  /** What kind of thing is open, above its name. */
  over?: ReactNode
  title: ReactNode
  under?: ReactNode
  /** What can be done with it: stays in sight while the rest scrolls. */
  footer?: ReactNode
  /** Takes the focus when what it shows was opened by keyboard. */
  focused?: boolean
  /** Whoever opened it also says where the focus goes back to. */
  onClose: () => void
  children: ReactNode
}

/** Beside the table, never over it: it takes its room from what stands left of it. Esc closes it. */
export function Drawer({ over, title, under, footer, focused = false, onClose, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (focused) heading.current?.focus()
  }, [focused])
  useCommands([
    { id: 'drawer.close', label: 'Close the drawer', group: 'Here', keys: ['Escape'], palette: false, run: onClose },
  ])
  return (
    <aside
      aria-label="Details"
      className="flex h-full w-[clamp(350px,34vw,560px)] shrink-0 flex-col border-l border-line-strong bg-surface"
    >
      <header className="flex items-start gap-2 border-b border-line py-3 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          {over !== undefined && <div className="text-s text-muted">{over}</div>}
          <h2
            ref={heading}
            tabIndex={-1}
            className="my-0.5 w-fit rounded-s text-l font-semibold break-words outline-offset-2"
          >
            {title}
          </h2>
          {under !== undefined && <div className="font-mono text-s break-all text-muted">{under}</div>}
        </div>
        <IconButton name="Close (Esc)" onClick={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
      {footer}
    </aside>
  )
}

export function DrawerSection({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b border-line px-4 py-3">
      <div className="mb-1 flex min-h-7 items-center justify-between gap-2">
        <h3 className="text-s font-semibold text-muted">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  )
}
