import { hashKey, type QueryKey, queryOptions, type UseQueryResult, useMutation, useQuery } from '@tanstack/react-query'
import { create } from 'zustand'
import { api, type ChangedConnection, type Connection, type Connections, type Session } from '../api.ts'
import {
  actAs,
  askingWhoActs,
  forgetActor,
  holdToken,
  meanFor,
  whenActorChanged,
  whenConnectionChanged,
} from '../transport.ts'
import { useActing } from './acting.ts'
import { forgetDrafts, ownDrafts } from './drafts.ts'
import { environmentWords } from './environments.ts'
import { forgetLive, retryNow } from './live.ts'
import { queryClient, refetchAfterSilence } from './queries.ts'
import { clearRefused, type SignedOut, signedOutOf, useRefused } from './signed-out.ts'
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
    } else if (before !== undefined && isBack(before, connections)) {
      queryClient.setQueryData(queryKey, connections)
      void resume()
    }
    return connections
  },
})

export const useConnections = (): UseQueryResult<Connections> => useQuery(connectionsQuery)

/** Known again: a renewal came through after all, or somebody signed in from elsewhere. */
function isBack(before: Connections, now: Connections): boolean {
  if (signedOutOf(now, null) !== null) return false
  const isRefused = useRefused.getState().refused?.connection === now.current.id
  return signedOutOf(before, null) !== null || (isRefused && !sameJson(before.current.sign_in, now.current.sign_in))
}
const sameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const watchMs = 3000

/** While nobody is known: main hears of it when somebody is again, and does not tell. */
export function watchForSignIn(): () => void {
  const timer = setInterval(() => void lookForSignIn(), watchMs)
  return () => clearInterval(timer)
}

async function lookForSignIn(): Promise<void> {
  const read = await queryClient.fetchQuery({ ...connectionsQuery, staleTime: 0 }).catch(() => null)
  const { refused } = useRefused.getState()
  if (read === null || refused?.connection !== read.current.id || !refused.waits) return
  if (read.current.sign_in?.state !== 'signed_in') return
  // It is the server that cannot ask the issuer: main has nothing against this sign-in.
  const session = { ...sessionQuery(useActing.getState().actor), staleTime: 0 }
  const answered = await queryClient.fetchQuery(session).catch(() => null)
  if (answered === null) return
  refetchAfterSilence()
  retryNow()
}

/** Why nothing of the connection in use can be read or done, or null. */
export function useSignedOut(): SignedOut | null {
  const { data } = useConnections()
  const refused = useRefused((state) => state.refused)
  return data === undefined ? null : signedOutOf(data, refused)
}

// What the console talks to is one choice for all windows of this machine: the others must not go on showing the old one.
const otherWindows = new BroadcastChannel('countersign.connection')
otherWindows.onmessage = async ({ data: about }: { data: unknown }) => {
  const { epoch } = useEpoch.getState()
  await queryClient.invalidateQueries({ queryKey })
  const isShown = queryClient.getQueryData<Connections>(queryKey)?.current.id === about
  if (isShown && useEpoch.getState().epoch === epoch) forgetWorkspace()
}

// The same, for a window that the message did not reach.
whenConnectionChanged(() => void queryClient.invalidateQueries({ queryKey }))

whenActorChanged((problem) => {
  void queryClient.invalidateQueries({ queryKey })
  forgetWorkspace()
  notify.failed(problem.title, problem)
})

/** Forgets everything that was read from the workspace before; what was open closes. */
function beginAnew(connections: Connections): void {
  keep(connections)
  otherWindows.postMessage(connections.current.id)
  forgetWorkspace()
}

/** Says where one is now; at a first start it has just been chosen, with nothing to be mistaken for. */
function arrive(connections: Connections): void {
  const hadChosen = queryClient.getQueryData<Connections>(queryKey)?.chosen
  beginAnew(connections)
  if (hadChosen) notify.arrived(connections.current)
}

export function forgetWorkspace(): void {
  forgetActor()
  forgetAllBut()
}

/** `session`: the one query that has been answered for who acts from now on. */
function forgetAllBut(session?: QueryKey): void {
  clearRefused()
  forgetLive()
  const kept = session === undefined ? undefined : hashKey(session)
  queryClient.removeQueries({
    predicate: (query) => query.queryKey[0] !== queryKey[0] && query.queryHash !== kept,
  })
  useEpoch.setState(({ epoch }) => ({ epoch: epoch + 1 }))
}

// The screen that asked is gone by the time it is done, so what is said about it is said here.
export const useSelectConnection = () =>
  useMutation({
    mutationFn: ({ id }: Connection) => api.selectConnection(id),
    onSuccess: arrive,
    onError: (error, { name }) => notify.failed(`Could not switch to ${name}`, error),
  })

export const useAddConnection = () => useMutation({ mutationFn: api.addConnection, onSuccess: arrive })

export const useResetSample = () =>
  useMutation({
    mutationFn: api.resetSample,
    onSuccess(connections) {
      forgetDrafts(connections.current.id)
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

/** Takes what is known of connections over; where the one in use is another now, everything begins anew. */
function learn(connections: Connections): void {
  const before = queryClient.getQueryData<Connections>(queryKey)
  if (before?.current.id === connections.current.id) keep(connections)
  else beginAnew(connections)
}

export const useRemoveConnection = () =>
  useMutation({
    mutationFn: ({ id }: Connection) => api.removeConnection(id),
    onSuccess(connections, { id, name }) {
      forgetDrafts(id)
      learn(connections)
      notify.done(`Removed ${name}`, connections.note)
    },
    onError: (error, { name }) => notify.failed(`Could not remove ${name}`, error),
  })

export const useChangeConnection = () =>
  useMutation({
    mutationFn: (body: ChangedConnection) => api.changeConnection(body),
    onSuccess(connections, { id, name }) {
      learn(connections)
      otherWindows.postMessage(id)
      notify.done(`It is called ${name} now`)
    },
  })

/** The server accepted it. Whoever it belongs to may be somebody else than before. */
export const useReplaceToken = () =>
  useMutation({
    mutationFn: ({ id, token }: { id: string; token: string }) => api.replaceToken(id, token),
    async onSuccess(connections, { id }) {
      learn(connections)
      await goOn(id)
    },
  })

export const useSignOut = () =>
  useMutation({
    mutationFn: ({ id }: Connection) => api.signOutOfConnection(id),
    onSuccess(connections, { id, name }) {
      forgetDrafts(id)
      if (connections.current.id === id) beginAnew(connections)
      else learn(connections)
      notify.done(`Signed out of ${name}`)
    },
    onError: (error, { name }) => notify.failed(`Could not sign out of ${name}`, error),
  })

/** Somebody has signed in: who, main knows. */
export async function learnSignIn(id: string): Promise<void> {
  learn(await api.connections())
  await goOn(id)
}

/** The same person goes on at the place where they were; for another one everything is read anew. */
async function goOn(id: string): Promise<void> {
  otherWindows.postMessage(id)
  if (queryClient.getQueryData<Connections>(queryKey)?.current.id === id) await resume()
}

async function resume(): Promise<void> {
  const before = lastActor()
  clearRefused()
  const session = await queryClient
    .fetchQuery({ ...sessionQuery(useActing.getState().actor), staleTime: 0 })
    .catch(() => null)
  // What is shown may be another person's.
  if (before === undefined || session === null) return forgetWorkspace()
  // Its answer has begun everything anew.
  if (session.actor?.id !== before) return
  void queryClient.invalidateQueries({
    predicate: ({ queryKey: [about] }) => about !== queryKey[0] && about !== 'session',
  })
  retryNow()
}

const sessionKey = 'session'
const lastActor = (): string | undefined =>
  queryClient
    .getQueriesData<Session>({ queryKey: [sessionKey] })
    .map(([, session]) => session?.actor?.id)
    .find((actor) => actor !== undefined)

const sessionQuery = (actor: string) =>
  queryOptions({
    queryKey: [sessionKey, actor],
    async queryFn({ signal }) {
      const before = lastActor()
      const tell = askingWhoActs()
      const session = await api.session(signal)
      signal.throwIfAborted()
      clearRefused()
      tell(session.actor?.id ?? null)
      const current = queryClient.getQueryData<Connections>(queryKey)?.current
      // In the sample one person plays three.
      if (current === undefined || current.kind === 'sample') return session
      if (session.actor !== null) ownDrafts(current.id, session.actor.id)
      if (before !== undefined && before !== session.actor?.id) {
        const own = [sessionKey, actor]
        queryClient.setQueryData(own, session)
        forgetAllBut(own)
      }
      return session
    },
  })

export const useSession = (): UseQueryResult<Session> => useQuery(sessionQuery(useActing((state) => state.actor)))

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
