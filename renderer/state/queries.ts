import { QueryClient } from '@tanstack/react-query'
import type { Connections } from '../api.ts'
import { isIssuerAway, isOffline, isSignedOut } from '../problem.ts'

/** A server to which nobody is signed in is asked nothing. */
const mayAsk = ({ queryKey }: { queryKey: readonly unknown[] }): boolean => {
  const current = queryClient.getQueryData<Connections>(['connections'])?.current
  return (
    queryKey[0] === 'connections' ||
    current?.kind !== 'server' ||
    (current.sign_in?.state ?? 'signed_in') === 'signed_in'
  )
}

/** Server state. Refusals are final; a server that did not answer is asked again when the live stream is back. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { enabled: mayAsk, networkMode: 'always', retry: false, staleTime: 30_000, refetchOnWindowFocus: false },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** The server answers again: ask anew who it is and who we are, and for what failed meanwhile. Entries come by stream. */
export function refetchAfterSilence(): void {
  void queryClient.refetchQueries({
    predicate: ({ state, queryKey }) =>
      queryKey[0] === 'connections' ||
      queryKey[0] === 'session' ||
      [isOffline, isSignedOut, isIssuerAway].some((hindered) => hindered(state.error)),
  })
}
