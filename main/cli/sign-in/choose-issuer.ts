import type { Options } from './ask-server.ts'
import type { Way } from './device-grant.ts'
import { oneLine } from './issuer-client.ts'

/** The issuer to sign in at: the server's only one, or the one that was asked for by its address or its name. */
export function chooseIssuer({ issuers, api_keys }: Options, wanted: string | undefined): Way {
  const ways = issuers.flatMap(({ client_id, ...rest }) => (client_id === null ? [] : [{ ...rest, client_id }]))
  const found = wanted === undefined ? ways : ways.filter(({ issuer, name }) => issuer === wanted || name === wanted)
  const [way, another] = found
  const names = ways.map(({ issuer, name }) => `${oneLine(issuer)} (${oneLine(name)})`).join(', ')
  if (ways.length === 0)
    throw new Error(`nobody can sign in to this server from a terminal${api_keys ? '; it takes API keys' : ''}`)
  if (way === undefined) throw new Error(`this server trusts no issuer ${wanted}; it trusts ${names}`)
  if (another !== undefined) throw new Error(`this server trusts several issuers, choose one by --issuer: ${names}`)
  return way
}
