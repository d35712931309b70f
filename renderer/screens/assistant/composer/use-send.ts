import { useState } from 'react'
import { longestMessage } from '../../../../shared/domain/assistant.ts'
import { assistantApi } from '../../../assistant-api.ts'
import { refreshChats } from '../../../state/assistant.ts'
import { readDraft, shownConnection, writeDraft } from '../../../state/drafts.ts'
import { createOnce, isUndecided } from '../../queue/dialogs/once.ts'
import { draftPlace } from '../run/asked.ts'
import { ask } from '../run/runs.ts'

type Beginning = { kind: 'idle' } | { kind: 'busy' } | { kind: 'refused'; error: unknown }

/** Sends a question; where there is no chat yet, one is begun for it. */
export function useSend(session: string | undefined, onBegun: (id: string) => void) {
  const [beginning, setBeginning] = useState<Beginning>({ kind: 'idle' })
  const [once] = useState(createOnce)

  async function send(given: string, model: string | null): Promise<void> {
    const question = given.trim()
    if (question === '' || question.length > longestMessage || beginning.kind === 'busy') return
    if (session !== undefined) return ask(session, question, model)
    setBeginning({ kind: 'busy' })
    try {
      const connection = shownConnection()
      const { id } = await assistantApi.createSession(null, once.keyFor('a new chat'))
      once.answered()
      // The words stay a draft, of the chat that there is now, until they are taken.
      if (readDraft(connection, draftPlace('new')).trim() === question) writeDraft(connection, draftPlace('new'), '')
      writeDraft(connection, draftPlace(id), question)
      setBeginning({ kind: 'idle' })
      ask(id, question, model)
      onBegun(id)
      void refreshChats()
    } catch (error) {
      if (!isUndecided(error)) once.answered()
      setBeginning({ kind: 'refused', error })
    }
  }
  return { beginning, send, clear: () => setBeginning({ kind: 'idle' }) }
}
