import { Menu } from '@base-ui/react/menu'
import { useRef } from 'react'
import { create } from 'zustand'
import type { Action } from '../../api.ts'
import { useActionCommands } from './queue-commands.ts'
import { arranged } from './row-commands.ts'
import { useRowContext } from './row-context.ts'

type Open = { action: Action | null; anchor: HTMLElement | null; open: boolean }
const useRowMenu = create<Open>(() => ({ action: null, anchor: null, open: false }))

export const openRowMenu = (action: Action, anchor: HTMLElement): void =>
  useRowMenu.setState({ action, anchor, open: true })

/** What is done to a row more seldom. One menu for the whole table, beside the button that asked for it. */
export function RowMenu() {
  const { action, anchor, open } = useRowMenu()
  const me = useRowContext((context) => context.me)
  const offline = useRowContext((context) => context.asleep)
  const compact = useRowContext((context) => context.compact)
  const { run } = useActionCommands()
  // Opens inside the page's landmarks.
  const place = useRef<HTMLDivElement>(null)
  return (
    <div ref={place} className="contents">
      {action !== null && (
        <Menu.Root open={open} onOpenChange={(next) => useRowMenu.setState({ open: next })}>
          <Menu.Portal container={place}>
            <Menu.Positioner anchor={anchor} align="end" sideOffset={4} className="z-30">
              <Menu.Popup
                finalFocus={() => anchor}
                className="w-68 rounded-m border border-line-strong bg-raised py-1 shadow-pop outline-none"
              >
                {arranged(action, { me, compact }).more.map(({ name, label, does, why, danger }) => {
                  const reason = offline ?? why
                  return (
                    <Menu.Item
                      key={name}
                      aria-label={does}
                      disabled={reason !== null}
                      {...(reason === null ? {} : { 'aria-description': reason })}
                      onClick={() => run(name, action)}
                      className="block px-3 py-1.5 outline-none data-highlighted:bg-hover"
                    >
                      <span className={reason !== null ? 'text-faint' : danger ? 'text-bad' : ''}>{label}</span>
                      {reason !== null && <span className="block text-s text-muted">{reason}</span>}
                    </Menu.Item>
                  )
                })}
              </Menu.Popup>
            </Menu.Positioner>
          </Menu.Portal>
        </Menu.Root>
      )}
    </div>
  )
}
