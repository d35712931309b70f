import { Dialog } from '@base-ui/react/dialog'
import { type FormEvent, useRef, useState } from 'react'
import { api, type NewAction } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { DialogActions, dialogBox, dialogPlace, veil } from '../../../components/dialog.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { fieldMessages } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { nameOf, useConnections, useSession } from '../../../state/connection.ts'
import { nounOf, titleOf } from './action-words.ts'
import { announceProposal } from './announce.ts'
import { runsAtOnce } from './explain.ts'
import { clearDraft, type Draft, isEmptyDraft, readDraft, useProposal } from './propose-draft.ts'
import { ProposeFields } from './propose-fields.tsx'
import { RefusalNote, usePatience } from './refusal-note.tsx'
import { useCircumstances } from './use-circumstances.ts'
import { useSending } from './use-sending.ts'

type Props = {
  finalFocus: () => HTMLElement | null
  onClose: () => void
  onShow: (id: string) => void
}

/** What is proposed is explained while it is written: what it takes, who has to say yes, and what happens at once. */
export function ProposeDialog({ finalFocus, onClose, onShow }: Props) {
  const { draft, sent } = useProposal()
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const { data: connections } = useConnections()
  const { data: session } = useSession()
  const offline = useAsleep('Propose')
  const circumstances = useCircumstances()
  const what = { type: draft.type, target_ref: draft.target.trim() || '…' }
  const { sending, start, busy } = useSending({
    what: `Propose ${nounOf(what)}`,
    send: (body: NewAction, key) => api.proposeAction(body, key),
    onDone(action, shown) {
      sent()
      announceProposal(action)
      if (!shown) return
      onClose()
      onShow(action.id)
    },
  })
  const patience = usePatience(sending)
  const read = readDraft(draft)
  const refused = sending.kind === 'refused' ? fieldMessages(sending.error) : {}
  const errors = { ...refused, ...(tried ? read.errors : {}) }
  const atOnce = runsAtOnce(draft.type, draft.mode)
  const denied =
    session !== undefined && !session.permissions['actions.propose']
      ? 'Proposing needs the permission actions.propose, which your roles do not carry.'
      : null

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (read.body === undefined) {
      const first = Object.keys(read.errors)[0]
      form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus()
    } else void start(read.body)
  }

  return (
    <Dialog.Root open disablePointerDismissal onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={veil} />
        <Dialog.Viewport className={dialogPlace}>
          <Dialog.Popup finalFocus={finalFocus} className={`${dialogBox} max-w-240 border-t-4 border-t-env`}>
            <Dialog.Title className="px-5 pt-4 text-[17px] font-semibold tracking-tight">
              Propose an action
            </Dialog.Title>
            {connections !== undefined && (
              <p className="px-5 pt-1 text-s">
                <b>{nameOf(connections.current)}</b>
              </p>
            )}
            <form ref={form} onSubmit={submit} noValidate aria-label="Propose an action">
              <div className="max-h-[calc(100vh-190px)] overflow-y-auto px-5 pt-3 pb-4">
                <ProposeFields draft={draft} read={read} errors={errors} circumstances={circumstances} />
                <div className="mt-3 empty:hidden">
                  <RefusalNote sending={sending} />
                </div>
              </div>
              <DialogActions>
                <Discard draft={draft} />
                <Dialog.Close render={<Button />}>
                  {busy ? 'Close' : 'Cancel'} <Kbd keys="Escape" />
                </Dialog.Close>
                <Button
                  type="submit"
                  kind="primary"
                  asleep={busy ? 'Waiting for the server' : (offline ?? denied ?? patience)}
                >
                  {busy
                    ? 'Asking the server…'
                    : atOnce && circumstances.held === false
                      ? `${titleOf(what)} now`
                      : `Propose ${nounOf(what)}`}
                </Button>
              </DialogActions>
            </form>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Discard({ draft }: { draft: Draft }) {
  if (isEmptyDraft(draft)) return null
  return (
    <span className="mr-auto flex items-center gap-2 text-s text-faint">
      <Button kind="ghost" onClick={clearDraft}>
        Begin anew
      </Button>
      <span className="max-sm:hidden">Closing keeps what you wrote.</span>
    </span>
  )
}
