import { commandHosts, type HostKind, type Surface } from '../../shared/domain/surface.ts'
import { StoreError } from '../store/errors.ts'
import type { SecretPlace } from '../store/secrets.ts'
import { HostRefused } from './host.ts'

export const surfaceProvider = (surface: string): string => `surface:${surface}`

/** Where a surface's secret of that name rests, sealed. */
export const surfaceSecretPlace = (workspace: string, surface: string, name: string): SecretPlace => ({
  workspace,
  owner: '',
  provider: surfaceProvider(surface),
  label: name,
})

type From = {
  secrets: { get(place: SecretPlace): Promise<string | undefined> }
  env: NodeJS.ProcessEnv
}

export type SurfaceSecrets = {
  /** From the secret store, else from the environment. Looked for anew every time, so a secret can be changed at will. */
  secret(name: string): Promise<string | null>
  /** Every value that was given away so far, the ones that were changed since included: none of them may be shown. */
  handedOut: ReadonlySet<string>
}

/**
 * Whoever may define a surface through the API names its key and says where that is sent, and must not be able to name
 * this program's own keys so. What is defined on the machine itself may take whatever the machine has.
 */
const isForHosts = /^(?:HEROKU|CLOUDFLARE)_/
const mayTake = (host: HostKind, name: string): boolean => commandHosts.has(host) || isForHosts.test(name)

export function surfaceSecrets(
  { secrets, env }: From,
  workspace: string,
  { id, host }: Pick<Surface, 'id' | 'host'>,
): SurfaceSecrets {
  const handedOut = new Set<string>()
  return {
    handedOut,
    async secret(name) {
      const kept = await stored(secrets, surfaceSecretPlace(workspace, id, name))
      const value = kept ?? (mayTake(host, name) ? env[name] : undefined)
      if (value === undefined || value === '') return null
      handedOut.add(value)
      return value
    },
  }
}

/** One that is there and does not open is not looked for elsewhere: another key is not what somebody put in. */
async function stored(secrets: From['secrets'], place: SecretPlace): Promise<string | undefined> {
  try {
    return await secrets.get(place)
  } catch (error) {
    if (error instanceof StoreError) throw new HostRefused(error.message)
    throw error
  }
}
