import { Dialog } from '@base-ui/react/dialog'
import { type RefObject, useRef } from 'react'
import { dialogBox, dialogPlace, veil } from '../components/dialog.tsx'
import { SignInAttempt } from '../components/sign-in-attempt.tsx'
import { nameOf, useConnections } from '../state/connection.ts'
import { cancelShownSignIn, closeSignIn, signInTo, useShownSignIn } from '../state/sign-in.ts'
import { SignInHere } from './sign-in-here.tsx'
import { SignInWays } from './sign-in-ways.tsx'

/** Signing in to a connection: how, where that is not known yet, and then what the browser makes of it. */
export function SignInDialog() {
  const shown = useShownSignIn((state) => state.shown)
  const { data } = useConnections()
  const opener = useRef<HTMLElement | null>(
    document.activeElement instanceof HTMLElement ? document.activeElement : null,
  )
  if (shown === null) return null
  const { connection, how, signIn, offer } = shown
  const known = data?.known?.find(({ id }) => id === connection.id) ?? connection
  return (
    <Dialog.Root open disablePointerDismissal onOpenChange={(open) => !open && closeSignIn()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={veil} />
        <Dialog.Viewport className={dialogPlace}>
          <Dialog.Popup
            data-env={known.environment}
            finalFocus={() => stillThere(opener)}
            className={`${dialogBox} max-w-150 border-t-4 border-t-env`}
          >
            <Dialog.Title className="px-5 pt-4 text-[17px] font-semibold tracking-tight">
              {connection.kind === 'local' ? 'Sign in on this machine' : `Sign in to ${known.name}`}
            </Dialog.Title>
            <p className="px-5 pt-1 text-s">
              <b>{nameOf(known)}</b>
              {known.url !== null && <span className="ml-2 font-mono break-all text-muted">{known.url}</span>}
            </p>
            {signIn !== null ? (
              <SignInAttempt
                signIn={signIn}
                who={known.sign_in?.who ?? null}
                onCancel={cancelShownSignIn}
                onAgain={() => signInTo(connection, how)}
                onClose={closeSignIn}
              />
            ) : connection.kind === 'local' ? (
              <SignInHere connection={known} />
            ) : (
              <SignInWays connection={known} offer={offer} />
            )}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** To what had it, if that still stands: what was signed out of shows something else by then. */
const stillThere = (opener: RefObject<HTMLElement | null>): HTMLElement | null =>
  opener.current?.isConnected && opener.current !== document.body ? opener.current : document.getElementById('place')
