import { Menu } from '@base-ui/react/menu'
import { Ellipsis } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Connection } from '../../api.ts'
import { buttonLook } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { useRemoveConnection, useSignOut } from '../../state/connection.ts'
import { askForToken, signInTo } from '../../state/sign-in.ts'
import { ChangeConnection } from './change-connection.tsx'

type Props = { connection: Connection; current: boolean }
type Asking = 'change' | 'sign-out' | 'remove' | null

/** What is done to a connection now and then. */
export function ConnectionActions({ connection, current }: Props) {
  const [asking, setAsking] = useState<Asking>(null)
  // Opens inside the place, so that what is in it belongs to a landmark.
  const place = useRef<HTMLDivElement>(null)
  const { kind, name, sign_in } = connection
  const isServer = kind === 'server'
  const isSignedIn = sign_in !== null && sign_in.state !== 'signed_out' && sign_in.method !== 'none'
  const close = () => setAsking(null)
  return (
    <div ref={place}>
      <Menu.Root>
        <Menu.Trigger aria-label={`More for ${name}`} className={`${buttonLook('plain')} w-7 px-0!`}>
          <Ellipsis size={14} aria-hidden />
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="end" sideOffset={4} className="z-30">
            <Menu.Popup className="w-72 rounded-m border border-line-strong bg-raised py-1 shadow-pop outline-none">
              <Item onClick={() => signInTo(connection)}>
                {isSignedIn ? 'Sign in again, or as somebody else…' : 'Sign in…'}
              </Item>
              {isServer && <Item onClick={() => askForToken(connection)}>Paste an API key or a token…</Item>}
              {isSignedIn && <Item onClick={() => setAsking('sign-out')}>Sign out…</Item>}
              {isServer && (
                <>
                  <Menu.Separator className="my-1 border-t border-line" />
                  <Item onClick={() => setAsking('change')}>Change name or environment…</Item>
                  <Item onClick={() => setAsking('remove')}>Remove…</Item>
                </>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {asking === 'change' && <ChangeConnection connection={connection} onClose={close} />}
      {asking === 'sign-out' && <SignOutDialog connection={connection} current={current} onClose={close} />}
      {asking === 'remove' && <RemoveDialog connection={connection} current={current} onClose={close} />}
    </div>
  )
}

function Item({ onClick, children }: { onClick: () => void; children: React.ReactNode }) {
  return (
    <Menu.Item onClick={onClick} className="px-3 py-1.5 outline-none data-highlighted:bg-hover">
      {children}
    </Menu.Item>
  )
}

type DialogProps = Props & { onClose: () => void }

function SignOutDialog({ connection, current, onClose }: DialogProps) {
  const signOut = useSignOut()
  const { name, sign_in } = connection
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Sign out of ${name}?`}
      does={`Sign out of ${name}`}
      onConfirm={() => signOut.mutate(connection, { onSettled: onClose })}
      busy={signOut.isPending}
    >
      <p>
        {sign_in?.method === 'oidc'
          ? 'The issuer is told that these tokens count no longer, and this machine forgets them.'
          : 'This machine forgets the key or token; the server keeps it. To come back you need it again.'}{' '}
        Drafts that you wrote there are thrown away.
      </p>
      {current && connection.kind === 'server' && (
        <p className="mt-2">It is in use now: nothing of it is shown until somebody signs in again.</p>
      )}
    </ConfirmDialog>
  )
}

function RemoveDialog({ connection, current, onClose }: DialogProps) {
  const remove = useRemoveConnection()
  const { name, url } = connection
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Remove ${name}?`}
      does={`Remove ${name}`}
      onConfirm={() => remove.mutate(connection, { onSettled: onClose })}
      busy={remove.isPending}
    >
      <p>
        This machine forgets <span className="font-mono text-s">{url}</span> and how you are signed in there. Nothing
        changes on the server; it can be added again at any time.
      </p>
      {current && <p className="mt-2">It is in use now: the console goes back to another connection.</p>}
    </ConfirmDialog>
  )
}
