import type { z } from 'zod'
import { Flaw } from './flaw.ts'

/** A small document of a package, if it is one. */
export function parsedAs<S extends z.ZodType>(schema: S, name: string, text: string): z.infer<S> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Flaw(name, null, 'it is not JSON')
  }
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Flaw(name, issue?.path.join('.') || null, issue?.message ?? 'it has another form')
}
