import { agentFinder, type Named } from '../../../shared/domain/agent-named.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { type TileWords, tileWords } from '../../../shared/domain/tile-words.ts'
import type { Services } from '../../services.ts'
import { readAgentsSince } from '../../store/fleet-lately.ts'
import type { PauseRecord } from '../../store/pause-record.ts'
import { activePauses } from '../../store/pauses.ts'
import { findTrace, readTraces } from '../../store/traces.ts'
import type { Caller } from '../caller.ts'
import { findSessionOf, noSuchSession } from '../chat/find-own-session.ts'
import { readHistory } from '../chat/read-history.ts'
import type { MessageView } from '../chat/session-view.ts'
import { viewTraces } from '../fleet/view-traces.ts'
import type { TraceRowView } from '../fleet/views.ts'

export type Question = { message: string; session_id: string | null }

/** What a message is about: found by its words and in the caller's own rows, before anything is kept or proposed. */
export type LookedUp = {
  words: TileWords
  /** The agent that the message names; and the one that it is about, which an earlier message of the chat may have named. */
  named: string | null
  agent: string | null
  /** Several of which it, or what it refers to, could mean any; or whom it only says that it does not mean. */
  unclear: readonly string[]
  /** The id of a trace that the message says. */
  said_id: string | null
  /** The one whose id is said, and no other; else the most recent one of that agent, or of all. */
  trace: TraceRowView | null
  pauses: PauseRecord[]
  /** What was said before, in its order. */
  history: MessageView[]
}

/** How many messages of its chat a question is understood by. */
export const remembered = 40

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
  const { agents: names, excluded } = find(message)
  const earlier = names.length + excluded.length > 0 ? [] : namedLast(history, find)
  const named = onlyOne(names)
  const agent = named ?? onlyOne(earlier)
  const unclear = [names, earlier].find(({ length }) => length > 1) ?? (names.length === 0 ? excluded : [])
  const said_id = idIn(message)
  const trace = await traceFor(services, workspace, said_id, agent)
  return ok({ words: tileWords(message), named, agent, unclear, said_id, trace, pauses, history })
}

const onlyOne = (agents: readonly string[]): string | null => (agents.length === 1 ? (agents[0] ?? null) : null)

/** The chat's agent: whom its person named last. What a reply says about agents counts for nothing. */
function namedLast(history: readonly MessageView[], find: (message: string) => Named): readonly string[] {
  for (const { role, content } of history.toReversed()) {
    const { agents } = role === 'user' ? find(content) : { agents: [] }
    if (agents.length > 0) return agents
  }
  return []
}

const idIn = (message: string): string | null =>
  /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/i.exec(message)?.[0].toLowerCase() ?? null

/** Under this name the gateway reports the calls that it passes on, and those of the assistant are among them. */
const gateway = 'gateway'

async function traceFor(
  { store }: Services,
  workspace: string,
  said_id: string | null,
  agent: string | null,
): Promise<TraceRowView | null> {
  const db = store.read
  if (said_id !== null) {
    const said = await findTrace(db, workspace, said_id)
    return (await viewTraces(db, workspace, said ? [said] : []))[0] ?? null
  }
  const whose = agent === null ? { notAgent: gateway } : { agent }
  const latest = await readTraces(db, workspace, whose, { limit: 1 })
  return (await viewTraces(db, workspace, latest))[0] ?? null
}
