import { ArrowUp, Square } from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import { longestMessage } from '../../../../shared/domain/assistant.ts'
import type { Providers } from '../../../assistant-api.ts'
import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { Kbd, keyInButton } from '../../../components/kbd.tsx'
import { useDraft } from '../../../state/drafts.ts'
import { draftPlace } from '../run/asked.ts'
import { cancel, isGoingOn, useRuns } from '../run/runs.ts'
import { KeyMissing } from '../thread/key-missing.tsx'
import { hasSpeaker, isScripted, providerInUse } from './in-use.ts'
import { ModelChoice, useModel } from './model-choice.tsx'
import { Refused } from './refused.tsx'
import type { useSend } from './use-send.ts'

type Props = {
  session: string | undefined
  providers: Providers | undefined
  sending: ReturnType<typeof useSend>
  field: RefObject<HTMLTextAreaElement | null>
  /** Why nothing can be asked now. */
  asleep: string | null
  onSent: () => void
}

/** From here on the length is worth watching. */
const nearTheEnd = longestMessage * 0.8

/** Where one asks. What is written stays until the server has it. */
export function Composer({ session, providers, sending, field, asleep: closed, onSent }: Props) {
  const { text, write } = useDraft(draftPlace(session ?? 'new'))
  const run = useRuns(({ runs }) => (session === undefined ? undefined : runs[session]))
  const { model } = useModel()
  const goesOn = isGoingOn(run)
  // Until the server has taken the question, its words are in the field and may not become others.
  const isOnItsWay =
    sending.beginning.kind === 'busy' || (goesOn && run !== undefined && run.question !== null && run.reply.n === 0)
  const length = text.trim().length
  const asleep =
    closed ??
    (isOnItsWay ? 'Waiting for the server' : null) ??
    (goesOn ? 'Asleep until the reply is written' : null) ??
    (length === 0 ? 'Asleep until there is something to ask' : null) ??
    (length > longestMessage ? `Asleep until it is ${count(length - longestMessage)} characters shorter` : null)
  const refused =
    sending.beginning.kind === 'refused'
      ? sending.beginning.error
      : run?.state.kind === 'refused' || run?.state.kind === 'unanswered'
        ? run.state.error
        : undefined
  const provider = providers === undefined ? undefined : providerInUse(providers)
  const keyMissing = providers !== undefined && !hasSpeaker(providers)

  const send = () => {
    if (asleep !== null) return
    void sending.send(text, model)
    onSent()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      send()
    }
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      if (goesOn && session !== undefined) void cancel(session)
      else event.currentTarget.blur()
    }
  }
  return (
    <div className="shrink-0 border-t border-line bg-surface">
      <div className="mx-auto flex max-w-230 flex-col gap-2 px-4 py-3">
        {refused !== undefined ? <Refused error={refused} /> : keyMissing && <KeyMissing />}
        <div className="rounded-m border border-line-strong bg-bg focus-within:border-focus">
          <textarea
            ref={field}
            aria-label="Ask about the fleet"
            aria-describedby="composer-help"
            placeholder="Ask about the fleet: spend, errors, the last trace, an alert…"
            rows={2}
            value={text}
            readOnly={isOnItsWay}
            aria-invalid={length > longestMessage}
            onChange={(event) => write(event.target.value)}
            onKeyDown={onKeyDown}
            className="block max-h-[40vh] min-h-13 w-full resize-none rounded-m bg-transparent px-3 py-2 text-m text-ink [field-sizing:content] placeholder:text-faint read-only:text-muted focus-visible:outline-none"
          />
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-2 pb-2">
            {provider !== undefined ? (
              <ModelChoice provider={provider} />
            ) : (
              providers !== undefined &&
              isScripted(providers) && (
                <span className="px-1 text-s text-muted">Scripted sample replies: no model is asked</span>
              )
            )}
            <span id="composer-help" className="text-s text-faint max-lg:hidden">
              Enter sends, Shift Enter begins a line
            </span>
            <span className="flex-1" />
            {length > nearTheEnd && (
              <span className={`text-s ${length > longestMessage ? 'text-bad' : 'text-muted'}`}>
                {count(length)} of {count(longestMessage)} characters
              </span>
            )}
            {goesOn && session !== undefined ? (
              <Button
                asleep={
                  run?.cancelling
                    ? 'It is being broken off'
                    : run?.reply.run_id === null
                      ? 'Waiting for the server'
                      : null
                }
                onClick={() => void cancel(session)}
              >
                <Square size={11} aria-hidden className="fill-current" />
                Stop <Kbd keys="Escape" />
              </Button>
            ) : (
              <Button kind="primary" asleep={asleep} className={keyInButton} onClick={send}>
                <ArrowUp size={13} aria-hidden />
                {isOnItsWay ? 'Asking the server…' : 'Ask'} <Kbd keys="Enter" />
              </Button>
            )}
          </div>
        </div>
      </div>
    </div>
  )
}
