import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type OidcConfig, OidcFile } from '../identity/oidc-config.ts'
import { isPostgres } from '../store/open.ts'
import { oidcConfig } from './oidc-config.ts'
import { LimitsConfig, PolicyConfig } from './policy-config.ts'

/** What a configuration file may say. Flags win over the environment, the environment over the file. */
const File = z.strictObject({
  data_dir: z.string().optional(),
  database_url: z.string().optional(),
  host: z.string().optional(),
  port: z.int().min(0).max(65_535).optional(),
  name: z.string().min(1).max(60).optional(),
  environment: z.enum(['production', 'staging', 'development']).optional(),
  hosts: z.array(z.string()).optional(),
  limits: LimitsConfig.optional(),
  policy: PolicyConfig.optional(),
  oidc: OidcFile.optional(),
  webhooks: z.strictObject({ private_networks: z.boolean() }).optional(),
  gate: z
    .strictObject({ local_by_api: z.boolean(), workspace: z.string().min(1) })
    .partial()
    .optional(),
})
export type Config = Omit<z.infer<typeof File>, 'oidc'> & {
  oidc: OidcConfig | undefined
  data_dir: string
  master_key?: string | undefined
}

export function readConfig(flags: { data?: string; database?: string; config?: string }): Config {
  const file = flags.config === undefined ? {} : parseFile(flags.config)
  const env = process.env
  return {
    ...file,
    data_dir: flags.data ?? (env.COUNTERSIGN_DATA_DIR || file.data_dir || defaultDataDir()),
    database_url: postgresUrl(flags.database ?? (env.COUNTERSIGN_DATABASE_URL || file.database_url)),
    oidc: oidcConfig(file.oidc, env),
    master_key: env.COUNTERSIGN_MASTER_KEY || undefined,
  }
}

function postgresUrl(url: string | undefined): string | undefined {
  if (url === undefined || isPostgres(url)) return url
  throw new Error(`--database takes postgres://…; the SQLite file lies in the data folder (--data)`)
}

function parseFile(path: string): z.infer<typeof File> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new Error(`the configuration file ${path} cannot be read`)
  }
  const parsed = File.safeParse(toJson(text, path))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(
    `the configuration file ${path} is not valid: ${issue?.path.join('.') || 'top level'}: ${issue?.message}`,
  )
}

function toJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`the configuration file ${path} is not JSON`)
  }
}

/** Where each system keeps what programs remember. */
export function defaultDataDir(): string {
  const home = homedir()
  if (process.platform === 'win32')
    return join(process.env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Countersign')
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'Countersign')
  return join(process.env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'countersign')
}
