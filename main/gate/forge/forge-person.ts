import type { Identity } from '../../../shared/domain/actor.ts'

/** Where people look at this forge: https://github.com of https://api.github.com. */
export function webBase(api_base: string): string {
  const url = new URL(api_base)
  // GitHub.com and its data residency (api.NAME.ghe.com) have a name of their own for the API, a server of one's own a path.
  if (url.hostname === 'api.github.com' || url.hostname.endsWith('.ghe.com'))
    url.hostname = url.hostname.replace(/^api\./, '')
  return url.origin
}

/** Where whoever a forge names comes from. No issuer that people sign in by is called so: each of those is an address. */
export const forgeIssuer = (web: string): string => `forge:${new URL(web).origin}`

/** Somebody as the forge calls them. That it says so is all that is known: nobody here has verified them. */
export const forgePerson = (api_base: string, login: string): Identity => ({
  issuer: forgeIssuer(webBase(api_base)),
  subject: login.toLowerCase(),
  email: null,
  name: login,
  via: 'forge',
  verified: false,
})

/** An administrator can let a deploy past its reviewers, and the forge then names nobody. */
export const nobodyNamed = (api_base: string): Identity => ({
  ...forgePerson(api_base, '-'),
  name: 'nobody that the forge names',
})
