import { z } from 'zod'
import type { Refusal } from '../../shared/domain/result.ts'
import { withoutSecrets } from '../redact.ts'
import { Excessive, Forbidden } from './judged-fetch.ts'

/** Of which nothing may show. */
export type Asked = { name: string; key: string | null; model: string | null }

/** Why a provider could not be asked, or did not come to its end. */
export function providerRefusal(error: unknown, asked: Asked): Refusal {
  const { forbidden, excess, words } = causeIn(error)
  if (forbidden !== undefined) return unreachable(asked, `${asked.name} may not be asked: ${forbidden}.`)
  if (excess !== undefined) return unreachable(asked, `${asked.name} was broken off: ${excess}.`)
  if (words !== undefined) return unreachable(asked, `${asked.name} cannot be reached: ${words}.`)
  return unreachable(asked, `${asked.name} did not answer, or broke off.`)
}

/** What lies at the bottom of an error, in words. */
export function causeIn(error: unknown): Record<'forbidden' | 'excess' | 'words', string | undefined> {
  const chain = causesOf(error)
  const forbidden = chain.find((each) => each instanceof Forbidden)
  return {
    forbidden: forbidden instanceof Forbidden ? forbidden.message : undefined,
    excess: chain.map((each) => (each instanceof Excessive ? each.message : undefined)).find((each) => each),
    words: chain.map((each) => socketWords(codeOf(each))).find((each) => each !== undefined),
  }
}

type Said = { said: string | undefined; retryAfter: string | undefined; isUnreachable?: boolean }

export function statusRefusal(status: number, asked: Asked, { said, retryAfter, isUnreachable }: Said): Refusal {
  const { name, model, key } = asked
  // This server's own gateway, or that of the one that is connected, says it in its own sentence.
  if (key === null && said !== undefined) {
    const detail = harmless(said, key)
    return isUnreachable ? unreachable(asked, detail) : refused(asked, detail, status, secondsOf(retryAfter))
  }
  const words = quoted(harmless(said ?? '', key))
  switch (status) {
    case 401:
    case 403:
      // What it says of a key often shows a part of the key.
      return refused(asked, `${name}: the key was not accepted.`, status)
    case 404:
      return refused(
        asked,
        model === null
          ? `${name} has nothing at this address.`
          : `${name} does not have the model ${model}, or not for this key${words}.`,
        status,
      )
    case 429: {
      const seconds = secondsOf(retryAfter)
      const when = seconds === undefined ? '' : ` Ask again in ${seconds} s.`
      return refused(asked, `${name} takes no more questions for now${words}.${when}`, status, seconds)
    }
    default:
      if (status >= 500) return refused(asked, `${name} has trouble of its own (${status})${words}.`, status)
      if (status < 400)
        return refused(asked, `${name} leads elsewhere (${status}); redirects are not followed.`, status)
      return refused(asked, `${name} said no (${status})${words}.`, status)
  }
}

export const refused = (
  asked: Asked,
  detail: string,
  provider_status: number | null,
  retry_after?: number,
): Refusal => ({
  code: 'provider_refused',
  detail,
  fields: { provider: asked.name, provider_status, ...(retry_after === undefined ? {} : { retry_after }) },
})
export const unreachable = ({ name }: Asked, detail: string): Refusal => ({
  code: 'provider_unreachable',
  detail,
  fields: { provider: name },
})

const Body = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ message: z.string() }).transform(({ message }) => message),
  // A gateway of ours.
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
])

export function wordsOf(body: string | undefined): string | undefined {
  if (body === undefined) return undefined
  try {
    return Body.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}

const Unreachable = z.object({ code: z.literal('provider_unreachable') })

/** Whether a gateway of ours says that its provider gave no answer, or no whole one: nobody has said no. */
export function saysUnreachable(body: string | undefined): boolean {
  try {
    return Unreachable.safeParse(JSON.parse(body ?? '')).success
  } catch {
    return false
  }
}

const longestQuote = 300

/** One line of plain text, with nothing in it that looks like a secret, nor any part of the key that was sent. */
export function harmless(text: string, key: string | null): string {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed()
  const without = key === null ? plain : plain.replaceAll(key, '[key]')
  const safe = withoutSecrets(without)
  return safe.length <= longestQuote ? safe : `${safe.slice(0, longestQuote).toWellFormed()}…`
}

export const quoted = (words: string): string => (words === '' ? '' : `: “${words.replace(/\.$/, '')}”`)

function secondsOf(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,6}(\.\d+)?$/.test(header.trim())) return undefined
  return Math.max(1, Math.ceil(Number(header)))
}

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let each = error; each instanceof Error && chain.length < 5; each = each.cause) chain.push(each)
  return chain
}
const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

function socketWords(code: string | undefined): string | undefined {
  if (code === undefined) return undefined
  if (code === 'ECONNREFUSED') return 'nothing listens at its address'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name leads to no address'
  if (code === 'ECONNRESET' || code === 'EPIPE' || code.startsWith('HPE_')) return 'the connection broke'
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'no way leads there just now'
  if (/CERT|TLS|SSL|ALTNAME/.test(code)) return `its certificate is not accepted (${code})`
  return undefined
}
