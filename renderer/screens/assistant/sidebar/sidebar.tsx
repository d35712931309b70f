import { Plus } from 'lucide-react'
import type { RefObject } from 'react'
import type { ChatSession } from '../../../assistant-api.ts'
import { Button } from '../../../components/button.tsx'
import { Kbd, keyInButton } from '../../../components/kbd.tsx'
import { ScrollRegion } from '../../../components/scroll-region.tsx'
import { SearchField } from '../../../components/search-field.tsx'
import { SkeletonRows } from '../../../components/states.tsx'
import { sentenceOf } from '../../../problem.ts'
import type { useChats } from '../../../state/assistant.ts'
import type { AssistantAddress } from '../address.ts'
import { ChatRow } from './chat-row.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import type { useChatDeeds } from './use-chat-deeds.ts'

type Props = {
  address: AssistantAddress
  chats: ReturnType<typeof useChats>
  rows: readonly ChatSession[]
  deeds: ReturnType<typeof useChatDeeds>
  list: RefObject<HTMLElement | null>
  search: RefObject<HTMLInputElement | null>
  asleep: string | null
  onSearch: (q: string) => void
  onArchived: (archived: boolean) => void
  onNew: () => void
}

/** One's own chats, the one that was used last first. */
export function Sidebar({ address, chats, rows, deeds, list, search, asleep, onSearch, onArchived, onNew }: Props) {
  const { session, q, archived = false } = address
  return (
    <aside aria-label="Chats" className="flex h-full w-60 shrink-0 flex-col border-r border-line bg-surface 2xl:w-72">
      <div className="flex flex-col gap-2 border-b border-line p-3">
        <Button kind="primary" className={`w-full ${keyInButton}`} onClick={onNew}>
          <Plus size={14} aria-hidden />
          New chat <Kbd keys="n" />
        </Button>
        <SearchField q={q} name="Search chats" placeholder="Search your chats" input={search} onChange={onSearch} />
        <fieldset className="flex gap-1">
          <legend className="sr-only">Which chats</legend>
          {[false, true].map((value) => (
            <button
              key={String(value)}
              type="button"
              aria-pressed={archived === value}
              onClick={() => onArchived(value)}
              className="flex-1 cursor-pointer rounded-s border border-transparent px-2 py-0.5 text-s text-muted hover:bg-hover hover:text-ink aria-pressed:border-line-strong aria-pressed:bg-bg aria-pressed:font-semibold aria-pressed:text-ink"
            >
              {value ? 'Archived' : 'Current'}
            </button>
          ))}
        </fieldset>
      </div>
      <ScrollRegion
        ref={list}
        label="Your chats"
        className="min-h-0 flex-1 py-1"
        onScroll={() => {
          const element = list.current
          if (element === null || !chats.hasNextPage || chats.isFetchingNextPage || chats.isFetchNextPageError) return
          if (element.scrollHeight - element.scrollTop - element.clientHeight < 300) void chats.fetchNextPage()
        }}
      >
        <ListState address={address} chats={chats} rows={rows} onSearch={onSearch} />
        <ul>
          {rows.map((chat) => (
            <ChatRow
              key={chat.id}
              chat={chat}
              isOpen={chat.id === session}
              href={hrefOf(address, chat.id)}
              renaming={deeds.renaming === chat.id}
              asleep={asleep}
              onDeed={deeds.onDeed}
              onRenamed={deeds.onRenamed}
            />
          ))}
        </ul>
        {chats.hasNextPage && (
          <div className="px-3 py-2 text-s text-muted">
            {chats.isFetchNextPageError && <p className="mb-1">{sentenceOf(chats.error)}</p>}
            <Button kind="ghost" onClick={() => void chats.fetchNextPage()}>
              {chats.isFetchingNextPage ? 'More are being read…' : 'Show more chats'}
            </Button>
          </div>
        )}
      </ScrollRegion>
      {deeds.deleting !== null && (
        <DeleteDialog
          chat={deeds.deleting}
          finalFocus={() => search.current}
          onDeleted={deeds.onDeleted}
          onClose={deeds.stopDeleting}
        />
      )}
    </aside>
  )
}

function ListState({
  address: { q, archived },
  chats,
  rows,
  onSearch,
}: Pick<Props, 'address' | 'chats' | 'rows' | 'onSearch'>) {
  if (chats.data === undefined && chats.error === null) return <SkeletonRows rows={6} what="your chats" />
  if (chats.error !== null && !chats.isFetchNextPageError)
    return (
      <div role="alert" className="flex flex-col items-start gap-2 px-3 py-2 text-s">
        <p>
          {rows.length === 0 ? 'Your chats could not be loaded.' : 'Your chats could not be read again.'}{' '}
          {sentenceOf(chats.error)}
        </p>
        <Button onClick={() => void chats.refetch()}>Try again</Button>
      </div>
    )
  if (rows.length > 0) return null
  if (q !== undefined)
    return (
      <div role="status" className="flex flex-col items-start gap-2 px-3 py-2 text-s text-muted">
        <p>
          No {archived ? 'archived ' : ''}chat of yours has “{q}” in its name.
        </p>
        <Button onClick={() => onSearch('')}>Clear the search</Button>
      </div>
    )
  return (
    <p role="status" className="px-3 py-2 text-s text-muted">
      {archived ? 'Nothing is archived.' : 'You have no chats yet. Your first question begins one.'}
    </p>
  )
}

/** The same list, with this chat open. */
function hrefOf({ q, archived }: AssistantAddress, session: string): string {
  const search = new URLSearchParams({ session })
  if (q !== undefined) search.set('q', q)
  if (archived) search.set('archived', 'true')
  return `#/assistant?${search}`
}
