import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type KeyboardEvent, type ReactNode, type RefObject, useCallback } from 'react'
import { DangerButton } from './danger-button.ts'
import { dialogBox, dialogPlace, veil } from './dialog.tsx'
import { keepClearOfPointer } from './pointer-clear.ts'

type Props = {
  title: ReactNode
  /** In which environment, on what: the line under the title. */
  under?: ReactNode
  /** `hazard`: what is done past the rules does not look like what is done by them. */
  edge?: 'environment' | 'hazard'
  width?: string
  /** What must not be under the pointer when this opens. */
  danger?: RefObject<HTMLElement | null>
  initialFocus: RefObject<HTMLElement | null>
  /** Where the focus goes back to; without it, to where it was. */
  finalFocus?: (() => HTMLElement | null) | undefined
  onClose: () => void
  children: ReactNode
}

const edges = { environment: 'border-t-4 border-t-env', hazard: 'border-bad-solid' } as const

/** A dialog that only its own buttons and Esc close. It is shown for as long as it is mounted. */
export function AlertShell(props: Props) {
  const { danger, edge = 'environment' } = props
  const popup = useCallback(
    (dialog: HTMLElement | null) => {
      if (dialog !== null && danger?.current) keepClearOfPointer(dialog, danger.current)
    },
    [danger],
  )
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && props.onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={veil} />
        <AlertDialog.Viewport className={dialogPlace}>
          <AlertDialog.Popup
            ref={popup}
            initialFocus={props.initialFocus}
            onKeyDownCapture={(event: KeyboardEvent) => {
              // A key that is still held from somewhere else presses nothing here.
              if (event.repeat && danger !== undefined && event.target === danger.current) event.preventDefault()
            }}
            finalFocus={props.finalFocus ?? true}
            // Its buttons stay in sight in a low window: what is between scrolls.
            className={`flex max-h-[calc(100dvh-40px)] flex-col ${dialogBox} ${props.width ?? 'max-w-130'} ${edges[edge]}`}
          >
            {edge === 'hazard' && (
              <div
                aria-hidden
                className="h-2.5 shrink-0 rounded-t-l bg-[repeating-linear-gradient(-45deg,var(--bad-solid)_0_10px,var(--bg)_10px_20px)]"
              />
            )}
            <AlertDialog.Title className="px-5 pt-4 text-[17px] font-semibold tracking-tight break-words">
              {props.title}
            </AlertDialog.Title>
            {props.under !== undefined && <div className="px-5 pt-1 text-s text-muted">{props.under}</div>}
            <DangerButton value={danger ?? null}>{props.children}</DangerButton>
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
