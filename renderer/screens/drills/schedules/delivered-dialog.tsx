import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useRef } from 'react'
import { AlertShell } from '../../../components/alert-shell.tsx'
import { Button } from '../../../components/button.tsx'
import { DialogActions } from '../../../components/dialog.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { type Delivered, DeliveryEvidence } from './delivery-evidence.tsx'

type Props = { title: string; delivered: Delivered; finalFocus: () => HTMLElement | null; onClose: () => void }

/** What was planned, and what became of each message: there is nothing left to decide. */
export function DeliveredDialog({ title, delivered, finalFocus, onClose }: Props) {
  const close = useRef<HTMLButtonElement>(null)
  return (
    <AlertShell
      title={`What became of telling the owners of “${title}”`}
      under={<span className="font-mono break-all">{delivered.plan.plan_id}</span>}
      initialFocus={close}
      finalFocus={finalFocus}
      onClose={onClose}
    >
      <div className="min-h-0 overflow-y-auto px-5 pt-2 pb-4">
        <DeliveryEvidence delivered={delivered} />
      </div>
      <DialogActions>
        <AlertDialog.Close ref={close} render={<Button kind="primary" />}>
          Close <Kbd keys="Escape" />
        </AlertDialog.Close>
      </DialogActions>
    </AlertShell>
  )
}
