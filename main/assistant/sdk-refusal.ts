import { APICallError, RetryError, StreamProviderError } from 'ai'
import type { Refusal } from '../../shared/domain/result.ts'
import {
  type Asked,
  causeIn,
  harmless,
  providerRefusal,
  quoted,
  refused,
  saysUnreachable,
  statusRefusal,
  unreachable,
  wordsOf,
} from './provider-refusal.ts'

/** Why a model gave no answer, or no whole one. What its provider said of it is quoted where it helps, made harmless. */
export function sdkRefusal(error: unknown, asked: Asked): Refusal {
  const cause = RetryError.isInstance(error) ? error.lastError : error
  if (StreamProviderError.isInstance(cause))
    return cause.statusCode === undefined
      ? unreachable(asked, `${asked.name} broke off${quoted(harmless(cause.message, asked.key))}.`)
      : statusRefusal(cause.statusCode, asked, { said: cause.message, retryAfter: undefined })
  if (!APICallError.isInstance(cause) || cause.statusCode === undefined) return providerRefusal(cause, asked)
  if (cause.statusCode >= 300)
    return statusRefusal(cause.statusCode, asked, {
      said: wordsOf(cause.responseBody),
      retryAfter: cause.responseHeaders?.['retry-after'],
      isUnreachable: saysUnreachable(cause.responseBody),
    })
  const { excess, words } = causeIn(cause)
  if (excess !== undefined) return providerRefusal(cause, asked)
  if (words !== undefined) return unreachable(asked, `${asked.name} broke off: ${words}.`)
  return refused(asked, `${asked.name} answered something else than a reply.`, cause.statusCode)
}
