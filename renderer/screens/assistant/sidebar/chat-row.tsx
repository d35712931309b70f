import { Menu } from '@base-ui/react/menu'
import { MoreHorizontal } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { ChatSession } from '../../../assistant-api.ts'
import { buttonLook } from '../../../components/button.tsx'
import { inputLook } from '../../../components/field.tsx'
import { Time } from '../../../components/time.tsx'
import { isGoingOn, useRuns } from '../run/runs.ts'
import { titleOf } from './titles.ts'

export type ChatDeed = 'rename' | 'archive' | 'delete'

type Props = {
  chat: ChatSession
  isOpen: boolean
  href: string
  renaming: boolean
  asleep: string | null
  onDeed: (deed: ChatDeed, chat: ChatSession) => void
  onRenamed: (chat: ChatSession, title: string | null) => void
}

export function ChatRow({ chat, isOpen, href, renaming, asleep, onDeed, onRenamed }: Props) {
  const goesOn = useRuns(({ runs }) => isGoingOn(runs[chat.id]))
  return (
    <li
      className={`group relative flex items-center border-l-2 pr-1 ${isOpen ? 'border-l-accent bg-accent-bg' : 'border-l-transparent hover:bg-hover'}`}
    >
      {renaming ? (
        <RenameField title={titleOf(chat)} onDone={(title) => onRenamed(chat, title)} />
      ) : (
        <a
          href={href}
          data-chat={chat.id}
          aria-current={isOpen ? 'page' : undefined}
          className="block min-w-0 flex-1 rounded-s px-3 py-1.5 focus-visible:-outline-offset-2"
        >
          <span className={`block truncate ${chat.title === null ? 'text-muted italic' : ''}`}>{titleOf(chat)}</span>
          <span className="block truncate text-xs text-muted">
            {goesOn ? 'a reply is being written' : <Time at={chat.updated_at} show="relative" />}
          </span>
        </a>
      )}
      {!renaming && <RowMenu chat={chat} asleep={asleep} onDeed={onDeed} />}
    </li>
  )
}

function RowMenu({ chat, asleep, onDeed }: Pick<Props, 'chat' | 'asleep' | 'onDeed'>) {
  // Opens inside the page's landmarks.
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const deeds = [
    { deed: 'rename', label: 'Rename', danger: false },
    { deed: 'archive', label: chat.archived ? 'Take out of the archive' : 'Archive', danger: false },
    { deed: 'delete', label: 'Delete…', danger: true },
  ] as const
  return (
    <span ref={setPlace} className="shrink-0">
      <Menu.Root>
        <Menu.Trigger
          aria-label={`More about ${titleOf(chat)}`}
          className={`${buttonLook('ghost')} w-7 px-0! opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100`}
        >
          <MoreHorizontal size={14} aria-hidden />
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="end" positionMethod="fixed" sideOffset={4} className="z-30">
            <Menu.Popup className="w-52 rounded-m border border-line-strong bg-raised py-1 shadow-pop outline-none">
              {deeds.map(({ deed, label, danger }) => (
                <Menu.Item
                  key={deed}
                  disabled={asleep !== null}
                  {...(asleep === null ? {} : { 'aria-description': asleep })}
                  onClick={() => onDeed(deed, chat)}
                  className="block px-3 py-1.5 outline-none data-highlighted:bg-hover"
                >
                  <span className={asleep !== null ? 'text-faint' : danger ? 'text-bad' : ''}>{label}</span>
                </Menu.Item>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </span>
  )
}

/** Enter keeps the name; Esc, and leaving the field, keep the one before. */
function RenameField({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const [typed, setTyped] = useState(title)
  const field = useRef<HTMLInputElement>(null)
  const isDone = useRef(false)
  useEffect(() => {
    // After the menu that asked for it has given its focus back.
    const timer = setTimeout(() => field.current?.select())
    return () => clearTimeout(timer)
  }, [])
  const done = (next: string | null) => {
    if (isDone.current) return
    isDone.current = true
    onDone(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      const next = typed.trim()
      done(next === '' || next === title ? null : next)
    }
    if (event.key === 'Escape') {
      event.preventDefault()
      done(null)
    }
  }
  return (
    <input
      ref={field}
      aria-label="Name of the chat"
      value={typed}
      maxLength={120}
      spellCheck={false}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => done(null)}
      className={`${inputLook} mx-1.5 my-1.5`}
    />
  )
}
