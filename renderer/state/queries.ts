import { QueryClient } from '@tanstack/react-query'
import { isOffline } from '../problem.ts'

/** Server state. Refusals are final; a server that did not answer is asked again when the live stream is back. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', retry: false, staleTime: 30_000, refetchOnWindowFocus: false },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** The server answers again: ask anew who it is and who we are, and for what failed meanwhile. Entries come by stream. */
export function refetchAfterSilence(): void {
  void queryClient.refetchQueries({
    predicate: ({ state, queryKey }) =>
      queryKey[0] === 'connections' || queryKey[0] === 'session' || isOffline(state.error),
  })
}
