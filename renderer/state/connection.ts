import { queryOptions, type UseQueryResult, useMutation, useQuery } from '@tanstack/react-query'
import { create } from 'zustand'
import {
  actAs,
  api,
  type Connection,
  type Connections,
  holdToken,
  meanFor,
  type Session,
  whenConnectionChanged,
} from '../api.ts'
import { useActing } from './acting.ts'
import { queryClient } from './queries.ts'
import { notify } from './toasts.ts'

/** Counts how often what stands behind the console was exchanged: everything shown begins anew with it. */
export const useEpoch = create<{ epoch: number }>(() => ({ epoch: 0 }))

const queryKey = ['connections']

function arm(connections: Connections): Connections {
  actAs(connections.current.kind === 'sample' ? useActing.getState().actor : null)
  meanFor(connections.known === null ? null : connections.current.id)
  return connections
}

/** What a read still on its way would bring is from before this. */
function keep(connections: Connections): void {
  void queryClient.cancelQueries({ queryKey })
  queryClient.setQueryData(queryKey, arm(connections))
}

export const connectionsQuery = queryOptions({
  queryKey,
  async queryFn({ signal }) {
    const before = queryClient.getQueryData<Connections>(queryKey)
    const connections = await api.connections(signal)
    signal.throwIfAborted()
    arm(connections)
    // Another window may have switched: what was read before belongs to another place.
    if (before !== undefined && before.current.id !== connections.current.id) {
      // First, so that nothing begins anew under the old connection.
      queryClient.setQueryData(queryKey, connections)
      forgetWorkspace()
    }
    return connections
  },
})

export const useConnections = (): UseQueryResult<Connections> => useQuery(connectionsQuery)

// What the console talks to is one choice for all windows of this machine: the others must not go on showing the old one.
const otherWindows = new BroadcastChannel('countersign.connection')
otherWindows.onmessage = async () => {
  const { epoch } = useEpoch.getState()
  await queryClient.invalidateQueries({ queryKey })
  if (useEpoch.getState().epoch === epoch) forgetWorkspace()
}

// The same, for a window that the message did not reach.
whenConnectionChanged(() => void queryClient.invalidateQueries({ queryKey }))

/** Forgets everything that was read from the workspace before; what was open closes. */
function beginAnew(connections: Connections): void {
  keep(connections)
  otherWindows.postMessage(connections.current.id)
  forgetWorkspace()
}

export function forgetWorkspace(): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== queryKey[0] })
  useEpoch.setState(({ epoch }) => ({ epoch: epoch + 1 }))
}

// The screen that asked is gone by the time it is done, so what is said about it is said here.
export const useSelectConnection = () =>
  useMutation({
    mutationFn: ({ id }: Connection) => api.selectConnection(id),
    onSuccess: beginAnew,
    onError: (error, { name }) => notify.failed(`Could not switch to ${name}`, error),
  })

export const useAddConnection = () => useMutation({ mutationFn: api.addConnection, onSuccess: beginAnew })

export const useResetSample = () =>
  useMutation({
    mutationFn: api.resetSample,
    onSuccess(connections) {
      beginAnew(connections)
      notify.done('The sample begins anew')
    },
    onError: (error) => notify.failed('The sample could not be reset', error),
  })

/** People begin to act; the queue shows it as it shows everything. */
export const usePlaySample = () =>
  useMutation({
    mutationFn: api.playSample,
    onSuccess: () => notify.done('An incident begins: watch the queue. Its last approval is yours.'),
    onError: (error) => notify.failed('The incident was not played', error),
  })

export const useRemoveConnection = () =>
  useMutation({
    mutationFn: ({ id }: Connection) => api.removeConnection(id),
    onSuccess(connections, { name }) {
      const before = queryClient.getQueryData<Connections>(queryKey)
      if (before?.current.id === connections.current.id) keep(connections)
      else beginAnew(connections)
      notify.done(`Removed ${name}`)
    },
    onError: (error, { name }) => notify.failed(`Could not remove ${name}`, error),
  })

export function useSession(): UseQueryResult<Session> {
  const actor = useActing((state) => state.actor)
  return useQuery({ queryKey: ['session', actor], queryFn: ({ signal }) => api.session(signal) })
}

const environmentWords = {
  production: 'Production',
  staging: 'Staging',
  development: 'Development',
  sample: 'Sample data',
} as const

/** How the connection is called wherever it must not be mistaken: pill, window title, dialogs. */
export function nameOf({ kind, name, environment }: Connection): string {
  return kind === 'sample' ? environmentWords.sample : `${environmentWords[environment]} · ${name}`
}

/** Holds the key only if the server accepts it. */
export async function signIn(token: string): Promise<void> {
  holdToken(token)
  try {
    beginAnew(await api.connections())
  } catch (error) {
    holdToken(null)
    throw error
  }
}
