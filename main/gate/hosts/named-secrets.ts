import { type HostNeeds, HostRefused } from '../host.ts'

type Naming = { name: string; settings: { secrets: readonly string[] } }

/** What a surface's programs are given beside what every program needs: the secrets that it names, each under its name. */
export async function namedSecrets(
  { name: surface, settings }: Naming,
  secret: HostNeeds['secret'],
): Promise<Record<string, string>> {
  const env: Record<string, string> = {}
  for (const name of settings.secrets) {
    const value = await secret(name)
    if (value === null) throw new HostRefused(`The secret ${name} of ${surface} is not set.`)
    env[name] = value
  }
  return env
}

/** The same for a way back, which nothing holds up: what is missing is told, and perhaps it is not needed. */
export async function namedSecretsThatAreThere(
  { settings }: Naming,
  secret: HostNeeds['secret'],
  say: (line: string) => void,
): Promise<Record<string, string>> {
  const env: Record<string, string> = {}
  for (const name of settings.secrets) {
    const value = await secret(name)
    if (value === null) say(`The secret ${name} is not set; going on without it.`)
    else env[name] = value
  }
  return env
}
