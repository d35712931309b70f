import type { KeyboardEvent } from 'react'
import { type ActionDetail, api } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { DrawerSection } from '../../../components/drawer.tsx'
import { TextAreaField } from '../../../components/field.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Time } from '../../../components/time.tsx'
import { useAsleep } from '../../../state/asleep.ts'
import { useDraft } from '../../../state/drafts.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { RefusalNote, usePatience } from '../dialogs/refusal-note.tsx'
import { useSending } from '../dialogs/use-sending.ts'
import { offerOf } from './use-action.ts'

/** To ask before deciding, and to answer. Changes no state, and is part of the record like everything else. */
export function Comments({ action }: { action: ActionDetail }) {
  const { text: body, write, sent } = useDraft(`action/${action.id}/comment`)
  const offline = useAsleep('Comment')
  const { sending, start, busy } = useSending({
    what: 'Comment',
    async send(given: { body: string }, key) {
      const answer = await api.commentAction(action.id, given, key)
      sent(given.body)
      return answer
    },
    onDone: () => undefined,
  })
  const patience = usePatience(sending)
  const empty = body.trim() === '' ? 'Asleep until there is something to say' : null
  const asleep = offline ?? offerOf(action, 'comment').reason ?? patience ?? (busy ? 'Waiting for the server' : empty)
  const send = () => asleep === null && void start({ body: body.trim() })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
    // Esc leaves the field first; what is typed stays.
    if (event.key === 'Escape' && event.currentTarget instanceof HTMLElement) {
      event.preventDefault()
      event.currentTarget.blur()
    }
  }
  return (
    <DrawerSection title="Comments">
      {action.comments.length === 0 ? (
        <p className="mb-2 text-s text-muted">Nobody has asked or answered anything.</p>
      ) : (
        <ol className="mb-2.5 flex flex-col gap-2.5">
          {action.comments.map(({ seq, at, by, body: said }) => (
            <li key={seq} className="rounded-m border border-line bg-bg px-3 py-2">
              <span className="flex flex-wrap items-center gap-x-2 text-s">
                <ActorName actor={by} /> <Time at={at} show="both" />
              </span>
              <p className="mt-0.5 break-words whitespace-pre-wrap">{said}</p>
            </li>
          ))}
        </ol>
      )}
      <TextAreaField
        name="comment"
        label="Ask or answer (becomes part of the record)"
        rows={2}
        maxLength={2000}
        value={body}
        onValueChange={write}
        onKeyDown={onKeyDown}
      />
      <div className="mt-2 flex items-center gap-2">
        <Button asleep={asleep} onClick={send}>
          {busy ? 'Asking the server…' : 'Comment'} <Kbd keys="Mod+Enter" />
        </Button>
      </div>
      <div className="mt-2 empty:hidden">
        <RefusalNote sending={sending} />
      </div>
    </DrawerSection>
  )
}
