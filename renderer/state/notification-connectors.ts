import { queryOptions, useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { drillsApi, type NewConnector } from '../drills-api.ts'
import { subscribeEntries } from './live.ts'
import { queryClient } from './queries.ts'

const queryKey = ['notification-connectors']

/** Ways in which drill notifications leave the house, without their secrets. */
export const connectorsQuery = queryOptions({
  queryKey,
  queryFn: async ({ signal }) => (await drillsApi.connectors(signal)).items,
})

const refresh = () => void queryClient.invalidateQueries({ queryKey })

/** Another window may change them. */
export function useConnectorNews(): void {
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ action }) => action.startsWith('notification.connector.'))) refresh()
      }),
    [],
  )
}

export const usePutConnector = () =>
  useMutation({
    mutationFn: ({ name, ...body }: NewConnector & { name: string }) => drillsApi.putConnector(name, body),
    onSettled: refresh,
  })

export const useRemoveConnector = () =>
  useMutation({ mutationFn: (name: string) => drillsApi.removeConnector(name), onSettled: refresh })

export const useTestConnector = () => useMutation({ mutationFn: (name: string) => drillsApi.testConnector(name) })
