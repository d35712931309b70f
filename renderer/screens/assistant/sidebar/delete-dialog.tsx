import { useState } from 'react'
import { assistantApi, type ChatSession } from '../../../assistant-api.ts'
import { ConfirmTypedDialog } from '../../../components/confirm-typed-dialog.tsx'
import { useAsleep } from '../../../state/asleep.ts'
import { assistantKeys, refreshChats } from '../../../state/assistant.ts'
import { shownConnection, writeDraft } from '../../../state/drafts.ts'
import { queryClient } from '../../../state/queries.ts'
import { notify } from '../../../state/toasts.ts'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { draftPlace, keyPlace } from '../run/asked.ts'
import { forgetRun } from '../run/runs.ts'
import { titleOf } from './titles.ts'

type Props = {
  chat: ChatSession
  finalFocus: () => HTMLElement | null
  onDeleted: () => void
  onClose: () => void
}

/** A chat that is deleted is gone with every word in it. */
export function DeleteDialog({ chat, finalFocus, onDeleted, onClose }: Props) {
  const asleep = useAsleep('Delete chat')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(undefined)
  const count = chat.message_count
  async function remove() {
    setBusy(true)
    setError(undefined)
    try {
      const gone = await assistantApi.deleteSession(chat.id)
      const connection = shownConnection()
      for (const place of [draftPlace(chat.id), keyPlace(chat.id)]) writeDraft(connection, place, '')
      forgetRun(chat.id)
      onDeleted()
      onClose()
      queryClient.removeQueries({ queryKey: assistantKeys.chat(chat.id) })
      notify.done('The chat is deleted', `${messages(gone.deleted_messages)} went with it.`)
      await refreshChats()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <ConfirmTypedDialog
      title="Delete this chat?"
      target={titleOf(chat)}
      happens={
        <>
          <b>This cannot be undone.</b> {count === 0 ? 'The chat goes' : `All ${messages(count)} go with it`}, and
          nobody can bring them back. Actions that it proposed stay in the queue, and so does the record of them.
          Archive it instead to put it out of sight.
        </>
      }
      typing={{ asks: 'Type what is done', text: 'delete chat' }}
      reason={null}
      does="Delete chat"
      asleep={asleep}
      busy={busy}
      refusal={error !== undefined && <RefusalNote sending={{ kind: 'refused', error, waitUntil: null }} />}
      finalFocus={finalFocus}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  )
}

const messages = (count: number): string => (count === 1 ? '1 message' : `${count} messages`)
