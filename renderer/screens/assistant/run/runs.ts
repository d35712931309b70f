import { create } from 'zustand'
import { assistantApi, type ChatMessage } from '../../../assistant-api.ts'
import { chatQuery, refreshChat, refreshChats } from '../../../state/assistant.ts'
import { useEpoch } from '../../../state/connection.ts'
import { readDraft, shownConnection, writeDraft } from '../../../state/drafts.ts'
import { queryClient } from '../../../state/queries.ts'
import { notify } from '../../../state/toasts.ts'
import { waitFor } from '../../deploys/deploy/follow-log.ts'
import { draftPlace, keyFor, keyPlace } from './asked.ts'
import { followReply, type RunNews } from './follow-reply.ts'
import { hear, nothingHeard, type Reply } from './reply.ts'

type RunState =
  | { kind: 'asking' }
  | { kind: 'live' }
  | { kind: 'waiting' }
  | { kind: 'refused'; error: unknown }
  | { kind: 'unanswered'; error: unknown }
  | { kind: 'lost' }
  | { kind: 'ended' }

/** A question of this window, or a reply that was taken up, until the chat itself shows what became of it. */
export type Run = {
  /** Null where the question is in the chat already. */
  question: string | null
  model: string | null
  asked_at: string
  /** The messages that were there before it. */
  known: ReadonlySet<string>
  reply: Reply
  state: RunState
  cancelling: boolean
  stop: AbortController
}

/** What was heard of a reply and is not kept with it: the order of its parts, and what was said about it. */
export type Heard = Pick<Reply, 'parts' | 'notices' | 'error'>
type Runs = { runs: Readonly<Record<string, Run>>; heard: Readonly<Record<string, Heard>> }

export const useRuns = create<Runs>(() => ({ runs: {}, heard: {} }))

/** Runs whose last word was heard. A chat that was read just before says still that they go on. */
const over = new Set<string>()

export const isGoingOn = (run: Run | undefined): boolean =>
  run !== undefined && (run.state.kind === 'asking' || run.state.kind === 'live' || run.state.kind === 'waiting')

// Another connection, another person: nothing of what was heard is theirs.
useEpoch.subscribe(() => {
  for (const { stop } of Object.values(useRuns.getState().runs)) stop.abort()
  useRuns.setState({ runs: {}, heard: {} })
})

function put(session: string, stop: AbortController, change: (run: Run) => Run): void {
  useRuns.setState(({ runs }) => {
    const run = runs[session]
    return run === undefined || run.stop !== stop ? {} : { runs: { ...runs, [session]: change(run) } }
  })
}

export function forgetRun(session: string): void {
  useRuns.setState(({ runs }) => {
    const { [session]: gone, ...others } = runs
    gone?.stop.abort()
    return { runs: others }
  })
}

const keptMessages = (session: string): ChatMessage[] =>
  (queryClient.getQueryData(chatQuery(session).queryKey)?.pages ?? []).flatMap(({ messages }) => messages)

/** Sends a question. What was written stays a draft until the server has taken it. */
export function ask(session: string, question: string, model: string | null): void {
  if (isGoingOn(useRuns.getState().runs[session])) return
  const connection = shownConnection()
  const place = keyPlace(session)
  const { key, kept } = keyFor({ message: question, model }, readDraft(connection, place))
  writeDraft(connection, place, kept)
  const answered = () => {
    writeDraft(connection, place, '')
  }
  const taken = () => {
    answered()
    if (readDraft(connection, draftPlace(session)).trim() === question) writeDraft(connection, draftPlace(session), '')
    void refreshChat(session)
    void refreshChats()
  }
  const last = keptMessages(session).at(-1)
  begin(session, {
    run_id: null,
    // The same words once more, with nothing between them, are the same message.
    question: last?.role === 'user' && last.content === question ? null : question,
    model,
    ask: (listener, signal) =>
      assistantApi.chat({ message: question, session_id: session, model }, key, listener, signal),
    heard(news) {
      if (news.kind === 'refused') answered()
      if (news.kind === 'event' && news.event.kind === 'start') taken()
    },
  })
}

/** Goes on with a reply that another window, or this one before it was reloaded, has asked for. */
export function takeUp(session: string, run_id: string): void {
  const { runs } = useRuns.getState()
  if (isGoingOn(runs[session]) || over.has(run_id)) return
  begin(session, { run_id, question: null, model: null, ask: null, heard: () => undefined })
}

type Beginning = {
  run_id: string | null
  question: string | null
  model: string | null
  ask: Parameters<typeof followReply>[0]['ask']
  heard: (news: RunNews) => void
}

function begin(session: string, { run_id, question, model, ask, heard }: Beginning): void {
  forgetRun(session)
  const stop = new AbortController()
  const messages = keptMessages(session)
  // A reply that is being written is kept as it grows: it is shown as it is heard, and not once more as it is kept.
  const isHalf = ask === null && messages.at(-1)?.role === 'assistant'
  const run: Run = {
    question,
    model,
    asked_at: new Date().toISOString(),
    known: new Set((isHalf ? messages.slice(0, -1) : messages).map(({ id }) => id)),
    reply: { ...nothingHeard, run_id },
    state: ask === null ? { kind: 'waiting' } : { kind: 'asking' },
    cancelling: false,
    stop,
  }
  useRuns.setState(({ runs }) => ({ runs: { ...runs, [session]: run } }))
  const tell = (news: RunNews) => {
    heard(news)
    if (news.kind === 'event') put(session, stop, (now) => ({ ...now, reply: hear(now.reply, news.event) }))
    // Opened is not yet taken: the first event says so.
    else if (news.kind === 'live') put(session, stop, (now) => ({ ...now, state: { kind: 'live' } }))
    else put(session, stop, (now) => ({ ...now, state: news }))
    if (news.kind !== 'ended' && news.kind !== 'lost') return
    const { run_id: ended } = useRuns.getState().runs[session]?.reply ?? {}
    if (typeof ended === 'string') over.add(ended)
    void settle(session, stop)
  }
  void followReply({ ask, run_id, follow: assistantApi.followRun, tell, wait: waitFor, signal: stop.signal })
}

/** The chat is read again; where it has the reply, it shows it from then on. */
async function settle(session: string, stop: AbortController): Promise<void> {
  await Promise.allSettled([refreshChat(session), refreshChats()])
  const run = useRuns.getState().runs[session]
  if (run === undefined || run.stop !== stop) return
  const { reply } = run
  const messages = keptMessages(session)
  const kept =
    messages.find(({ id }) => id === reply.done?.message_id) ??
    messages.findLast(({ id, role }) => role === 'assistant' && !run.known.has(id))
  if (kept === undefined) return
  const { parts, notices, error } = reply
  if (run.state.kind === 'ended')
    useRuns.setState(({ heard }) => ({ heard: { ...heard, [kept.id]: { parts, notices, error } } }))
  forgetRun(session)
}

/** Breaks the reply off. What was said until then is kept. */
export async function cancel(session: string): Promise<void> {
  const run = useRuns.getState().runs[session]
  if (run === undefined || run.cancelling || run.reply.run_id === null) return
  put(session, run.stop, (now) => ({ ...now, cancelling: true }))
  try {
    await assistantApi.cancelRun(run.reply.run_id)
  } catch (error) {
    notify.failed('The reply was not broken off', error)
    put(session, run.stop, (now) => ({ ...now, cancelling: false }))
  }
}
