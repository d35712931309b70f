import {
  type Configuration,
  type DeviceAuthorizationResponse,
  initiateDeviceAuthorization,
  pollDeviceAuthorizationGrant,
} from 'openid-client'
import { asking, IssuerDown, keptOf, oneLine, openIssuer } from './issuer-client.ts'
import type { Kept } from './kept.ts'

export type Way = { issuer: string; client_id: string; scope: string; parameters: Record<string, string> }
type Hands = { say: (line: string) => void; warn: (line: string) => void }

const usualPauseSeconds = 5

/** RFC 8628: a person signs in in a browser, wherever that is, and this program asks until they have. */
export async function signInByDevice(way: Way, { say, warn }: Hands): Promise<Kept> {
  const { issuer, client_id, scope, parameters } = way
  const configuration = await openIssuer(issuer, client_id)
  const begun = await asking(issuer, () => initiateDeviceAuthorization(configuration, { ...parameters, scope }))
  const until = Date.now() + begun.expires_in * 1000
  for (const line of invitation(begun, until)) say(line)
  const over = AbortSignal.timeout(begun.expires_in * 1000)
  for (let told = false; ; told = true) {
    try {
      const answer = await asking(issuer, () => poll(configuration, begun, over))
      return keptOf(answer, { issuer, client_id, refresh_token: null })
    } catch (error) {
      if (over.aborted) throw new Error('nobody signed in while the code was good. Begin again', { cause: error })
      // Whoever is down for a moment may be back before the code is over.
      if (!(error instanceof IssuerDown)) throw error
      if (!told) warn(`${error.message}. Asking again.`)
    }
  }
}

const poll = (configuration: Configuration, begun: DeviceAuthorizationResponse, signal: AbortSignal) =>
  pollDeviceAuthorizationGrant(configuration, { interval: usualPauseSeconds, ...begun }, undefined, { signal })

function invitation(begun: DeviceAuthorizationResponse, until: number): string[] {
  const { user_code, verification_uri, verification_uri_complete: complete } = begun
  const time = new Date(until).toTimeString().slice(0, 5)
  return [
    `Open ${oneLine(verification_uri)} in a browser, on this machine or another, and enter the code ${oneLine(user_code)}`,
    ...(complete === undefined ? [] : [`(or open ${oneLine(complete)} and check that it shows this code)`]),
    `Waiting for the sign-in. The code is good until ${time}; Ctrl-C gives it up.`,
  ]
}
