import { isLoopbackUrl } from '../../identity/loopback.ts'

/** The address of a server as it was given on the command line: a credential goes there, so nobody may read along. */
export function serverAddress(text: string, flag: string): URL {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new Error(`${flag} takes the address of a server, https://…, not ${text}`)
  if (url.protocol === 'http:' && !isLoopbackUrl(url.href))
    throw new Error('plain http is allowed to this machine only, or anybody on the way could read the key; use https')
  return url
}
