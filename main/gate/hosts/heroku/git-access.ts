import { isSecureUrl } from '../../../identity/secure-url.ts'
import { HostRefused } from '../../host.ts'
import { noSecret } from '../api-refusals.ts'

/** Which branch an app is built from: https://devcenter.heroku.com/articles/git */
export const herokuBranch = 'main'

export const remoteOf = ({ remote, app }: { remote: string | null; app: string }): string =>
  remote ?? `https://git.heroku.com/${encodeURIComponent(app)}.git`

/**
 * What git is given to be let in, as environment variables: an address or an argument could be read by others on the
 * machine, and git writes addresses into its errors. For this remote's origin alone, and no redirect is followed, so that
 * nobody else is shown it. A remote by ssh or a path has ways of its own and is given nothing.
 */
export async function gitAccess(
  remote: string,
  keyName: string,
  secret: (name: string) => Promise<string | null>,
): Promise<Record<string, string>> {
  const url = URL.parse(remote)
  if (url === null || !/^https?:$/.test(url.protocol)) return {}
  if (!isSecureUrl(remote))
    throw new HostRefused(`${url.origin} is neither https nor on this machine: a key is not sent there`)
  const key = (await secret(keyName))?.trim()
  if (key === undefined || key === '') throw new HostRefused(noSecret(keyName))
  // Any name will do at Heroku, none too: https://devcenter.heroku.com/articles/git#http-git-authentication
  const credentials = Buffer.from(`:${key}`).toString('base64')
  return gitConfig([
    [`http.${url.origin}/.extraHeader`, `Authorization: Basic ${credentials}`],
    ['http.followRedirects', 'false'],
    // Where this key is refused, no other one that the machine happens to keep is tried.
    ['credential.helper', ''],
  ])
}

const gitConfig = (pairs: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(pairs.length)],
    ...pairs.flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ])
