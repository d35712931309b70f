import { HostRefused } from '../host.ts'

/** The API said no. */
export class ApiRefused extends HostRefused {
  readonly status: number
  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** It was asked and there is no answer, so nobody knows yet whether it was done. */
export class ApiSilent extends HostRefused {}

type Refusing = { name: string; key: string }

/** A status that is no success, as a sentence for people. `said` is what the API says itself, on one line and without secrets. */
export function refusal(
  api: Refusing,
  what: string,
  status: number,
  headers: Headers,
  said: string | undefined,
): HostRefused {
  const because = said === undefined ? '' : `: ${said}`
  const refused = (text: string) => new ApiRefused(text, status)
  if (status >= 500)
    return new ApiSilent(`${api.name} is out of order: it answered ${status} when asked to ${what}${because}`)
  switch (status) {
    case 302:
      return refused(
        `${api.name} answered with a redirect when asked to ${what}; it is not followed, because the key would go with it`,
      )
    case 401:
      return refused(
        `${api.name} does not take the key ${api.key} (401): it was revoked, or is not a key of this account${because}`,
      )
    case 403:
      return refused(`${api.name} does not let the key ${api.key} ${what} (403)${because}`)
    case 404:
      return refused(
        `${api.name} found nothing when asked to ${what} (404): it is not there, or the key may not see it${because}`,
      )
    case 422:
      return refused(`${api.name} did not take it when asked to ${what} (422)${because}`)
    case 429: {
      const seconds = retryAfter(headers)
      const when = seconds === undefined ? 'Try again later' : `Try again in ${seconds} s`
      return refused(`${api.name} takes no more requests for now (429)${because}. ${when}`)
    }
    default:
      return refused(`${api.name} refused to ${what} (${status})${because}`)
  }
}

export function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after')
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

/** What the environment is asked for at all: main/gate/surface-secrets.ts. */
export const noSecret = (name: string): string =>
  `There is no secret ${name}: put it in at the surface, or into the environment if its name begins with HEROKU_ or CLOUDFLARE_`

export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
