import type { z } from 'zod'
import type * as assistant from '../shared/contract/assistant.ts'
import type * as chat from '../shared/contract/chat.ts'
import type * as tiles from '../shared/contract/tiles.ts'
import type { ProviderId } from '../shared/domain/assistant.ts'
import { type Body, call, newKey, type Query, stream } from './transport.ts'

export type ChatSession = z.output<typeof chat.ChatSession>
export type ChatMessage = z.output<typeof chat.ChatMessage>
export type NewMessage = Body<typeof chat.appendMessage>
export type SessionQuery = Query<typeof chat.listSessions>
export type Tile = z.output<typeof tiles.Tile>
export type Provider = z.output<typeof assistant.ProviderView>
export type Providers = Awaited<ReturnType<typeof assistantApi.providers>>
export type Question = Body<typeof assistant.postChat>

type Events = typeof assistant.ChatEvents
/** One event of a reply's stream; `n` is the place to go on from. */
export type ReplyEvent =
  | { n: number; kind: 'tile'; tile: Tile }
  | { [K in Exclude<keyof Events, 'tile'>]: { n: number; kind: K } & z.output<Events[K]> }[Exclude<
      keyof Events,
      'tile'
    >]

const kinds: ReadonlySet<string> = new Set<keyof Events>(['start', 'text', 'tile', 'notice', 'error', 'done'])
const isKind = (name: string): name is keyof Events => kinds.has(name)

export type ReplyListener = { onOpen: () => void; onComment: () => void; onEvent: (event: ReplyEvent) => void }

// A tile has a kind of its own, under the same name: it is kept beside the event's.
const listening = ({ onEvent, ...listener }: ReplyListener) => ({
  ...listener,
  onEvent(name: string, data: string, id: string | undefined) {
    if (!isKind(name)) return
    const said = JSON.parse(data) as object
    onEvent(eventOf(name, Number(id), said))
  },
})

function eventOf(name: keyof Events, n: number, said: object): ReplyEvent {
  if (name === 'tile') return { n, kind: 'tile', tile: said as Tile }
  return { ...said, n, kind: name } as ReplyEvent
}

const sessions = '/api/v1/chat/sessions'
const base = '/api/v1/assistant'

/** One's own chats, the replies that are being written, and the providers that write them. */
export const assistantApi = {
  sessions: (query: SessionQuery = {}, signal?: AbortSignal) =>
    call<typeof chat.listSessions>('get', sessions, { query, signal }),
  createSession: (title: string | null, key: string) =>
    call<typeof chat.createSession>('post', sessions, { body: { title }, key }),
  session: (id: string, query: Query<typeof chat.getSession> = {}, signal?: AbortSignal) =>
    call<typeof chat.getSession>('get', `${sessions}/{id}`, { params: { id }, query, signal }),
  patchSession: (id: string, body: Body<typeof chat.patchSession>) =>
    call<typeof chat.patchSession>('patch', `${sessions}/{id}`, { params: { id }, body }),
  deleteSession: (id: string) => call<typeof chat.deleteSession>('delete', `${sessions}/{id}`, { params: { id } }),
  append: (id: string, body: NewMessage, key: string) =>
    call<typeof chat.appendMessage>('post', `${sessions}/{id}/messages`, { params: { id }, body, key }),

  /** Asks, and tells the reply as it comes. The same key asks the same thing once. */
  chat: (body: Question, key: string, listener: ReplyListener, signal: AbortSignal) =>
    stream('post', `${base}/chat`, { body, key, signal }, listening(listener)),
  /** Goes on with a reply after the event that was heard last. */
  followRun: (run: string, after: number, listener: ReplyListener, signal: AbortSignal) =>
    stream(
      'get',
      `${base}/runs/${encodeURIComponent(run)}/events`,
      { signal, ...(after > 0 ? { lastEventId: String(after) } : {}) },
      listening(listener),
    ),
  cancelRun: (run_id: string) =>
    call<typeof assistant.cancelRun>('post', `${base}/runs/{run_id}/cancel`, { params: { run_id }, key: newKey() }),
  tiles: (body: Body<typeof assistant.postTiles>, key: string) =>
    call<typeof assistant.postTiles>('post', `${base}/tiles`, { body, key }),

  providers: (signal?: AbortSignal) => call<typeof assistant.listProviders>('get', `${base}/providers`, { signal }),
  putProvider: (provider: ProviderId, body: Body<typeof assistant.putProvider>) =>
    call<typeof assistant.putProvider>('put', `${base}/providers/{provider}`, { params: { provider }, body }),
  removeProvider: (provider: ProviderId) =>
    call<typeof assistant.removeProvider>('delete', `${base}/providers/{provider}`, { params: { provider } }),
  testProvider: (provider: ProviderId) =>
    call<typeof assistant.testProvider>('post', `${base}/providers/{provider}/test`, {
      params: { provider },
      key: newKey(),
    }),
  models: (provider: ProviderId, signal?: AbortSignal) =>
    call<typeof assistant.listModels>('get', `${base}/providers/{provider}/models`, { params: { provider }, signal }),

  gateway: (signal?: AbortSignal) => call<typeof assistant.getGateway>('get', '/api/v1/gateway/credential', { signal }),
  putGateway: (body: Body<typeof assistant.putGateway>) =>
    call<typeof assistant.putGateway>('put', '/api/v1/gateway/credential', { body }),
  removeGateway: () => call<typeof assistant.removeGateway>('delete', '/api/v1/gateway/credential'),
}
