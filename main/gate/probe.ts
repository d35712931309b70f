import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Probe } from '../../shared/domain/gate.ts'
import { addressFault, hostOf } from '../use-cases/webhooks/targets.ts'

/** What one look at an address found; which one it was and when is for whoever counts them. */
export type Probed = Omit<Probe, 'n' | 'at'>

export type ProbeNeeds = {
  fetch: typeof fetch
  /** Which addresses a name has. */
  resolve?: (host: string) => Promise<string[]>
  /** In milliseconds, and never set back. */
  now?: () => number
}

/** Nothing of the body is used. It is read so that its connection can end well, and no further than this. */
const enoughOfBody = 64 * 1024

/**
 * Asks once whether it is well, and only 200 means that it is: a redirect often leads to a page of an error, or to a
 * sign-in that answers 200 while the service is down. No credentials go with it. What is wrong is an answer; only an
 * abort by the caller rejects.
 */
export async function probe(
  { url, timeout_seconds }: { url: string; timeout_seconds: number },
  { fetch: ask, resolve = addressesOf, now = () => performance.now() }: ProbeNeeds,
  signal: AbortSignal,
): Promise<Probed> {
  signal.throwIfAborted()
  const began = now()
  const found = (status: number | null, error: string | null): Probed => ({
    ok: error === null,
    status,
    ms: Math.max(0, Math.round(now() - began)),
    error,
  })
  const tooLong = AbortSignal.timeout(Math.ceil(timeout_seconds * 1000))
  const both = AbortSignal.any([signal, tooLong])
  let status: number | null = null
  try {
    const fault = await whyNotAsked(new URL(url), resolve)
    if (fault !== undefined) return found(null, fault)
    both.throwIfAborted()
    const answer = await ask(url, {
      method: 'GET',
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      headers: { accept: '*/*', 'user-agent': 'countersign-probe' },
      signal: both,
    })
    status = answer.status
    await drain(answer)
    return found(status, whyNotWell(status))
  } catch (error) {
    signal.throwIfAborted()
    if (tooLong.aborted) return found(status, `It did not answer within ${timeout_seconds} s.`)
    return found(status, `It could not be asked: ${reasonOf(error)}.`)
  }
}

/**
 * Where clouds hand out their machines' credentials nobody asks for health, and whoever may edit a surface must not be
 * able to make this machine ask there. A name is looked up first; private networks are where many services live.
 */
async function whyNotAsked(url: URL, resolve: (host: string) => Promise<string[]>): Promise<string | undefined> {
  const host = hostOf(url)
  const addresses = isIP(host) === 0 ? await resolve(host) : [host]
  const faults = addresses.map((address) => addressFault(address, 'https:', { privateNetworks: true }))
  const fault = faults.find((each) => each !== undefined)
  return fault === undefined ? undefined : `It is not asked: ${fault}.`
}

const addressesOf = async (host: string): Promise<string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address)

function whyNotWell(status: number): string | null {
  if (status === 200) return null
  if (status >= 300 && status < 400) return `It answered ${status}: redirects are not followed.`
  return `It answered ${status}.`
}

async function drain({ body }: Response): Promise<void> {
  if (body === null) return
  const reader = body.getReader()
  for (let read = 0; read < enoughOfBody; ) {
    const { done, value } = await reader.read()
    if (done) return
    read += value.byteLength
  }
  await reader.cancel()
}

/** A failed fetch says why in its cause: "connect ECONNREFUSED 127.0.0.1:1". */
function reasonOf(error: unknown): string {
  const told = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = told instanceof Error && 'code' in told && typeof told.code === 'string' ? told.code : ''
  if (!(told instanceof Error)) return String(told)
  return told.message === '' ? code || told.name : told.message.replace(/\.$/, '')
}
