import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../api.ts'
import { useAsleep } from './asleep.ts'
import { useSession } from './connection.ts'
import { subscribeEntries } from './live.ts'
import { queryClient } from './queries.ts'

export const hold = queryOptions({ queryKey: ['workspace', 'hold'], queryFn: ({ signal }) => api.hold(signal) })

/** Does anything run by itself? Undefined until the server has said so. */
export const useHold = () => useQuery(hold).data

/** While it holds, what is proposed meanwhile waits behind it: how many do is part of what is shown. */
export function useHoldNews(): void {
  useEffect(
    () =>
      subscribeEntries((entries) => {
        const held = queryClient.getQueryData(hold.queryKey)?.held ?? false
        const concerns = entries.some(
          ({ action }) => action.startsWith('workspace.hold.') || (held && action.startsWith('action.proposal.')),
        )
        if (concerns) void queryClient.invalidateQueries({ queryKey: hold.queryKey })
      }),
    [],
  )
}

export const useSetHold = () =>
  useMutation({
    mutationFn: api.putHold,
    onSuccess: (answer) => queryClient.setQueryData(hold.queryKey, answer),
  })

/** Why this person cannot throw the switch now, or null. Who may is the server's answer. */
export function useHoldAsleep(): string | null {
  const unreachable = useAsleep('Hold')
  const { data: session } = useSession()
  if (unreachable !== null) return unreachable
  if (session === undefined) return 'Not known yet whether you may hold the workspace'
  if (session.permissions['workspace.hold']) return null
  return 'Holding needs the permission workspace.hold, which your roles do not carry. A commander has it.'
}
