import type { Logger } from 'pino'
import { longestReply, noTileHint } from '../../shared/domain/assistant.ts'
import { ok, type Refusal, type Result } from '../../shared/domain/result.ts'
import type { Grounds, KeptReply, Said } from './grounds.ts'
import { keepingReply } from './keeping-reply.ts'
import { promptFor } from './prompt.ts'
import type { ChatEventData, OwnRun, Run, RunOwner } from './run.ts'
import type { RunKey, Runs } from './runs.ts'
import type { Speaker, Usage } from './speaker.ts'
import { spokenIn } from './spoken.ts'
import { titleBy } from './title-by.ts'

export type Conversation = {
  runs: Runs
  owner: RunOwner
  /** Who writes the reply; asked for before anything is kept or proposed. */
  speaker: () => Promise<Result<Speaker>>
  grounds: Grounds
  /** How a refusal is told on the wire. */
  problemOf: (refusal: Refusal) => ChatEventData['error']
  log: Pick<Logger, 'warn' | 'error'>
}

/** `key`: the Idempotency-Key of the request, or one made for it; `request`: a digest of what it asks. */
export type Asked = RunKey & { message: string; session_id: string | null }

type Answer = Extract<Awaited<ReturnType<Grounds['ask']>>, { ok: true }>['value']

/** Asks, and resolves as soon as the run can be read: tiles first, then the words as they come. */
export function converse(conversation: Conversation, asked: Asked): Promise<Result<Run>> {
  const { runs, owner, grounds } = conversation
  return runs.open(owner, asked, async (run) => {
    const speaker = await conversation.speaker()
    if (!speaker.ok) return speaker
    const answered = await grounds.ask({ message: asked.message, session_id: asked.session_id }, asked.key)
    if (!answered.ok) return answered
    sayFirst(run, speaker.value, answered.value)
    const { reply } = answered.value
    const done =
      reply?.status === 'complete'
        ? Promise.resolve(sayAgain(run, reply))
        : write(conversation, run, speaker.value, asked, answered.value)
    return ok({ done })
  })
}

/** Whatever no model has to be waited for. */
function sayFirst(run: OwnRun, speaker: Speaker, { answer }: Answer): void {
  run.say('start', { run_id: run.id, session_id: run.session_id })
  for (const tile of answer.tiles) run.say('tile', tile)
  if (speaker.provider === 'sample') run.say('notice', { code: 'scripted', text: scriptedText })
  if (answer.not_proposed !== null) run.say('notice', { code: 'not_proposed', text: answer.not_proposed })
  // A pause is shown whatever is asked: it is no answer to any word.
  const matched = answer.tiles.some(({ kind }) => kind !== 'pause_control') || answer.not_proposed !== null
  if (!matched) run.say('notice', { code: 'no_tile', text: noTileHint })
}

/** What was answered already is not asked of a model again. */
function sayAgain(run: OwnRun, { id, content }: KeptReply): void {
  run.say('text', { delta: content })
  run.say('done', { message_id: id, usage: { input_tokens: null, output_tokens: null }, status: 'complete' })
}

const scriptedText =
  'This is a scripted reply of the sample, made from its rows without any model. With a key of your own under Settings → AI assistant, your provider’s model answers.'
const notStored = 'This reply could not be kept in the chat. Copy what you need of it.'

/** The reply, up to its end, of whatever kind; never throws. */
async function write(
  { grounds, problemOf, runs, log }: Conversation,
  run: OwnRun,
  speaker: Speaker,
  { message, session_id }: Asked,
  { answer, history }: Answer,
): Promise<void> {
  const { tiles, not_proposed } = answer
  const kept = session_id === null ? undefined : keepingReply(grounds, session_id, tiles, log)
  const prompt = promptFor({ message, history: withoutQuestion(history, message), tiles, not_proposed })
  const spoken = await spokenIn(speaker, prompt, {
    signal: run.signal,
    longest: longestReply,
    onText(delta, content) {
      run.say('text', { delta })
      kept?.soon(content)
    },
    onError: (error) => log.error({ err: error, run: run.id }, 'a reply broke off'),
  })
  const { content, refusal, whole } = spoken
  const usage: Usage = spoken.usage
  if (refusal) run.say('error', problemOf(refusal))
  const status = whole ? 'complete' : 'cut_off'
  const message_id = (await kept?.atEnd(content, status)) ?? null
  if (session_id !== null && message_id === null) run.say('notice', { code: 'not_stored', text: notStored })
  run.say('done', { message_id, usage, status })
  // The first reply of a chat: by now it is known what it is about. Nobody waits for its title.
  const isFirst = session_id !== null && message_id !== null && !history.some(({ role }) => role === 'assistant')
  if (isFirst && whole && speaker.provider !== 'sample')
    runs.beside(nameAfter(grounds, session_id, titleBy(speaker, message, run.signal)))
}

async function nameAfter(grounds: Grounds, session_id: string, coming: Promise<string | null>): Promise<void> {
  const title = await coming
  if (title !== null) await grounds.nameSession(session_id, title)
}

/** Where the question is kept already, it stands at the end of what was said. */
function withoutQuestion(history: readonly Said[], message: string): readonly Said[] {
  const last = history.at(-1)
  return last?.role === 'user' && last.content === message ? history.slice(0, -1) : history
}
