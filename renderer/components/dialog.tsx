import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Dialog as Base } from '@base-ui/react/dialog'
import { type ReactNode, type RefObject, useCallback, useRef } from 'react'
import { Button } from './button.tsx'
import { Kbd } from './kbd.tsx'
import { keepClearOfPointer } from './pointer-clear.ts'

// The environment's band stays undimmed above it.
export const veil = 'fixed inset-x-0 top-1.5 bottom-0 z-40 bg-veil'
export const dialogPlace = 'fixed inset-0 z-40 grid place-items-center overflow-y-auto p-4'
export const dialogBox = 'w-full rounded-l border border-line-strong bg-raised shadow-pop outline-none'

type Shared = { open: boolean; onOpenChange: (open: boolean) => void; title: string; children: ReactNode }

type DialogProps = Shared & { width?: string; initialFocus?: RefObject<HTMLElement | null> }

export function Dialog({ open, onOpenChange, title, children, width = 'max-w-130', initialFocus }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={veil} />
        <Base.Viewport className={dialogPlace}>
          <Base.Popup className={`${dialogBox} ${width}`} {...(initialFocus === undefined ? {} : { initialFocus })}>
            <Base.Title className="px-5 pt-4 text-[17px] font-semibold tracking-tight">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex justify-end gap-2 border-t border-line px-5 py-3.5">{children}</div>
}

/** What cannot be undone is said before it is done; Cancel has the focus, and the effect is the button's name. */
export function ConfirmDialog(props: Shared & { does: string; onConfirm: () => void; busy?: boolean }) {
  const cancel = useRef<HTMLButtonElement>(null)
  const danger = useRef<HTMLButtonElement>(null)
  const popup = useCallback((dialog: HTMLElement | null) => {
    if (dialog !== null && danger.current !== null) keepClearOfPointer(dialog, danger.current)
  }, [])
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={veil} />
        <AlertDialog.Viewport className={dialogPlace}>
          <AlertDialog.Popup
            ref={popup}
            initialFocus={cancel}
            className={`${dialogBox} max-w-130 border-t-4 border-t-env`}
          >
            <AlertDialog.Title className="px-5 pt-4 text-[17px] font-semibold tracking-tight">
              {props.title}
            </AlertDialog.Title>
            <AlertDialog.Description render={<div />} className="px-5 pt-2 pb-4 text-muted">
              {props.children}
            </AlertDialog.Description>
            <DialogActions>
              <AlertDialog.Close ref={cancel} render={<Button />}>
                Cancel <Kbd keys="Escape" />
              </AlertDialog.Close>
              <Button
                ref={danger}
                kind="danger"
                onClick={props.onConfirm}
                asleep={props.busy ? 'Waiting for the server' : null}
              >
                {props.does}
              </Button>
            </DialogActions>
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
