import { HostRefused } from './host.ts'
import { asSentence } from './run/sentence.ts'

type Answered<T> = { ok: true; value: T; error?: undefined } | { ok: false; why: string; error: unknown }

/** What a host that could not be asked is: a sentence for people. One that does not even hear that it is to stop is left. */
export async function orFault<T>(asked: Promise<T>, signal: AbortSignal): Promise<Answered<T>> {
  const late = Promise.withResolvers<never>()
  const leave = () => late.reject(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  try {
    return { ok: true, value: await Promise.race([asked, late.promise]) }
  } catch (error) {
    if (error instanceof HostRefused) return { ok: false, why: asSentence(error.message), error }
    if (signal.aborted) return { ok: false, why: 'It did not answer in time.', error }
    return { ok: false, why: 'It could not be asked.', error }
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
