import type { Context } from 'hono'
import type { AppEnv } from './env.ts'

/** The event that a client heard last of a stream, by its own word; undefined when it says none, or nonsense. */
export function resumeFrom(c: Context<AppEnv>): number | undefined {
  const id = c.req.header('last-event-id') ?? ''
  return /^\d{1,15}$/.test(id) ? Number(id) : undefined
}
