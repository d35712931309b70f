import { queryOptions, useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, type ChangedWebhook, type NewWebhook, type Webhook, type WebhookDelivery } from '../api.ts'
import { createOnce, isUnanswered } from '../screens/queue/dialogs/once.ts'
import { subscribeEntries } from './live.ts'
import { queryClient } from './queries.ts'
import { notify } from './toasts.ts'

const queryKey = ['webhooks']
/** Deliveries are no entries of the ledger: while one is on its way, the server is asked how far it has got. */
const lookEveryMs = 2_000

export const webhooksQuery = queryOptions({
  queryKey: [...queryKey, 'list'],
  queryFn: ({ signal }) => api.webhooks(signal),
  refetchInterval: ({ state }) => (state.data?.items.some(({ pending }) => pending > 0) ? lookEveryMs : false),
})

/** What one webhook was told or, without one, everything that was given up. */
export const useDeliveries = (webhook: string | undefined) =>
  useInfiniteQuery({
    queryKey: [...queryKey, 'deliveries', webhook ?? 'dead'],
    queryFn: ({ pageParam, signal }) =>
      webhook === undefined ? api.deadLetters(pageParam, signal) : api.webhookDeliveries(webhook, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    enabled: () => webhook === undefined || !removed.has(webhook),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isOnItsWay)) ? lookEveryMs : false,
  })

/** Due now, or being sent: its next news is a moment away. */
const isOnItsWay = ({ status, next_try_at }: WebhookDelivery): boolean =>
  status === 'pending' && (next_try_at === null || Date.parse(next_try_at) < Date.now() + 15_000)

const refresh = () => void queryClient.invalidateQueries({ queryKey })

/** Whose webhook is gone: what it was told is not asked for again, though it may still be on the screen. */
const removed = new Set<string>()

/** What happens to webhooks or actions, wherever it is done, may have made deliveries. */
export function useWebhookNews(): void {
  useEffect(
    () =>
      subscribeEntries((entries) => {
        for (const { action, subject } of entries)
          if (action === 'webhook.endpoint.removed') removed.add(subject.replace(/^webhook:/, ''))
        if (entries.some(({ action }) => /^(webhook|action|alert)\./.test(action))) refresh()
      }),
    [],
  )
}

/** Whoever tries the same again after an answer was lost gets that answer, secret and all, and not a second webhook. */
export function useCreateWebhook() {
  const ask = useOnce()
  return useMutation({
    mutationFn: (body: NewWebhook) => ask(body, (key) => api.createWebhook(body, key)),
    onSuccess: refresh,
  })
}

export const useChangeWebhook = ({ id }: Pick<Webhook, 'id'>) =>
  useMutation({ mutationFn: (body: ChangedWebhook) => api.changeWebhook(id, body), onSuccess: refresh })

export function useRotateSecret({ id }: Webhook) {
  const ask = useOnce()
  return useMutation({ mutationFn: () => ask(id, (key) => api.rotateWebhookSecret(id, key)), onSuccess: refresh })
}

function useOnce() {
  const [once] = useState(() => createOnce())
  return async <T>(body: unknown, send: (key: string) => Promise<T>): Promise<T> => {
    try {
      const answer = await send(once.keyFor(body))
      once.answered()
      return answer
    } catch (error) {
      if (!isUnanswered(error)) once.answered()
      throw error
    }
  }
}

export const useRemoveWebhook = ({ id }: Webhook) =>
  useMutation({
    mutationFn: () => api.removeWebhook(id),
    onSuccess() {
      removed.add(id)
      refresh()
    },
  })

export const useTestWebhook = ({ id }: Webhook) =>
  useMutation({
    mutationFn: () => api.testWebhook(id),
    onSuccess: refresh,
    onError: (error) => notify.failed('The ping was not sent', error),
  })

export const useRedeliver = () =>
  useMutation({
    mutationFn: (id: string) => api.redeliver(id),
    onSuccess(delivery) {
      refresh()
      notify.done('It is sent again', `${delivery.type} · ${delivery.id}`)
    },
    onError: (error) => notify.failed('It was not sent again', error),
  })
