import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { assistantApi, type Provider } from '../assistant-api.ts'
import { subscribeEntries } from './live.ts'
import { queryClient } from './queries.ts'

const chatsAtOnce = 40
const messagesAtOnce = 40

export type ChatFilter = { archived: boolean; q?: string | undefined }

export const assistantKeys = {
  all: ['assistant'],
  lists: ['assistant', 'chats'],
  list: (filter: ChatFilter) => ['assistant', 'chats', filter],
  chat: (id: string) => ['assistant', 'chat', id],
  providers: ['assistant', 'providers'],
  models: ['assistant', 'models'],
} as const

/** One's own chats, the one that was used last first, a page after the other. */
export const useChats = ({ archived, q }: ChatFilter) =>
  useInfiniteQuery({
    queryKey: assistantKeys.list({ archived, q }),
    queryFn: ({ pageParam, signal }) =>
      assistantApi.sessions(
        {
          archived: archived ? 'true' : 'false',
          limit: chatsAtOnce,
          ...(q === undefined ? {} : { q }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: (before, query) =>
      (query?.queryKey[2] as ChatFilter | undefined)?.archived === archived ? before : undefined,
  })

/** A chat with its last messages, and those before them a page after the other. */
export const chatQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: assistantKeys.chat(id),
    queryFn: ({ pageParam, signal }) =>
      assistantApi.session(id, { limit: messagesAtOnce, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    // What other windows do with a chat is told by no event: it is read anew whenever it is opened.
    staleTime: 0,
  })

/** Nothing is asked where no chat is open. */
export const useChat = (id: string | undefined) =>
  useInfiniteQuery({ ...chatQuery(id ?? ''), ...(id === undefined ? { enabled: false } : {}) })

/** Settings and the composer read the same: whether a question can be answered, and by which model. */
const providersQuery = queryOptions({
  queryKey: assistantKeys.providers,
  queryFn: ({ signal }) => assistantApi.providers(signal),
})
export const useProviders = () => useQuery(providersQuery)

/** Asked for only when somebody wants to choose: it is the provider that answers. */
export const modelsQuery = ({ id, updated_at, central }: Provider) =>
  queryOptions({
    // Of the key that there is now: whoever exchanges or removes it has not asked for the list of another.
    queryKey: [...assistantKeys.models, id, updated_at, central],
    queryFn: ({ signal }) => assistantApi.models(id, signal),
    staleTime: 10 * 60_000,
  })

export const refreshChats = (): Promise<void> => queryClient.invalidateQueries({ queryKey: assistantKeys.lists })
/** A read that is on its way already, the first one above all, may have been answered before what is to be seen. */
export async function refreshChat(id: string): Promise<void> {
  const queryKey = assistantKeys.chat(id)
  await queryClient.cancelQueries({ queryKey })
  await queryClient.invalidateQueries({ queryKey })
}
export const refreshProviders = async (): Promise<void> => {
  await queryClient.invalidateQueries({ queryKey: assistantKeys.providers })
  await queryClient.invalidateQueries({ queryKey: assistantKeys.models, refetchType: 'none' })
}

const isAboutChats = ({ action }: { action: string }): boolean => action.startsWith('chat.')
const isAboutProviders = ({ action }: { action: string }): boolean => /^(assistant|provider|gateway)\./.test(action)

/** Chats are begun, named and deleted in other windows too: the ledger says so, without any words of theirs. */
export function useChatNews(): void {
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(isAboutChats)) void refreshChats()
        if (entries.some(isAboutProviders)) void refreshProviders()
      }),
    [],
  )
}
