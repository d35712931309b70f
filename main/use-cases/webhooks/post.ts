import { lookup } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { addressFault, hostOf, type TargetPolicy } from './targets.ts'

export type Posted =
  | { kind: 'answered'; status: number; answer: string; retryAfterMs: number }
  | { kind: 'failed'; error: string; why: Failure }

/** It may not be sent there; it was not; or it was, and whether it arrived is not known. */
type Failure = 'forbidden' | 'unsent' | 'unanswered'

const largestAnswer = 2_000

/**
 * Posts once: no redirect is followed, nothing of the answer is read beyond its beginning. The address that is connected
 * to is the one that was judged, whatever a name server says a moment later; that is what `fetch` cannot do.
 */
export function post(
  target: { url: string; headers: Record<string, string>; body: string },
  policy: TargetPolicy,
  signal: AbortSignal,
): Promise<Posted> {
  const url = new URL(target.url)
  const fault = isIP(hostOf(url)) === 0 ? undefined : addressFault(hostOf(url), url.protocol, policy)
  if (fault) return Promise.resolve({ kind: 'failed', error: sentence(fault), why: 'forbidden' })
  const { promise, resolve } = Promise.withResolvers<Posted>()
  let isConnected = false
  const fail = (error: unknown) => {
    const why = error instanceof Forbidden ? 'forbidden' : isConnected ? 'unanswered' : 'unsent'
    resolve({ kind: 'failed', error: whyNotSent(error, signal), why })
  }
  const isSecure = url.protocol === 'https:'
  const request = isSecure ? requestHttps : requestHttp
  const outgoing = request(url, {
    method: 'POST',
    headers: { ...target.headers, 'content-length': Buffer.byteLength(target.body) },
    agent: false,
    lookup: judgedLookup(url.protocol, policy),
    signal,
  })
  let hasAnswered = false
  // With a status the answer is there, whatever becomes of the rest of it: what arrived must not be sent again.
  outgoing.on('error', (error) => hasAnswered || fail(error))
  outgoing.on('socket', (socket) =>
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      isConnected = true
    }),
  )
  outgoing.on('response', (incoming) => {
    hasAnswered = true
    beginningOf(incoming)
      .then((answer) =>
        resolve({ kind: 'answered', status: incoming.statusCode ?? 0, answer, ...patienceOf(incoming) }),
      )
      .catch(fail)
      .finally(() => outgoing.destroy())
  })
  outgoing.end(target.body)
  return promise
}

/** It may not be sent there. */
export class Forbidden extends Error {}

/** Finds addresses as the system does, and none that may not be asked. */
export function judgedLookup(protocol: string, policy: TargetPolicy): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const faults = addresses.map(({ address }) => addressFault(address, protocol, policy))
      const fault = faults.find((each) => each !== undefined)
      const [first] = addresses
      if (fault !== undefined || first === undefined)
        return callback(new Forbidden(fault ?? 'its host has no address'), [])
      if (options.all) return callback(null, addresses)
      callback(null, first.address, first.family)
    })
}

async function beginningOf(incoming: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of incoming) {
      text += decoder.decode(chunk as Buffer, { stream: true })
      if (text.length >= largestAnswer) break
    }
  } catch {
    // It broke off, or did not come in time: what there is of it is enough.
  }
  return redact(text.slice(0, largestAnswer))
}

/** A receiver that echoes what it was sent, or shows what it knows, must not leave secrets in the history. */
const redact = (text: string): string =>
  text
    .replace(/\b(sk-at-|whsec_)[^\s"'<>]*/g, '$1[redacted]')
    .replace(/\b(bearer|basic)\s+[^\s"'<>]+/gi, '$1 [redacted]')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed()

function patienceOf({ statusCode, headers }: IncomingMessage): { retryAfterMs: number } {
  const asked = statusCode === 429 || statusCode === 503 ? headers['retry-after'] : undefined
  return { retryAfterMs: asked !== undefined && /^\d{1,9}$/.test(asked) ? Number(asked) * 1000 : 0 }
}

/** In words of our own: what a driver says may hold the address, and with it a secret. */
function whyNotSent(error: unknown, signal: AbortSignal): string {
  if (error instanceof Forbidden) return sentence(error.message)
  if (signal.aborted)
    return signal.reason?.name === 'TimeoutError' ? 'No answer in time.' : 'The server stopped before an answer came.'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED') return 'Nothing listens at its address.'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Its name leads to no address.'
  if (code === 'ECONNRESET' || code === 'EPIPE' || code.startsWith('HPE_'))
    return 'The connection broke before an answer came.'
  if (/CERT|TLS|SSL|ALTNAME/.test(code)) return `Its certificate is not accepted (${code}).`
  return code === '' ? 'It could not be sent.' : `It could not be sent (${code}).`
}

const sentence = (why: string): string => `Not sent: ${why}.`
