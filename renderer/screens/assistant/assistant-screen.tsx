import { useCallback, useRef } from 'react'
import { Button } from '../../components/button.tsx'
import { Tag } from '../../components/mark.tsx'
import { NotFound } from '../../components/states.tsx'
import { ApiProblem } from '../../problem.ts'
import { useAddress } from '../../state/address.ts'
import { useChat, useChatNews, useChats, useProviders } from '../../state/assistant.ts'
import { shownConnection, writeDraft } from '../../state/drafts.ts'
import { newChat, openChat, readAddress } from './address.ts'
import { Composer } from './composer/composer.tsx'
import { useModel } from './composer/model-choice.tsx'
import { useSend } from './composer/use-send.ts'
import { HistoryImport } from './history/history-import.tsx'
import { draftPlace } from './run/asked.ts'
import { isGoingOn, useRuns } from './run/runs.ts'
import { Sidebar } from './sidebar/sidebar.tsx'
import { titleOf } from './sidebar/titles.ts'
import { useChatDeeds } from './sidebar/use-chat-deeds.ts'
import { EmptyChat } from './thread/empty-chat.tsx'
import { Thread } from './thread/thread.tsx'
import { useAssistantKeys } from './use-assistant-keys.ts'
import { useChatAsleep } from './use-chat-asleep.ts'

/** Questions about the fleet, answered from its rows by a model of one's own. */
export function AssistantScreen() {
  const [address, change] = useAddress(readAddress)
  const { session, q, archived = false } = address
  useChatNews()
  const { denied, asleep: closed } = useChatAsleep()
  const chats = useChats({ archived, q })
  const rows = chats.data?.pages.flatMap(({ items }) => items) ?? []
  const { data: providers } = useProviders()
  const chat = useChat(session)
  const run = useRuns(({ runs }) => (session === undefined ? undefined : runs[session]))
  const list = useRef<HTMLElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const end = useRef<(() => void) | null>(null)

  const leave = useCallback(() => void change(newChat), [change])
  const begin = () => {
    if (session !== undefined) leave()
    field.current?.focus()
  }
  const deeds = useChatDeeds(session, leave)
  const sending = useSend(session, (id) => void change(openChat(id)))
  const { model } = useModel()
  const detail = chat.data?.pages[0]
  const isMissing = chat.error instanceof ApiProblem && chat.error.status === 404
  const isReading = session !== undefined && detail === undefined
  const asleep = closed ?? (isReading ? 'Asleep until the chat is read' : null)
  const askAsleep = asleep ?? (isGoingOn(run) ? 'Asleep until the reply is written' : null)
  useAssistantKeys({
    list,
    search,
    field,
    open: detail,
    rows,
    asleep: closed,
    onNew: begin,
    onDeed: deeds.onDeed,
    onEnd: () => end.current?.(),
  })

  const ask = (question: string) => {
    void sending.send(question, model)
    end.current?.()
  }
  const edit = (question: string) => {
    writeDraft(shownConnection(), draftPlace(session ?? 'new'), question)
    field.current?.focus()
  }

  if (denied !== null)
    return (
      <NotFound title="The assistant sleeps for you">
        {denied} Ask somebody who answers for the roles here. Everything else of the console works without it.
      </NotFound>
    )
  return (
    <div className="flex h-full min-h-0">
      <Sidebar
        address={address}
        chats={chats}
        rows={rows}
        deeds={deeds}
        list={list}
        search={search}
        asleep={closed}
        onSearch={(words) => void change({ q: words === '' ? undefined : words }, { replace: true })}
        onArchived={(value) => void change({ archived: value ? true : undefined })}
        onNew={begin}
      />
      <div className="flex h-full min-w-0 flex-1 flex-col">
        <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
          <h1 className="min-w-0 truncate text-l font-semibold">
            {detail === undefined || isMissing ? 'Assistant' : titleOf(detail)}
          </h1>
          {detail?.archived && !isMissing && <Tag>archived</Tag>}
        </header>
        <HistoryImport asleep={closed} onImported={(id) => void change(openChat(id))} />
        {isMissing ? (
          <div className="min-h-0 flex-1">
            <NotFound
              wholePage={false}
              title="There is no such chat among yours"
              actions={
                <Button kind="primary" onClick={begin}>
                  Begin a new chat
                </Button>
              }
            >
              Chats are seen by whoever began them alone, and a link opens them for nobody else. This one may also have
              been deleted, or be of another connection.
            </NotFound>
          </div>
        ) : session === undefined ? (
          <EmptyChat asleep={asleep} onAsk={ask} />
        ) : detail !== undefined && detail.messages.length === 0 && run === undefined ? (
          <EmptyChat asleep={asleep} onAsk={ask} />
        ) : (
          <Thread
            key={session}
            id={session}
            chat={chat}
            providers={providers}
            asleep={askAsleep}
            sleeping={closed}
            end={end}
            onAsk={ask}
            onEdit={edit}
          />
        )}
        {!isMissing && (
          <Composer
            session={session}
            providers={providers}
            sending={sending}
            field={field}
            asleep={asleep}
            onSent={() => end.current?.()}
          />
        )}
      </div>
    </div>
  )
}
