import type { Refusal } from '../../shared/domain/result.ts'
import type { Prompt, Speaker, Usage } from './speaker.ts'

type Listening = {
  signal: AbortSignal
  /** More than this is not listened to. */
  longest: number
  /** A piece of the reply, and all of it up to there. */
  onText(delta: string, content: string): void
  onError(error: unknown): void
}

export type Spoken = { content: string; usage: Usage; whole: boolean; refusal: Refusal | null }

/** How soon after some words more are told; and how many are told without waiting for that. */
const gatherMs = 16
const gatherMost = 2_000

/**
 * Listens to a speaker up to the end, or until nobody wants to hear more: whoever does not stop when told to is left
 * talking. The first word goes out at once, and so does one that comes by itself; those close behind another go a few
 * together: each costs whoever reads along a repaint.
 */
export async function spokenIn(
  speaker: Speaker,
  prompt: Prompt,
  { signal, longest, onText, onError }: Listening,
): Promise<Spoken> {
  const spoken: Spoken = {
    content: '',
    usage: { input_tokens: null, output_tokens: null },
    whole: false,
    refusal: null,
  }
  const enough = new AbortController()
  const until = AbortSignal.any([signal, enough.signal])
  let gathered = ''
  let toldAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  const tell = () => {
    clearTimeout(timer)
    timer = undefined
    if (gathered === '') return
    const delta = gathered
    gathered = ''
    toldAt = performance.now()
    onText(delta, spoken.content)
  }
  const take = (delta: string) => {
    const taken = delta.slice(0, longest - spoken.content.length)
    spoken.content += taken
    gathered += taken
    const soon = toldAt + gatherMs - performance.now()
    if (soon <= 0 || gathered.length >= gatherMost) tell()
    else timer ??= setTimeout(tell, soon)
    if (taken.length < delta.length) enough.abort()
  }
  const listen = async () => {
    for await (const part of speaker.stream(prompt, until)) {
      if (until.aborted) return
      if (part.kind === 'text') take(part.delta)
      else if (part.kind === 'failed') spoken.refusal = part.refusal
      else {
        spoken.usage = part.usage
        spoken.whole = part.whole
      }
    }
  }
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
  until.addEventListener('abort', () => stop(), { once: true })
  if (until.aborted) stop()
  const heard = listen().catch((error: unknown) => {
    if (until.aborted) return
    onError(error)
    spoken.refusal = { code: 'internal_error', detail: 'The reply broke off here. What went wrong is in the log.' }
  })
  await Promise.race([heard, stopped])
  tell()
  return { ...spoken, whole: spoken.whole && spoken.refusal === null && !until.aborted }
}
