import type { SecretPlace } from '../../../main/store/secrets.ts'

/** What a keeper of secrets is asked to do. */
export type KeepJob = { dataDir: string; databaseUrl?: string | undefined; count: number; writers: number }

export const workspaces = ['a', 'b', 'c'] as const

export const placeOf = (n: number): SecretPlace => ({
  workspace: workspaces[n % workspaces.length] ?? workspaces[0],
  owner: n % 5 === 0 ? '' : `owner-${n % 40}`,
  provider: n % 2 === 0 ? 'openai' : 'anthropic',
  label: `label-${n}`,
})

export const textOf = (n: number, version: number): string => `the secret ${n} in version ${version}`

/** Undefined when it is not that secret. */
export function versionIn(n: number, text: string | undefined): number | undefined {
  const [, whose, version] = /^the secret (\d+) in version (\d+)$/.exec(text ?? '') ?? []
  return Number(whose) === n ? Number(version) : undefined
}
