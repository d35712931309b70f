import { useRef } from 'react'
import { TextAreaField } from '../../../components/field.tsx'
import { type Deploy, deploysApi } from '../../../deploys-api.ts'
import { refreshDeploys } from '../../../state/deploys.ts'
import { useDraft } from '../../../state/drafts.ts'
import { notify } from '../../../state/toasts.ts'
import { DecisionDialog } from '../../queue/dialogs/decision-dialog.tsx'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { EnvironmentWord, shortSha } from '../marks.tsx'
import { type Deed, whyNot } from './deeds.ts'
import { cancelWords, nounOf } from './deploy-words.ts'
import { learnDeploy } from './use-deploy.ts'

type Words = {
  title: string
  does: string
  done: string
  kind: 'primary' | 'danger' | 'plain'
  says: string
  /** How the text is asked for; null where none is sent. */
  asks: string | null
  needed: string | null
  send: (deploy: Deploy, text: string, key: string) => Promise<Deploy>
}

const withComment = (text: string) => (text === '' ? {} : { comment: text })

function wordsOf(deploy: Deploy, name: Deed): Words {
  const noun = nounOf(deploy)
  const what = `${shortSha(deploy.to_sha)} for ${deploy.target_app}`
  switch (name) {
    case 'cancel':
      return {
        title: `Break off the ${noun}`,
        does: `Break off the ${noun}`,
        done: 'It was asked to be broken off',
        kind: 'danger',
        says: cancelWords(deploy),
        asks: null,
        needed: null,
        send: ({ id }, _, key) => deploysApi.cancel(id, key),
      }
    case 'approve':
      return {
        title: `Approve ${what}`,
        does: `Approve ${what}`,
        done: 'Your approval is at the forge',
        kind: 'danger',
        says: `The run at the forge goes on, and pushes it to ${deploy.environment}. It is sent with your own token, and the record has your name there.`,
        asks: 'Comment (optional, shown at the forge and kept in the record)',
        needed: null,
        send: ({ id }, text, key) => deploysApi.approve(id, withComment(text), key),
      }
    case 'reject':
      return {
        title: `Reject ${what}`,
        does: `Reject ${what}`,
        done: 'Your rejection is at the forge',
        kind: 'plain',
        says: 'The run at the forge ends, and nothing is pushed. It is sent with your own token, and the record has your name there.',
        asks: 'Comment (optional, shown at the forge and kept in the record)',
        needed: null,
        send: ({ id }, text, key) => deploysApi.reject(id, withComment(text), key),
      }
    case 'close_review':
      return {
        title: `Close the review of the ${noun}`,
        does: 'Close the review',
        done: 'The review is closed',
        kind: 'primary',
        says: 'It went past the rules. You say, as somebody else, what you found. That it did stays in the record.',
        asks: 'What the review found (goes into the audit record)',
        needed: 'Asleep until you say what the review found',
        send: ({ id }, text, key) => deploysApi.closeReview(id, text, key),
      }
    default:
      return name satisfies never
  }
}

type Props = {
  deploy: Deploy
  name: Deed
  asleep: string | null
  finalFocus: () => HTMLElement | null
  onSent?: () => void
  onClose: () => void
}

/** What is done to a deploy, said before it is done. Only a press of its button does it. */
export function DeedDialog({ deploy, name, asleep, finalFocus, onSent, onClose }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const { text, write, sent } = useDraft(`deploy/${deploy.id}/${name}`)
  const words = wordsOf(deploy, name)
  const { sending, start, busy } = useSending({
    what: words.does,
    send: (body: string, key) => words.send(deploy, body, key),
    onDone(after, shown) {
      sent(text)
      learnDeploy(after)
      void refreshDeploys()
      onSent?.()
      if (shown) onClose()
      notify.done(words.done, nounOf(deploy))
    },
  })
  const missing = words.needed !== null && text.trim() === '' ? words.needed : null
  return (
    <DecisionDialog
      title={words.title}
      target={
        <>
          <EnvironmentWord environment={deploy.environment} /> {deploy.target_app}
        </>
      }
      does={words.does}
      kind={words.kind}
      {...(name === 'cancel' ? { leave: 'Leave it' } : {})}
      says={words.says}
      {...(words.asks === null ? {} : { field })}
      busy={busy}
      asleep={asleep ?? whyNot(deploy, name) ?? missing}
      finalFocus={finalFocus}
      onConfirm={() => void start(words.asks === null ? '' : text.trim())}
      onClose={onClose}
    >
      {words.asks !== null && (
        <TextAreaField
          ref={field}
          name="text"
          label={words.asks}
          rows={2}
          maxLength={2000}
          value={text}
          onValueChange={write}
        />
      )}
      <RefusalNote sending={sending} />
    </DecisionDialog>
  )
}
