import { AlertDialog } from '@base-ui/react/alert-dialog'
import { TriangleAlert } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { nameOf, useConnections } from '../state/connection.ts'
import { useDraft } from '../state/drafts.ts'
import { AlertShell } from './alert-shell.tsx'
import { Button } from './button.tsx'
import { DialogActions } from './dialog.tsx'
import { TextAreaField } from './field.tsx'
import { Kbd } from './kbd.tsx'
import { TypedField } from './typed-field.tsx'
import { compareTyped } from './typed-text.ts'

type Props = {
  /** Names the effect: "Approve the rollback of checkout-agent". */
  title: string
  /** To what it is done. */
  target: ReactNode
  /** What will happen, and what of it cannot be undone. */
  happens: ReactNode
  /** What was said as the reason, who else has approved. */
  children?: ReactNode
  typing: { asks: string; text: string }
  /**
   * How the reason is asked for, and where it is kept until the server has it; null where none is part of the record.
   * What is typed to confirm is kept nowhere.
   */
  reason: { asks: string; place: string } | null
  /** The button's words: the effect again, never "OK". */
  does: string
  edge?: 'environment' | 'hazard'
  /** Why it cannot be done at all, as things are now. */
  asleep: string | null
  busy: boolean
  /** What the server said instead of doing it. */
  refusal?: ReactNode
  finalFocus?: (() => HTMLElement | null) | undefined
  onConfirm: (given: { typed: string; reason: string }) => void
  onClose: () => void
}

/**
 * The one way to what cannot be undone. Nothing but a press of its button confirms: no Enter, no default, and the button
 * wakes only when the text matches and a reason is given.
 */
export function ConfirmTypedDialog(props: Props) {
  const { typing, busy } = props
  const cancel = useRef<HTMLButtonElement>(null)
  const danger = useRef<HTMLButtonElement>(null)
  const [typed, setTyped] = useState('')
  const { text: reason, write } = useDraft(props.reason?.place ?? '')
  const { data: connections } = useConnections()
  const asleep =
    (busy ? 'Waiting for the server' : props.asleep) ??
    (compareTyped(typed, typing.text).matches ? null : `Asleep until “${typing.text}” is typed`) ??
    (props.reason === null || reason.trim() !== '' ? null : 'Asleep until a reason is given')

  return (
    <AlertShell
      title={props.title}
      under={
        <>
          {connections !== undefined && <b className="text-ink">{nameOf(connections.current)}</b>} ·{' '}
          <span className="font-mono break-all">{props.target}</span>
        </>
      }
      edge={props.edge ?? 'environment'}
      width="max-w-140"
      danger={danger}
      initialFocus={cancel}
      finalFocus={props.finalFocus}
      onClose={props.onClose}
    >
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-3 pb-4">
        <AlertDialog.Description
          render={<div />}
          className="flex gap-2.5 rounded-m border border-bad/40 bg-bad-bg px-3 py-2.5"
        >
          <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />
          <div className="min-w-0">{props.happens}</div>
        </AlertDialog.Description>
        {props.children}
        <TypedField asks={typing.asks} wanted={typing.text} value={typed} onChange={setTyped} />
        {props.reason !== null && (
          <TextAreaField name="reason" label={props.reason.asks} rows={2} value={reason} onValueChange={write} />
        )}
        {props.refusal}
      </div>
      <DialogActions>
        <AlertDialog.Close ref={cancel} render={<Button />}>
          {busy ? 'Close' : 'Cancel'} <Kbd keys="Escape" />
        </AlertDialog.Close>
        <Button
          ref={danger}
          kind="danger"
          asleep={asleep}
          onClick={() => props.onConfirm({ typed, reason: reason.trim() })}
        >
          {busy ? 'Asking the server…' : props.does}
        </Button>
      </DialogActions>
    </AlertShell>
  )
}
