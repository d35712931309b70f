import { ArrowDown } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { ChatMessage, Providers } from '../../../assistant-api.ts'
import { Button } from '../../../components/button.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { ScrollRegion } from '../../../components/scroll-region.tsx'
import { ErrorState, SkeletonRows } from '../../../components/states.tsx'
import { sentenceOf } from '../../../problem.ts'
import type { useChat } from '../../../state/assistant.ts'
import { providerInUse } from '../composer/in-use.ts'
import { OutsideDialog } from '../markdown/outside-dialog.tsx'
import { takeUp, useRuns } from '../run/runs.ts'
import { MessageRow, QuestionRow, Said } from './message-row.tsx'
import { CutOff } from './reply-notes.tsx'
import { RunRow } from './run-row.tsx'
import { inOrder, isByScript, leftUnanswered, namesNothing, questionBefore, threadItems } from './thread-items.ts'
import { useScroll } from './use-scroll.ts'
import { useSpoken } from './use-spoken.ts'

type Props = {
  id: string
  chat: ReturnType<typeof useChat>
  providers: Providers | undefined
  asleep: string | null
  sleeping: string | null
  end: RefObject<(() => void) | null>
  onAsk: (question: string) => void
  onEdit: (question: string) => void
}

/** What was asked and answered in a chat, and the reply that is being written. */
export function Thread({ id, chat, providers, asleep, sleeping, end, onAsk, onEdit }: Props) {
  const { data, error, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch } = chat
  const run = useRuns(({ runs }) => runs[id])
  const heard = useRuns((state) => state.heard)
  const [outside, setOutside] = useState<string | null>(null)
  const list = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const pages = data?.pages
  const messages = useMemo(() => inOrder(pages ?? []), [pages])
  const { atEnd, onScroll, toEnd } = useScroll({ list, content, pages: pages?.length ?? 0, ready: pages !== undefined })
  const active = pages?.[0]?.active_run ?? null
  const isSample = providers?.scripted ?? false
  const provider = providers === undefined ? undefined : providerInUse(providers)
  const isRunning = run !== undefined
  useEffect(() => {
    if (active !== null && !isRunning) takeUp(id, active)
  }, [id, active, isRunning])
  useEffect(() => {
    end.current = toEnd
  }, [end, toEnd])

  const askAgain = useEffectEvent((message: ChatMessage, proposed: boolean) => {
    const question = questionBefore(messages, message.id)
    if (question === undefined) return
    if (proposed) onEdit(question.content)
    else onAsk(question.content)
  })
  const onAskAgain = useCallback((message: ChatMessage, proposed: boolean) => askAgain(message, proposed), [])
  const askNow = useEffectEvent(onAsk)
  const ask = useCallback((question: string) => askNow(question), [])
  const spoken = useSpoken(run, messages)

  const older = () => void fetchNextPage()
  const scrolled = () => {
    onScroll()
    const top = list.current?.scrollTop ?? 0
    if (top < 200 && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) older()
  }

  if (data === undefined && error === null) return <SkeletonRows rows={6} what="the chat" />
  if (data === undefined) return <ErrorState what="The chat" error={error} onRetry={() => void refetch()} />
  const items = threadItems(messages, run)
  const lonely = leftUnanswered(messages, run, active)
  return (
    <div className="relative min-h-0 flex-1">
      <ScrollRegion
        ref={list}
        label="Messages"
        onScroll={scrolled}
        className="h-full [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <div ref={content} className="mx-auto max-w-230 pt-2 pb-4">
          {hasNextPage && (
            <div className="flex flex-wrap items-center justify-center gap-3 py-2 text-s text-muted">
              {isFetchNextPageError && error !== null && <span>Older messages: {sentenceOf(error)}</span>}
              <Button kind="ghost" onClick={older}>
                {isFetchingNextPage ? 'Older messages are being read…' : 'Show older messages'}
              </Button>
            </div>
          )}
          {error !== null && !isFetchNextPageError && (
            <p
              role="alert"
              className="mx-4 mb-2 flex items-center gap-3 rounded-m border border-bad bg-bad-bg px-3 py-1.5"
            >
              <span className="flex-1">The chat could not be read again. What is shown may have changed since.</span>
              <Button onClick={() => void refetch()}>Read it again</Button>
            </p>
          )}
          <ol>
            {items.map((item) => (
              <li key={item.kind === 'message' ? item.message.id : item.kind}>
                {item.kind === 'message' ? (
                  <MessageRow
                    message={item.message}
                    heard={heard[item.message.id]}
                    scripted={
                      heard[item.message.id]?.notices.some(({ code }) => code === 'scripted') ??
                      isByScript(item.message, isSample, provider)
                    }
                    namedNothing={namesNothing(messages, item.message.id) && run === undefined}
                    asleep={asleep}
                    sleeping={sleeping}
                    onOutside={setOutside}
                    onAsk={ask}
                    onAskAgain={onAskAgain}
                  />
                ) : item.kind === 'question' ? (
                  <QuestionRow text={item.text} at={item.at} />
                ) : (
                  <RunRow
                    run={item.run}
                    asleep={asleep}
                    sleeping={sleeping}
                    onOutside={setOutside}
                    onAsk={ask}
                    onAskAgain={(proposed) => {
                      const question = item.run.question ?? messages.findLast(({ role }) => role === 'user')?.content
                      if (question !== undefined) (proposed ? onEdit : onAsk)(question)
                    }}
                  />
                )}
              </li>
            ))}
            {lonely !== undefined && (
              <li>
                <Said by="assistant" at={lonely.created_at}>
                  <p className="text-muted">No reply was kept for this question.</p>
                  <CutOff proposed={false} asleep={asleep} onAskAgain={() => onAsk(lonely.content)} />
                </Said>
              </li>
            )}
          </ol>
        </div>
      </ScrollRegion>
      {!atEnd && (
        <div className="pointer-events-none absolute inset-x-0 bottom-2 flex justify-center">
          <Button className="pointer-events-auto shadow-pop" onClick={toEnd}>
            <ArrowDown size={13} aria-hidden />
            To the newest <Kbd keys="G" />
          </Button>
        </div>
      )}
      <div aria-live="polite" className="sr-only">
        {spoken}
      </div>
      {outside !== null && <OutsideDialog address={outside} onClose={() => setOutside(null)} />}
    </div>
  )
}
