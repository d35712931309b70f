import { useRef } from 'react'
import { Button } from '../../../components/button.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Dialog, DialogActions } from '../../../components/dialog.tsx'

/** The whole address before anybody goes there. The desktop opens none that it does not know: there it can be copied. */
export function OutsideDialog({ address, onClose }: { address: string; onClose: () => void }) {
  const stay = useRef<HTMLButtonElement>(null)
  const opens = window.desktop === undefined
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={opens ? 'Leave the console for this address?' : 'An address outside of the console'}
      initialFocus={stay}
    >
      <div className="flex flex-col gap-2 px-5 pt-2 pb-4">
        <p className="text-muted">
          The assistant wrote this link. Nothing says that it leads where its words say: look at the address itself.
        </p>
        <div className="flex items-start gap-2 rounded-m border border-line bg-bg px-3 py-2">
          <span data-testid="outside-address" className="min-w-0 flex-1 font-mono text-s break-all">
            {address}
          </span>
          <CopyButton text={address} what="the address" />
        </div>
      </div>
      <DialogActions>
        <Button ref={stay} onClick={onClose}>
          Stay here
        </Button>
        {opens && (
          <Button
            onClick={() => {
              window.open(address, '_blank', 'noopener,noreferrer')
              onClose()
            }}
          >
            Open it in a new tab
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}
