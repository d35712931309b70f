import pino, { type Logger } from 'pino'

/** Names under which a secret might stand, wherever in a line. */
const secrets = [
  'authorization',
  'cookie',
  'token',
  'key',
  'secret',
  'password',
  'api_key',
  'master_key',
  'pem',
  'actor_token',
]
const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

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
    },
    pino.destination({ dest, sync: true, mkdir: true, mode: 0o600 }),
  )
}

/** What went wrong and where, and nothing that an error happens to carry along: queries and their parameters, say. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const cause = error.cause instanceof Error ? withoutKeys(error.cause.message) : undefined
  const code = 'code' in error ? String(error.code) : undefined
  return {
    type: error.name,
    message: withoutKeys(error.message),
    code,
    cause,
    stack: error.stack && withoutKeys(error.stack),
  }
}

const withoutKeys = (text: string): string => text.replace(/sk-at-\S+/g, '[redacted]')
