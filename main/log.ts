import pino, { type Logger } from 'pino'
import { withoutSecrets } from './redact.ts'

/** Names under which a secret might stand, wherever in a line. */
const secrets = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'actor_token',
  'key',
  'api_key',
  'apiKey',
  'master_key',
  'masterKey',
  'pem',
  'secret',
  'client_secret',
  'old_secret',
  'sealed',
  'password',
  'code_verifier',
  'device_code',
  'headers',
  'body',
]
const at = (name: string, depth: string): string => (name.startsWith('[') ? `${depth}${name}` : `${depth}.${name}`)
const paths = secrets.flatMap((name) => [name, at(name, '*'), at(name, '*.*')])

/** Structured lines on standard error, or in a file: standard output belongs to what a command prints. */
export function createLog(
  level: string = process.env.COUNTERSIGN_LOG_LEVEL ?? 'info',
  dest: number | string = 2,
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: [...paths, 'err.config', 'err.options'], censor: '[redacted]' },
      serializers: { err: describeError },
      formatters: { log: withoutSecretTexts },
    },
    pino.destination({ dest, sync: true, mkdir: true, mode: 0o600 }),
  )
}

/** What went wrong and where, and nothing that an error happens to carry along: queries and their parameters, say. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: withoutSecrets(String(error)) }
  const cause = error.cause instanceof Error ? withoutSecrets(error.cause.message) : undefined
  const code = 'code' in error ? withoutSecrets(String(error.code)) : undefined
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    code,
    cause,
    stack: error.stack && withoutSecrets(error.stack),
  }
}

/** Whatever its name: a path that somebody made of a key, a reason that an issuer gave. */
const withoutSecretTexts = (line: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(line).map(([name, value]) => [name, typeof value === 'string' ? withoutSecrets(value) : value]),
  )
