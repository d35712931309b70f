import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type ReactNode, useRef } from 'react'
import { AlertShell } from '../../../components/alert-shell.tsx'
import { Button } from '../../../components/button.tsx'
import { DialogActions } from '../../../components/dialog.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { nameOf, useConnections } from '../../../state/connection.ts'

type Props = {
  title: string
  target: ReactNode
  does: string
  kind: 'primary' | 'danger' | 'plain'
  /** What leaves everything as it is, where “Cancel” could be taken for the deed. */
  leave?: string
  /** What it means, above what is asked for. */
  says: ReactNode
  asleep: string | null
  busy: boolean
  /** The first thing to be filled in; without it, Cancel has the focus. */
  field?: React.RefObject<HTMLElement | null>
  finalFocus: () => HTMLElement | null
  onConfirm: () => void
  onClose: () => void
  children?: ReactNode
}

/** A decision that needs no typing. Only a press of its button makes it: Enter in a field does not. */
export function DecisionDialog({ busy, ...props }: Props) {
  const cancel = useRef<HTMLButtonElement>(null)
  const does = useRef<HTMLButtonElement>(null)
  const { data: connections } = useConnections()
  return (
    <AlertShell
      title={props.title}
      under={
        <>
          {connections !== undefined && <b className="text-ink">{nameOf(connections.current)}</b>} ·{' '}
          <span className="font-mono break-all">{props.target}</span>
        </>
      }
      danger={does}
      initialFocus={props.field ?? cancel}
      finalFocus={props.finalFocus}
      onClose={props.onClose}
    >
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-2 pb-4">
        <AlertDialog.Description render={<div />} className="text-muted">
          {props.says}
        </AlertDialog.Description>
        {props.children}
      </div>
      <DialogActions>
        <AlertDialog.Close ref={cancel} render={<Button />}>
          {busy ? 'Close' : (props.leave ?? 'Cancel')} <Kbd keys="Escape" />
        </AlertDialog.Close>
        <Button
          ref={does}
          kind={props.kind}
          asleep={busy ? 'Waiting for the server' : props.asleep}
          onClick={props.onConfirm}
        >
          {busy ? 'Asking the server…' : props.does}
        </Button>
      </DialogActions>
    </AlertShell>
  )
}
