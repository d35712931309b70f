import { agentFinder } from '../../../shared/domain/agent-named.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { type TileWords, tileWords } from '../../../shared/domain/tile-words.ts'
import type { Services } from '../../services.ts'
import { readAgentsSince } from '../../store/fleet-lately.ts'
import type { PauseRecord } from '../../store/pause-record.ts'
import { activePauses } from '../../store/pauses.ts'
import type { Caller } from '../caller.ts'
import { findSessionOf, noSuchSession } from '../chat/find-own-session.ts'
import { readHistory } from '../chat/read-history.ts'
import type { MessageView } from '../chat/session-view.ts'
import { listTraces } from '../fleet/list-traces.ts'
import type { TraceRowView } from '../fleet/views.ts'

export type Question = { message: string; session_id: string | null }

/** What a message is about: found by its words and in the caller's own rows, before anything is kept or proposed. */
export type LookedUp = {
  words: TileWords
  /** The agent that the message names; and the one that it is about, which an earlier message of the chat may have named. */
  named: string | null
  agent: string | null
  /** The most recent one of that agent, or of all; or the one whose id the message says. */
  trace: TraceRowView | null
  pauses: PauseRecord[]
  /** What was said before, in its order. */
  history: MessageView[]
}

const remembered = 40

export async function lookUp(services: Services, caller: Caller, question: Question): Promise<Result<LookedUp>> {
  const { store, clock } = services
  const { workspace } = caller
  const { message, session_id } = question
  let history: MessageView[] = []
  if (session_id !== null) {
    const session = await findSessionOf(services, caller, session_id)
    if (!session) return { ok: false, refusal: noSuchSession }
    history = await readHistory(store.read, workspace, session_id, remembered)
  }
  const pauses = await activePauses(store.read, workspace, undefined, new Date(clock()).toISOString())
  const heard = (await readAgentsSince(store.read, workspace, 0)).map(({ agent }) => agent)
  const agents = [...new Set([...heard, ...pauses.map(({ pause }) => pause.agent)])]
  const find = agentFinder(agents)
  const named = find(message)
  const agent = named ?? namedLast(history, find)
  const trace = await traceFor(services, workspace, message, agent)
  return ok({ words: tileWords(message), named, agent, trace, pauses, history })
}

/** The chat's agent: the one that its person named last. What a reply says about agents counts for nothing. */
function namedLast(history: readonly MessageView[], find: (message: string) => string | null): string | null {
  for (const { role, content } of history.toReversed()) {
    const named = role === 'user' ? find(content) : null
    if (named !== null) return named
  }
  return null
}

async function traceFor(
  services: Services,
  workspace: string,
  message: string,
  agent: string | null,
): Promise<TraceRowView | null> {
  const id = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/i.exec(message)?.[0].toLowerCase()
  const said = id === undefined ? undefined : (await listTraces(services, workspace, { q: id, limit: 1 })).items[0]
  if (said) return said
  const latest = await listTraces(services, workspace, { limit: 1, ...(agent === null ? {} : { agent }) })
  return latest.items[0] ?? null
}
