import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { destination, type Logger, pino } from 'pino'

/** A program started from the dock has no terminal: it logs to a file. Synchronous, so that a crash's last line is there. */
export function openLog(folder: string): Logger {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = destination({ dest: join(folder, 'desktop.log'), append: true, sync: true, mode: 0o600 })
  return pino({ redact: ['*.token', '*.authorization', '*.headers.authorization'] }, file)
}
