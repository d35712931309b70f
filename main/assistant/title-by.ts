import { titleLength } from '../../shared/domain/assistant.ts'
import type { Speaker } from './speaker.ts'
import { spokenIn } from './spoken.ts'

const patienceMs = 15_000
/** Enough of a question to name it. */
const longestQuestion = 2_000

const system =
  'You name conversations. Give the conversation that begins with the operator’s message a title of two to six words, in the language of the message. Answer with the title alone, without quotes or a full stop.'

/** A title from the question alone: nothing that was reported has a say in what a chat is called. Null where none came. */
export async function titleBy(speaker: Speaker, firstMessage: string, signal: AbortSignal): Promise<string | null> {
  const content = firstMessage.slice(0, longestQuestion).toWellFormed()
  const { content: said, whole } = await spokenIn(
    speaker,
    { system, messages: [{ role: 'user', content }] },
    {
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      longest: 400,
      onText: () => {},
      // A chat without a title is named after its first question.
      onError: () => {},
    },
  )
  return whole ? asTitle(said) : null
}

/** Its first line, without marks around it; null where nothing is left. */
export function asTitle(text: string): string | null {
  const line = text
    .split(/[\r\n\p{Zl}\p{Zp}]/u)
    .map((each) =>
      each
        .replace(/[\p{Cc}\p{Cf}]/gu, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .find((each) => each !== '')
  const unmarked = line?.replace(before, '').replace(/^title:\s*/iu, '') ?? ''
  const bare = unmarked.replace(before, '').replace(/[*"'“”‘’«»\s.]+$/u, '')
  if (bare === '') return null
  const letters = [...bare]
  return letters.length <= titleLength
    ? bare
    : `${letters
        .slice(0, titleLength - 1)
        .join('')
        .trimEnd()}…`
}

const before = /^[#*"'“”‘’«»\s]+/u
