import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { api, type WebSession } from '../api.ts'
import { heldToken } from '../transport.ts'
import { useConnections, useSession } from './connection.ts'
import { forgetDrafts } from './drafts.ts'
import { queryClient } from './queries.ts'
import { notify } from './toasts.ts'

/** Whether this browser is signed in by a cookie of the server. A key is not signed out, but forgotten. */
export function useHasWebSession(): boolean {
  const { data: connections } = useConnections()
  const { data: session } = useSession()
  return connections?.known === null && session?.authentication_mode === 'oidc' && heldToken() === null
}

const sessionsQuery = queryOptions({
  queryKey: ['session', 'browsers'],
  queryFn: ({ signal }) => api.webSessions(signal),
  staleTime: 0,
})

export const useWebSessions = () => useQuery(sessionsQuery)

export const useEndWebSession = () =>
  useMutation({
    mutationFn: ({ id }: WebSession) => api.endWebSession(id),
    onSuccess(sessions, { user_agent }) {
      queryClient.setQueryData(sessionsQuery.queryKey, sessions)
      notify.done(`Signed out of ${user_agent}`)
    },
    onError: (error, { user_agent }) => notify.failed(`Could not sign out of ${user_agent}`, error),
  })

export const useSignOutHere = () =>
  useMutation({
    mutationFn: (everywhere: boolean) => api.signOut(everywhere),
    onSuccess() {
      const current = queryClient.getQueryData<{ current: { id: string } }>(['connections'])?.current
      if (current !== undefined) forgetDrafts(current.id)
      // A page that begins anew has nothing in its memory of what was read, for whoever comes next.
      location.reload()
    },
    onError: (error) => notify.failed('Could not sign out', error),
  })
