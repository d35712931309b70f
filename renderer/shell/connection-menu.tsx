import { Menu } from '@base-ui/react/menu'
import { Link } from '@tanstack/react-router'
import { Check, ChevronDown } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import type { Connection } from '../api.ts'
import { Kbd } from '../components/kbd.tsx'
import { nameOf, useSelectConnection } from '../state/connection.ts'
import { environmentShapes } from '../state/environments.ts'
import { showOverlay, useOverlay } from '../state/overlays.ts'
import { EnvironmentName, pillLook } from './environment-pill.tsx'

/** The key that opens it from everywhere. */
export const connectionsKey = 'C'

/** Where one is, and everywhere else one could be: a digit each. */
export function ConnectionMenu({ current, known }: { current: Connection; known: readonly Connection[] }) {
  const open = useOverlay((state) => state.open === 'connections')
  // Opens inside the banner, so that what is in it belongs to a landmark.
  const place = useRef<HTMLDivElement>(null)
  const select = useSelectConnection()

  function choose(connection: Connection) {
    showOverlay(null)
    if (connection.id !== current.id) select.mutate(connection)
  }

  function onKeyDown(event: KeyboardEvent) {
    const connection = /^[1-9]$/.test(event.key) ? known[Number(event.key) - 1] : undefined
    if (connection === undefined) return
    event.preventDefault()
    event.stopPropagation()
    choose(connection)
  }

  return (
    <div ref={place} className="min-w-0 shrink-0">
      <Menu.Root open={open} onOpenChange={(next) => showOverlay(next ? 'connections' : null)}>
        <Menu.Trigger
          data-testid="connection"
          title={current.url ?? undefined}
          className={`${pillLook} hover:brightness-125 data-popup-open:brightness-125`}
        >
          <EnvironmentName connection={current} />
          <ChevronDown size={13} aria-hidden className="shrink-0" />
          <span className="sr-only">, switch to another connection</span>
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="start" sideOffset={4} className="z-50">
            <Menu.Popup
              onKeyDownCapture={onKeyDown}
              className="max-h-[70vh] w-96 max-w-[90vw] overflow-y-auto rounded-m border border-line-strong bg-raised py-1 shadow-pop outline-none"
            >
              <Menu.Group>
                <Menu.GroupLabel className="flex items-center px-3 py-1 text-xs text-faint">
                  <span className="flex-1">Connections</span>
                  <Kbd keys={connectionsKey} />
                </Menu.GroupLabel>
                <Menu.RadioGroup value={current.id}>
                  {known.map((connection, index) => (
                    <Choice
                      key={connection.id}
                      connection={connection}
                      digit={index < 9 ? `${index + 1}` : undefined}
                      onChoose={() => choose(connection)}
                    />
                  ))}
                </Menu.RadioGroup>
              </Menu.Group>
              <Menu.Separator className="my-1 border-t border-line" />
              <Menu.Item
                render={<Link to="/settings/connections" />}
                className="block px-3 py-1.5 pl-9 outline-none data-highlighted:bg-hover"
              >
                Add, rename or sign out…
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  )
}

type ChoiceProps = { connection: Connection; digit: string | undefined; onChoose: () => void }

function Choice({ connection, digit, onChoose }: ChoiceProps) {
  const { id, environment, url, sign_in, kind } = connection
  const state = kind === 'server' ? (sign_in?.state ?? 'signed_in') : 'signed_in'
  return (
    <Menu.RadioItem
      value={id}
      data-env={environment}
      onClick={onChoose}
      className="grid grid-cols-[16px_14px_1fr_auto] items-center gap-x-2 px-3 py-1.5 outline-none data-highlighted:bg-hover"
    >
      <Menu.RadioItemIndicator>
        <Check size={14} aria-hidden className="text-accent" />
      </Menu.RadioItemIndicator>
      <span aria-hidden className="col-start-2 text-[10px] text-env light:brightness-75">
        {environmentShapes[environment]}
      </span>
      <span className="min-w-0">
        <span className="block truncate">{nameOf(connection)}</span>
        <span className="block truncate text-s text-muted">
          {state !== 'signed_in' && (
            <b className="text-warn">{state === 'expired' ? 'sign-in expired' : 'signed out'} </b>
          )}
          {url !== null ? (
            <span className="font-mono">{url}</span>
          ) : kind === 'sample' ? (
            'made-up data'
          ) : (
            'a file of your own'
          )}
        </span>
      </span>
      {digit !== undefined && <Kbd keys={digit} />}
    </Menu.RadioItem>
  )
}
